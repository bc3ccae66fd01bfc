"""The catalog: the SQLite database that says what is indexed. One transaction changes it all."""

import errno
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Language, Passage, Sentence, Speaker
from index.errors import IndexingError

LANGUAGES: tuple[Language, ...] = get_args(Language)

# The version stands in the file's name: a catalog of another version is never opened or
# overwritten, so an older application goes on reading its own until the new one is complete.
# It counts up too when the same file gives other passages, sentences or speakers than before.
SCHEMA = 2
_NAME = "catalog-{}.db"

# An embedding may serve several passages, and lies in one collection; its bulk has a table of its
# own, which counting and moving embeddings leave alone.
# Keys are never used twice, so whatever is remembered by key cannot come to mean another passage.
_TABLES = """
CREATE TABLE state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL,
    model TEXT NOT NULL,
    dimension INTEGER NOT NULL
);
CREATE TABLE article (
    id TEXT PRIMARY KEY, language TEXT NOT NULL, passages INTEGER NOT NULL,
    vector_sum BLOB NOT NULL, title TEXT NOT NULL, publisher TEXT, published TEXT, url TEXT,
    file TEXT NOT NULL, revision TEXT NOT NULL, source BLOB NOT NULL, splitting TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE past_article (
    id TEXT, fate TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT, published TEXT, url TEXT,
    file TEXT NOT NULL, revision TEXT, language TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (id, revision)
);
CREATE TABLE collection (
    name TEXT PRIMARY KEY, language TEXT NOT NULL, size INTEGER NOT NULL, retired INTEGER
);
CREATE TABLE embedding (
    id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE, language TEXT NOT NULL,
    collection TEXT REFERENCES collection
);
CREATE TABLE encoding (
    embedding INTEGER PRIMARY KEY REFERENCES embedding ON DELETE CASCADE,
    vector BLOB NOT NULL, tokens BLOB NOT NULL
);
CREATE INDEX embedding_collection ON embedding (collection);
CREATE TABLE split (
    revision TEXT, splitting TEXT, passages TEXT NOT NULL, PRIMARY KEY (revision, splitting)
);
CREATE TABLE passage (
    key INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL REFERENCES article,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL,
    heading TEXT, sentences TEXT NOT NULL, embedding INTEGER NOT NULL REFERENCES embedding
);
CREATE INDEX passage_article ON passage (article_id);
CREATE INDEX passage_embedding ON passage (embedding);
"""
# A table for each language gives each its own word frequencies. The ascii tokenizer takes
# everything that is not ASCII for letters, and so leaves a term as it is.
_KEYWORD_TABLES = """
CREATE VIRTUAL TABLE keyword_{0} USING fts5(terms, tokenize = "ascii tokenchars '.'");
CREATE VIRTUAL TABLE keyword_{0}_vocabulary USING fts5vocab(keyword_{0}, row);
"""
Fate = Literal["current", "replaced", "removed"]
"""What became of a revision of an article."""

_ARTICLE_COLUMNS = "id, title, text, language, publisher, published, url, file, revision"
_PASSAGE_COLUMNS = 'article_id, start, "end", text, language, heading, sentences'


@dataclass(frozen=True, slots=True)
class Byline:
    """What tells an article from others, without its text."""

    id: str
    title: str
    publisher: str | None
    published: str | None


def catalog_path(folder: Path) -> Path:
    """Where the catalog of a store lies."""
    return folder / _NAME.format(SCHEMA)


def catalogs(folder: Path) -> set[Path]:
    """The catalogs of this and every other version of the schema in a store."""
    return set(folder.glob(_NAME.format("*")))


def open_catalog(path: Path) -> sqlite3.Connection:
    """Open an existing catalog, for one thread at a time."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw",
        uri=True,
        timeout=30,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def create_catalog(path: Path, model: str, dimension: int) -> None:
    """Create an empty catalog, of version 0, where there is none yet."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            tables = _TABLES + "".join(_KEYWORD_TABLES.format(name) for name in LANGUAGES)
            for statement in filter(str.strip, tables.split(";")):
                connection.execute(statement)
            connection.execute("INSERT INTO state VALUES (1, 0, ?, ?)", (model, dimension))
        connection.execute("COMMIT")
    finally:
        connection.close()


