"""The store as questions see it: consistent snapshots of everything that is indexed."""

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Language, Passage
from index.catalog import (
    LANGUAGES,
    Byline,
    Fate,
    catalog_path,
    catalogs,
    open_catalog,
    select_articles,
    select_bylines,
    select_passages,
    select_revision,
    storage_fault,
    storage_faults,
)
from index.errors import IndexingError
from index.vectors import CollectionLostError, Collections, Place

_log = logging.getLogger(__name__)


class Store:
    """The index in a folder, as made with one embedding model; for any number of threads.

    Nothing is opened before the first snapshot, and what a sync of any process has published is
    in the next one.
    """

    def __init__(self, folder: Path, model: str, vectors: Place | None = None) -> None:
        """`vectors` is where the vector collections lie, if not in the folder itself."""
        self._folder = folder
        self._model = model
        self._collections = Collections(vectors or folder / "vectors")
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """The whole state at one instant, unchanged by any sync until it is left.

        Take one for each question, in one thread. Raises IndexingError where there is no index,
        or one that another model or version made.
        """
        with storage_faults(self._folder):
            connection, file = self._take()
        try:
            connection.execute("BEGIN")
            yield self._begin(connection)
        except sqlite3.Error as error:
            raise storage_fault(self._folder, error) from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._give_back(connection, file)

    def close(self) -> None:
        """Close what is open and idle; a later snapshot opens it again."""
        with self._lock:
            self._forget()
        self._collections.keep(set())

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self, connection: sqlite3.Connection) -> "Snapshot":
        version, model, dimension = connection.execute(
            "SELECT version, model, dimension FROM state"
        ).fetchone()
        if version == 0:
            raise self._missing()
        if model != self._model:
            raise IndexingError(
                f"The index in {self._folder} was made with another embedding model ({model}, now "
                f"{self._model}): run `multivector sync`"
            )
        snapshot = Snapshot(connection, self._collections, version, dimension)
        self._collections.keep(snapshot.collection_names())
        return snapshot

    def _take(self) -> tuple[sqlite3.Connection, tuple[int, int]]:
        """An idle connection or a new one, and the file it reads."""
        path = catalog_path(self._folder)
        with self._lock:
            try:
                stat = path.stat()
            except (FileNotFoundError, NotADirectoryError):
                self._forget()
                raise self._missing() from None
            file = (stat.st_dev, stat.st_ino)
            if file != self._file:
                # Deleted and made anew while open: the connections still read the deleted one.
                self._forget()
                self._file = file
            return (self._idle.pop() if self._idle else open_catalog(path)), file

    def _give_back(self, connection: sqlite3.Connection, file: tuple[int, int]) -> None:
        with self._lock:
            if file == self._file:
                self._idle.append(connection)
            else:
                connection.close()

    def _forget(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()
        self._file = None

    def _missing(self) -> IndexingError:
        if catalogs(self._folder) - {catalog_path(self._folder)}:
            return IndexingError(
                f"The index in {self._folder} was made by another version of Multivector: run "
                "`multivector sync`"
            )
        return IndexingError(f"Nothing is indexed in {self._folder}: run `multivector sync`")


class Snapshot:
    """Everything that is indexed, at one instant.

    A passage is named by its key, which never comes to mean another. `version` grows with every
    change of the index, for whoever remembers something computed from it.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        collections: Collections,
        version: int,
        dimension: int,
    ) -> None:
        self._connection = connection
        self._collections = collections
        self.version = version
        self.dimension = dimension
        self._counts: dict[Language, int] | None = None

    def articles(self) -> list[Article]:
        """All articles in the order of their ids."""
        return select_articles(self._connection)

    def bylines(self) -> list[Byline]:
        """The articles without their texts."""
        return select_bylines(self._connection)

    def article(self, article_id: str) -> Article:
        """One article; raises IndexingError where there is none of this id."""
        found = select_articles(self._connection, "WHERE id = ?", article_id)
        if not found:
            raise IndexingError(
                f"No article {article_id!r}: `multivector articles` lists what is indexed"
            )
        return found[0]

    def revision(self, article_id: str, revision: str) -> tuple[Article, Fate] | None:
        """An article as it was when it was quoted, and what became of it; None if never indexed."""
        return select_revision(self._connection, article_id, revision)

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article in their order."""
        found = select_passages(self._connection, "WHERE article_id = ?", article_id)
        return [passage for _, passage in found]

    def keys_of(self, article_id: str) -> list[int]:
        """The keys of an article's passages in their order."""
        return [
            key for key, _ in select_passages(self._connection, "WHERE article_id = ?", article_id)
        ]

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """The passages of these keys, in the order of the keys."""
        found = dict(
            select_passages(
                self._connection, "WHERE key IN (SELECT value FROM json_each(?))", _json(keys)
            )
        )
        return [found[key] for key in keys]

    def passage_count(self, language: Language | None = None) -> int:
        """How many passages there are, of one language or of all."""
        if self._counts is None:
            self._counts = dict(
                self._connection.execute(
                    "SELECT language, sum(passages) FROM article GROUP BY language"
                )
            )
        return self._counts.get(language, 0) if language else sum(self._counts.values())

    def passage_counts(self) -> dict[str, int]:
        """How many passages each article has, by article id."""
        return dict(self._connection.execute("SELECT id, passages FROM article ORDER BY id"))

    def nearest(
        self, vector: NDArray[np.float32], limit: int, language: Language | None = None
    ) -> list[tuple[int, float]]:
        """The passages nearest to a vector, of one language or of all.

        `vector` is float32[dimension] of length 1. Returns up to `limit` keys with their cosines,
        best first.
        """
        cosines: dict[int, float] = {}
        for name, size in self._live_collections(language):
            try:
                cosines |= self._nearest_in(name, size, vector, limit)
            except CollectionLostError as error:
                # Dropped since this snapshot began, or damaged: the catalog has the vectors too.
                _log.warning("searching the catalog instead of %s", error)
                cosines |= self._nearest_in_catalog(name, vector, limit)
        best = sorted(cosines.items(), key=lambda item: (-item[1], item[0]))
        return best[:limit]

    def _nearest_in(
        self, name: str, size: int, vector: NDArray[np.float32], limit: int
    ) -> dict[int, float]:
        """Ask for more until enough of what is found is still in the catalog."""
        asked = min(size, 2 * limit)
        while True:
            found = dict(self._collections.nearest(name, vector, asked))
            rows = self._connection.execute(
                "SELECT key, embedding FROM passage "
                "WHERE embedding IN (SELECT value FROM json_each(?))",
                (_json(found),),
            )
            live = {key: found[embedding] for key, embedding in rows}
            if len(live) >= limit or asked == size:
                return live
            asked = min(size, 4 * asked)

    def _nearest_in_catalog(
        self, name: str, vector: NDArray[np.float32], limit: int
    ) -> dict[int, float]:
        rows = self._connection.execute(
            "SELECT key, vector FROM embedding JOIN encoding ON encoding.embedding = id "
            "JOIN passage ON passage.embedding = id WHERE collection = ?",
            (name,),
        ).fetchall()
        cosines = self._matrix([blob for _, blob in rows]) @ vector
        return {rows[i][0]: float(cosines[i]) for i in np.argsort(-cosines)[:limit]}

    def vectors(self, keys: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of these passages: float32[len(keys), dimension]."""
        return self._matrix(self._of_embeddings("vector", keys))

    def token_states(self, keys: Sequence[int]) -> list[bytes]:
        """What the encoder kept of these passages' words."""
        return self._of_embeddings("tokens", keys)

    def mean_vector(self, language: Language) -> NDArray[np.float32] | None:
        """The mean of a language's passage vectors: float32[dimension]; None where it has none."""
        rows = self._connection.execute(
            "SELECT passages, vector_sum FROM article WHERE language = ?", (language,)
        ).fetchall()
        count = sum(passages for passages, _ in rows)
        if count == 0:
            return None
        mean: NDArray[np.float32] = self._matrix([blob for _, blob in rows]).sum(axis=0) / count
        return mean

    def keyword_scores(
        self, terms: Sequence[str], limit: int, language: Language
    ) -> list[tuple[int, float]]:
        """The passages of a language that hold any of the terms, by BM25.

        Returns up to `limit` keys with their scores, 0 or more, best first. The terms are those
        of `index.keywords.terms`; one that stands in more than half of the passages tells nothing.
        """
        # BM25 gives such a term a weight of 0, but would still go through all its passages.
        half = self.passage_count(language) / 2
        frequencies = self.document_frequencies(terms, language)
        told = [term for term, frequency in frequencies.items() if 0 < frequency <= half]
        if not told:
            return []
        query = " OR ".join(f'"{term}"' for term in told)
        table = f"keyword_{language}"
        rows = self._connection.execute(
            f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?",
            (query, limit),
        )
        return [(key, max(0.0, score)) for key, score in rows]

    def document_frequencies(self, terms: Sequence[str], language: Language) -> dict[str, int]:
        """In how many of a language's passages each term stands."""
        frequencies = dict.fromkeys(terms, 0)
        rows = self._connection.execute(
            f"SELECT term, doc FROM keyword_{language}_vocabulary "
            "WHERE term IN (SELECT value FROM json_each(?))",
            (_json(frequencies),),
        )
        return frequencies | dict(rows)

    def speakers(self) -> dict[tuple[str, Language], tuple[int, ...]]:
        """The keys of the passages that hold each speaker's words, with the passages' language."""
        rows = self._connection.execute(
            "SELECT DISTINCT json_extract(sentence.value, '$[2]') AS name, language, passage.key "
            "FROM passage, json_each(sentences) AS sentence "
            "WHERE name IS NOT NULL ORDER BY passage.key"
        )
        found: dict[tuple[str, Language], tuple[int, ...]] = {}
        for name, language, key in rows:
            found[name, language] = (*found.get((name, language), ()), key)
        return found

    def roles(self) -> dict[str, str]:
        """The role of each speaker who has one, the longest that an article gives."""
        rows = self._connection.execute(
            "SELECT DISTINCT json_extract(sentence.value, '$[2]') AS name, "
            "json_extract(sentence.value, '$[3]') AS role "
            "FROM passage, json_each(sentences) AS sentence "
            "WHERE role IS NOT NULL ORDER BY length(role)"
        )
        return dict(rows.fetchall())

    def languages(self) -> list[Language]:
        """The languages that there are passages of."""
        return [language for language in LANGUAGES if self.passage_count(language)]

    def collection_names(self) -> set[str]:
        """The vector collections that this snapshot reads."""
        return {name for name, _ in self._live_collections(None)}

    def _live_collections(self, language: Language | None) -> list[tuple[str, int]]:
        return self._connection.execute(
            "SELECT name, size FROM collection "
            "WHERE retired IS NULL AND language = coalesce(?, language)",
            (language,),
        ).fetchall()

    def _of_embeddings(self, column: str, keys: Sequence[int]) -> list[bytes]:
        rows = self._connection.execute(
            f"SELECT key, {column} FROM passage JOIN encoding USING (embedding) "
            "WHERE key IN (SELECT value FROM json_each(?))",
            (_json(keys),),
        )
        found: dict[int, bytes] = dict(rows)
        return [found[key] for key in keys]

    def _matrix(self, blobs: Sequence[bytes]) -> NDArray[np.float32]:
        return np.frombuffer(b"".join(blobs), dtype=np.float32).reshape(-1, self.dimension)


def _json(values: Sequence[int] | dict[int, float] | dict[str, int]) -> str:
    return json.dumps(list(values))
