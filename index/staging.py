"""What a sync has worked out and not published yet: it outlives an interruption.

It lies in the catalog, where nothing that can be found refers to it before it is published.
"""

import json
import sqlite3
from collections.abc import Iterable

import numpy as np

from index.article import Article, Language, Passage
from index.catalog import passage_of_row, row_of_passage, transaction
from index.encoder import EncodedPassage
from index.passages import split_passages


def staged_passages(
    connection: sqlite3.Connection, article: Article, splitting: str
) -> list[Passage]:
    """The article's passages, split once; `splitting` names the code that splits."""
    key = (article.revision, splitting)
    row = connection.execute(
        "SELECT passages FROM split WHERE revision = ? AND splitting = ?", key
    ).fetchone()
    if row:
        return [passage_of_row(*fields) for fields in json.loads(row[0])]
    passages = split_passages(article)
    rows = [row_of_passage(passage) for passage in passages]
    connection.execute("INSERT INTO split VALUES (?, ?, ?)", (*key, json.dumps(rows)))
    return passages


def not_encoded(connection: sqlite3.Connection, hashes: Iterable[bytes]) -> list[bytes]:
    """The hashes of which there is no encoding, each once."""
    return [
        hash_
        for hash_ in dict.fromkeys(hashes)
        if not connection.execute("SELECT 1 FROM embedding WHERE hash = ?", (hash_,)).fetchone()
    ]


def stage_encoded(
    connection: sqlite3.Connection, encoded: Iterable[tuple[bytes, Language, EncodedPassage]]
) -> None:
    """Keep encoded passages by their hashes; once this returns, they are on the disk."""
    rows = list(encoded)
    with transaction(connection):
        for hash_, language, passage in rows:
            embedding = connection.execute(
                "INSERT INTO embedding (hash, language) VALUES (?, ?)", (hash_, language)
            ).lastrowid
            vector = np.asarray(passage.vector, dtype=np.float32).tobytes()
            connection.execute(
                "INSERT INTO encoding VALUES (?, ?, ?)", (embedding, vector, passage.tokens)
            )


def clear_staging(connection: sqlite3.Connection) -> None:
    """Delete what no passage refers to: all that was not published, and what is no longer used."""
    connection.execute("DELETE FROM split")
    connection.execute(
        "DELETE FROM embedding WHERE NOT EXISTS (SELECT 1 FROM passage WHERE embedding = id)"
    )
