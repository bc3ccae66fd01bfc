"""Publishing a new state of the index: the one transaction that makes it visible."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Language, Passage
from index.catalog import (
    LANGUAGES,
    delete_article,
    insert_article,
    insert_passage,
    keep_revision,
    transaction,
)
from index.keywords import terms
from index.staging import clear_staging
from index.vectors import (
    Place,
    collection_names,
    drop_collection,
    is_present,
    write_collection,
)

# A new collection takes in every live one up to this many vectors, or up to so many times its own
# size: a small sync rewrites little, and the number of collections stays logarithmic.
_SMALL = 500
_GROWTH = 2


@dataclass(frozen=True, slots=True)
class Revision:
    """An article to be published.

    `source` is the hash of the file it was read from; `hashes` are those of what was embedded, one
    for each passage.
    """

    article: Article
    source: bytes
    passages: list[Passage]
    hashes: list[bytes]


def publish(
    connection: sqlite3.Connection,
    vectors: Place,
    revisions: Sequence[Revision],
    removed: Sequence[str],
    *,
    model: str,
    dimension: int,
    splitting: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
    """Make the index hold these revisions instead of their old ones, without the removed ids.

    Their encodings are staged already. Everything becomes visible with the commit; the vectors'
    collections are complete before. `progress` is told how many vectors of how many have been
    written. Revisions that go are kept to be looked up.
    """
    with transaction(connection):
        for article_id in removed:
            keep_revision(connection, article_id, "removed")
            delete_article(connection, article_id)
        for revision in revisions:
            keep_revision(connection, revision.article.id, "replaced")
            delete_article(connection, revision.article.id)
        for revision in revisions:
            _insert(connection, revision, splitting, dimension)
        connection.execute(
            "DELETE FROM past_article WHERE (id, revision) IN (SELECT id, revision FROM article)"
        )
        clear_staging(connection)
        connection.execute(
            "UPDATE state SET version = version + 1, model = ?, dimension = ?", (model, dimension)
        )
        for language in LANGUAGES:
            _retire(connection, vectors, language)
        _place(connection, vectors, dimension, progress)


def drop_unused_collections(connection: sqlite3.Connection, vectors: Place) -> None:
    """Delete the collections that an earlier sync retired, or left behind when it was killed.

    A question that still reads one finds its vectors in the catalog.
    """
    rows = connection.execute("SELECT name FROM collection WHERE retired IS NULL")
    for name in collection_names(vectors) - {name for (name,) in rows}:
        drop_collection(vectors, name)
    connection.execute("DELETE FROM collection WHERE retired IS NOT NULL")


def lost_collections(connection: sqlite3.Connection, vectors: Place) -> set[str]:
    """The collections that the catalog counts on and that are not there."""
    rows = connection.execute("SELECT name FROM collection WHERE retired IS NULL")
    return {name for (name,) in rows if not is_present(vectors, name)}


def _insert(
    connection: sqlite3.Connection, revision: Revision, splitting: str, dimension: int
) -> None:
    article = revision.article
    embeddings = [
        int(connection.execute("SELECT id FROM embedding WHERE hash = ?", (hash_,)).fetchone()[0])
        for hash_ in revision.hashes
    ]
    vectors = _vectors(connection, embeddings, dimension)
    insert_article(connection, article, revision.source, splitting, vectors)
    for passage, embedding in zip(revision.passages, embeddings, strict=True):
        insert_passage(
            connection, passage, embedding, " ".join(terms(passage.text, passage.language))
        )


def _retire(connection: sqlite3.Connection, vectors: Place, language: Language) -> None:
    """Free the embeddings of collections that are lost, mostly dead, or small enough to merge."""
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


def _place(
    connection: sqlite3.Connection,
    vectors: Place,
    dimension: int,
    progress: Callable[[int, int], None],
) -> None:
    """Write the embeddings that are in no collection into new ones, one for each language."""
    rows = connection.execute(
        "SELECT language, id FROM embedding WHERE collection IS NULL ORDER BY language, id"
    ).fetchall()
    done = 0

    def written(count: int) -> None:
        nonlocal done
        done += count
        progress(done, len(rows))

    progress(0, len(rows))
    for language, group in groupby(rows, key=itemgetter(0)):
        ids = [embedding for _, embedding in group]
        matrix = _vectors(connection, ids, dimension)
        name = write_collection(vectors, ids, matrix, written)
        connection.execute(
            "INSERT INTO collection (name, language, size) VALUES (?, ?, ?)",
            (name, language, len(ids)),
        )
        connection.executemany(
            "UPDATE embedding SET collection = ? WHERE id = ?", ((name, i) for i in ids)
        )


def _vectors(
    connection: sqlite3.Connection, embeddings: Sequence[int], dimension: int
) -> NDArray[np.float32]:
    """The vectors of these embeddings: float32[n, dimension]."""
    matrix = np.empty((len(embeddings), dimension), dtype=np.float32)
    for row, embedding in zip(matrix, embeddings, strict=True):
        (blob,) = connection.execute(
            "SELECT vector FROM encoding WHERE embedding = ?", (embedding,)
        ).fetchone()
        row[:] = np.frombuffer(blob, dtype=np.float32)
    return matrix
