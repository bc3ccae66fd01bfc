"""Publishing a new state of the index: the one transaction that makes it visible."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.article import Article, Language, Passage
from index.catalog import LANGUAGES, delete_article, insert_article, insert_passage
from index.encoder import EncodedPassage
from index.keywords import terms
from index.vectors import collection_names, drop_collection, is_present, write_collection

# A new collection takes in every live one up to this many vectors, or up to so many times its own
# size: a small sync rewrites little, and the number of collections stays logarithmic.
_SMALL = 500
_GROWTH = 2


@dataclass(frozen=True, slots=True)
class Revision:
    """An article to be published: its passages and, for each, the hash of what was embedded."""

    article: Article
    passages: list[Passage]
    hashes: list[bytes]


class Staging:
    """Encoded passages that are not published yet, by hash; they outlive an interrupted sync.

    They lie in a database of their own beside the catalog, attached to the catalog's connection.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        connection.execute("ATTACH ? AS staging", (str(path),))
        connection.execute("PRAGMA staging.journal_mode = WAL")
        connection.execute("PRAGMA staging.synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS staging.encoded "
            "(hash BLOB PRIMARY KEY, vector BLOB NOT NULL, tokens BLOB NOT NULL)"
        )

    def missing(self, hashes: Iterable[bytes]) -> list[bytes]:
        """Those that are neither staged nor in the catalog, each once."""
        known = "SELECT 1 FROM main.embedding WHERE hash = ?1 UNION ALL "
        known += "SELECT 1 FROM staging.encoded WHERE hash = ?1"
        return [
            hash_
            for hash_ in dict.fromkeys(hashes)
            if not self._connection.execute(known, (hash_,)).fetchone()
        ]

    def add(self, encoded: Iterable[tuple[bytes, EncodedPassage]]) -> None:
        """Keep encoded passages; once this returns, a killed sync has not lost them."""
        rows = [
            (hash_, np.asarray(passage.vector, dtype=np.float32).tobytes(), passage.tokens)
            for hash_, passage in encoded
        ]
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO staging.encoded VALUES (?, ?, ?)", rows
            )

    def clear(self) -> None:
        """Delete what has been published."""
        self._connection.execute("DETACH staging")
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


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


def publish(
    connection: sqlite3.Connection,
    vectors: Path,
    revisions: Sequence[Revision],
    removed: Sequence[str],
    *,
    model: str,
    dimension: int,
    splitting: str,
) -> None:
    """Make the index hold these revisions instead of their old ones, without the removed ids.

    What is not in the catalog yet is taken from the staging. Everything becomes visible with the
    commit; the collection of vectors that belongs to it is complete before.
    """
    with transaction(connection):
        old = set[int]()
        for article_id in (*removed, *(revision.article.id for revision in revisions)):
            old |= delete_article(connection, article_id)
        for revision in revisions:
            _insert(connection, revision, splitting, dimension)
        connection.executemany(
            "DELETE FROM embedding WHERE id = ?1 "
            "AND NOT EXISTS (SELECT 1 FROM passage WHERE embedding = ?1)",
            ((embedding,) for embedding in old),
        )
        connection.execute(
            "UPDATE state SET version = version + 1, model = ?, dimension = ?", (model, dimension)
        )
        for language in LANGUAGES:
            _place(connection, vectors, language, dimension)


def drop_unused_collections(connection: sqlite3.Connection, vectors: Path) -> None:
    """Delete the collections that an earlier sync retired, or left behind when it was killed.

    A question that still reads one finds its vectors in the catalog.
    """
    rows = connection.execute("SELECT name FROM collection WHERE retired IS NULL")
    for name in collection_names(vectors) - {name for (name,) in rows}:
        drop_collection(vectors, name)
    connection.execute("DELETE FROM collection WHERE retired IS NOT NULL")


def lost_collections(connection: sqlite3.Connection, vectors: Path) -> set[str]:
    """The collections that the catalog counts on and that are not there."""
    rows = connection.execute("SELECT name FROM collection WHERE retired IS NULL")
    return {name for (name,) in rows if not is_present(vectors, name)}


def _insert(
    connection: sqlite3.Connection, revision: Revision, splitting: str, dimension: int
) -> None:
    article = revision.article
    embeddings = [_embedding(connection, hash_, article.language) for hash_ in revision.hashes]
    blobs = [
        connection.execute("SELECT vector FROM encoding WHERE embedding = ?", (i,)).fetchone()[0]
        for i in embeddings
    ]
    matrix = np.frombuffer(b"".join(blobs), dtype=np.float32).reshape(-1, dimension)
    insert_article(connection, article, splitting, matrix)
    for passage, embedding in zip(revision.passages, embeddings, strict=True):
        insert_passage(
            connection, passage, embedding, " ".join(terms(passage.text, passage.language))
        )


def _embedding(connection: sqlite3.Connection, hash_: bytes, language: Language) -> int:
    """The embedding of this hash, from the staging where the catalog does not have it."""
    row = connection.execute("SELECT id FROM embedding WHERE hash = ?", (hash_,)).fetchone()
    if row:
        return int(row[0])
    embedding = connection.execute(
        "INSERT INTO embedding (hash, language) VALUES (?, ?)", (hash_, language)
    ).lastrowid
    assert embedding is not None
    connection.execute(
        "INSERT INTO encoding SELECT ?, vector, tokens FROM staging.encoded WHERE hash = ?",
        (embedding, hash_),
    )
    return embedding


def _place(
    connection: sqlite3.Connection, vectors: Path, language: Language, dimension: int
) -> None:
    """Write the embeddings of a language that are in no collection into a new one.

    It takes in small collections and those that are lost or mostly dead; collections without
    anything alive are retired.
    """
    sizes: dict[str, int] = dict(
        connection.execute(
            "SELECT name, size FROM collection WHERE retired IS NULL AND language = ?", (language,)
        ).fetchall()
    )
    live: dict[str | None, int] = dict(
        connection.execute(
            "SELECT collection, count(*) FROM embedding WHERE language = ? GROUP BY collection",
            (language,),
        ).fetchall()
    )
    pending = live.get(None, 0)
    retired = []
    for name in sorted(sizes, key=lambda name: live.get(name, 0)):
        count = live.get(name, 0)
        worn_out = 2 * count < sizes[name] or not is_present(vectors, name)
        if worn_out or (pending and count <= max(_SMALL, _GROWTH * pending)):
            retired.append((name,))
            pending += count
    connection.executemany("UPDATE embedding SET collection = NULL WHERE collection = ?", retired)
    connection.executemany(
        "UPDATE collection SET retired = (SELECT version FROM state) WHERE name = ?", retired
    )
    rows = connection.execute(
        "SELECT id, vector FROM embedding JOIN encoding ON embedding = id "
        "WHERE collection IS NULL AND language = ? ORDER BY id",
        (language,),
    ).fetchall()
    if rows:
        blob = b"".join(vector for _, vector in rows)
        matrix = np.frombuffer(blob, dtype=np.float32).reshape(-1, dimension)
        name = write_collection(vectors, [i for i, _ in rows], matrix)
        connection.execute(
            "INSERT INTO collection (name, language, size) VALUES (?, ?, ?)",
            (name, language, len(rows)),
        )
        connection.execute(
            "UPDATE embedding SET collection = ? WHERE collection IS NULL AND language = ?",
            (name, language),
        )
