"""What a sync has worked out and not published yet: it outlives an interruption."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from index.article import Article, Passage
from index.catalog import passage_of_row, row_of_passage, transaction
from index.encoder import EncodedPassage
from index.passages import split_passages


class Staging:
    """Split articles and encoded passages, in a database of their own beside the catalog.

    It is attached to the catalog's connection; once a method returns, what it kept is on the disk.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        connection.execute("ATTACH ? AS staging", (str(path),))
        connection.execute("PRAGMA staging.journal_mode = WAL")
        connection.execute("PRAGMA staging.synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS staging.split "
            "(revision TEXT, splitting TEXT, passages TEXT, PRIMARY KEY (revision, splitting))"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS staging.encoded "
            "(hash BLOB PRIMARY KEY, vector BLOB NOT NULL, tokens BLOB NOT NULL)"
        )

    def split(self, article: Article, splitting: str) -> list[Passage]:
        """The article's passages; `splitting` names the code that splits."""
        key = (article.revision, splitting)
        row = self._connection.execute(
            "SELECT passages FROM staging.split WHERE revision = ? AND splitting = ?", key
        ).fetchone()
        if row:
            return [passage_of_row(*fields) for fields in json.loads(row[0])]
        passages = split_passages(article)
        rows = [row_of_passage(passage) for passage in passages]
        self._connection.execute(
            "INSERT INTO staging.split VALUES (?, ?, ?)", (*key, json.dumps(rows))
        )
        return passages

    def missing(self, hashes: Iterable[bytes]) -> list[bytes]:
        """Those of which neither this nor the catalog has the encoding, each once."""
        known = (
            "SELECT 1 FROM main.embedding WHERE hash = ?1 "
            "UNION ALL SELECT 1 FROM staging.encoded WHERE hash = ?1"
        )
        return [
            hash_
            for hash_ in dict.fromkeys(hashes)
            if not self._connection.execute(known, (hash_,)).fetchone()
        ]

    def add(self, encoded: Iterable[tuple[bytes, EncodedPassage]]) -> None:
        """Keep encoded passages by their hashes."""
        rows = [
            (hash_, np.asarray(passage.vector, dtype=np.float32).tobytes(), passage.tokens)
            for hash_, passage in encoded
        ]
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO staging.encoded VALUES (?, ?, ?)", rows
            )

    def clear(self) -> None:
        """Delete it all, as it has been published."""
        self._connection.execute("DETACH staging")
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