@contextmanager
def storage_faults(folder: Path) -> Iterator[None]:
    """Say in one line what is wrong with the store where SQLite or the system refuse."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise storage_fault(folder, error) from error


def storage_fault(folder: Path, error: Exception) -> IndexingError:
    """What an error of SQLite or the system means for the store, and the mend."""
    text = str(error)
    code = error.errno if isinstance(error, OSError) else None
    if code in {errno.EACCES, errno.EPERM, errno.EROFS} or re.search("readonly|to open", text):
        return IndexingError(
            f"No access to the index in {folder} ({text}): make the folder readable and writable "
            "or name another with --store"
        )
    if code in {errno.ENOSPC, errno.EDQUOT} or re.search("full|disk I/O", text):
        return IndexingError(
            f"The index in {folder} could not be written ({text}): free some disk space"
        )
    if "locked" in text:
        return IndexingError(
            f"The index in {folder} is held by another program ({text}): try again"
        )
    if isinstance(error, OSError):
        return IndexingError(f"The index in {folder} cannot be used ({text}): check the folder")
    return IndexingError(
        f"The index in {folder} is damaged ({text}): delete the folder, then run `multivector sync`"
    )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def select_articles(connection: sqlite3.Connection, where: str = "", *values: str) -> list[Article]:
    """The articles in the order of their ids; `where` is a clause on the table."""
    rows = connection.execute(f"SELECT {_ARTICLE_COLUMNS} FROM article {where} ORDER BY id", values)
    return [Article(*row) for row in rows]


def select_bylines(connection: sqlite3.Connection) -> list[Byline]:
    """What is known of the articles, without their texts, in the order of their ids."""
    rows = connection.execute("SELECT id, title, publisher, published FROM article ORDER BY id")
    return [Byline(*row) for row in rows]


def select_passages(
    connection: sqlite3.Connection, where: str, *values: str
) -> list[tuple[int, Passage]]:
    """Passages with their keys, in the order of their places; `where` is a clause."""
    rows = connection.execute(
        f"SELECT key, {_PASSAGE_COLUMNS} FROM passage {where} ORDER BY start", values
    )
    return [(row[0], passage_of_row(*row[1:])) for row in rows]


def insert_article(
    connection: sqlite3.Connection,
    article: Article,
    source: bytes,
    splitting: str,
    vectors: NDArray[np.float32],
) -> None:
    """Add an article, with the hash of its file and the sum of its passages' vectors."""
    connection.execute(
        f"INSERT INTO article ({_ARTICLE_COLUMNS}, source, splitting, passages, vector_sum) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(article.id, article.title, article.text, article.language, article.publisher),
            *(article.published, article.url, article.file, article.revision),
            *(source, splitting, len(vectors), vectors.sum(axis=0, dtype=np.float32).tobytes()),
        ),
    )


def insert_passage(
    connection: sqlite3.Connection, passage: Passage, embedding: int, keywords: str
) -> None:
    """Add a passage and its keyword terms, separated by spaces."""
    key = connection.execute(
        f"INSERT INTO passage ({_PASSAGE_COLUMNS}, embedding) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*row_of_passage(passage), embedding),
    ).lastrowid
    connection.execute(
        f"INSERT INTO keyword_{passage.language} (rowid, terms) VALUES (?, ?)", (key, keywords)
    )


def keep_revision(connection: sqlite3.Connection, article_id: str, fate: Fate) -> None:
    """Keep an article that is about to be replaced or removed: answers may have quoted it."""
    connection.execute(
        f"INSERT OR REPLACE INTO past_article ({_ARTICLE_COLUMNS}, fate) "
        f"SELECT {_ARTICLE_COLUMNS}, ? FROM article WHERE id = ?",
        (fate, article_id),
    )


def select_revision(
    connection: sqlite3.Connection, article_id: str, revision: str
) -> tuple[Article, Fate] | None:
    """A revision of an article, indexed now or before, and what became of it."""
    row = connection.execute(
        f"SELECT 'current', {_ARTICLE_COLUMNS} FROM article WHERE id = ?1 AND revision = ?2 "
        f"UNION ALL SELECT fate, {_ARTICLE_COLUMNS} FROM past_article "
        "WHERE id = ?1 AND revision = ?2 LIMIT 1",
        (article_id, revision),
    ).fetchone()
    return (Article(*row[1:]), row[0]) if row else None


def delete_article(connection: sqlite3.Connection, article_id: str) -> None:
    """Delete an article with its passages and terms."""
    rows = connection.execute(
        "SELECT key, language FROM passage WHERE article_id = ?", (article_id,)
    ).fetchall()
    for key, language in rows:
        connection.execute(f"DELETE FROM keyword_{language} WHERE rowid = ?", (key,))
    connection.execute("DELETE FROM passage WHERE article_id = ?", (article_id,))
    connection.execute("DELETE FROM article WHERE id = ?", (article_id,))


def row_of_passage(passage: Passage) -> tuple[str | int | None, ...]:
    """A passage as the columns of its table; `passage_of_row` is the way back."""
    sentences = [
        (s.start, s.end, *((s.speaker.name, s.speaker.role) if s.speaker else ()))
        for s in passage.sentences
    ]
    return (
        *(passage.article_id, passage.start, passage.end, passage.text, passage.language),
        *(passage.heading, json.dumps(sentences, ensure_ascii=False)),
    )


def passage_of_row(
    article_id: str,
    start: int,
    end: int,
    text: str,
    language: Language,
    heading: str | None,
    sentences: str,
) -> Passage:
    """A passage from the columns of its table."""
    return Passage(
        article_id=article_id,
        start=start,
        end=end,
        text=text,
        language=language,
        heading=heading,
        sentences=tuple(
            Sentence(first, last, text[first - start : last - start], _speaker(*who))
            for first, last, *who in json.loads(sentences)
        ),
    )


def _speaker(name: str | None = None, role: str | None = None) -> Speaker | None:
    return Speaker(name, role) if name is not None else None
