"""Passage vectors in Chroma: collections that are written once, then only read.

Each collection has a Chroma folder of its own. Another process does not see what is added to a
collection that it has open, so nothing ever is; and as the writer's folder is nobody else's until
it is complete, a sync never holds up a question and a killed one leaves only a folder to delete.
"""

import os
import shutil
import threading
import uuid
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
# Chroma refuses more than 5,461 rows in one write; so many take a second or two.
_ROWS_PER_WRITE = 1_000

# Chroma shares one system between the clients of a folder and counts them without a lock.
# Reentrant: a finalizer may run while this thread opens another collection.
_opening = threading.RLock()


class CollectionLostError(Exception):
    """A collection that cannot be read: deleted by a later sync, or damaged."""


def write_collection(
    folder: Path,
    ids: Sequence[int],
    vectors: NDArray[np.float32],
    written: Callable[[int], None] = lambda rows: None,
) -> str:
    """Write vectors into a new collection under `folder`, safe on the disk, and return its name.

    `vectors` are float32[n, dimension] for the n ids; `written` is told how many rows each step
    has added. Raises OSError if it cannot be written.
    """
    name = uuid.uuid4().hex
    path = folder / name
    path.mkdir(parents=True)
    try:
        with _opening:
            client = _client(path)
            try:
                collection = client.create_collection(
                    _COLLECTION,
                    configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                    embedding_function=None,
                )
            except BaseException:
                client.close()
                raise
        try:
            for start in range(0, len(ids), _ROWS_PER_WRITE):
                rows = slice(start, start + _ROWS_PER_WRITE)
                collection.add(ids=[str(i) for i in ids[rows]], embeddings=vectors[rows])
                written(len(ids[rows]))
        finally:
            with _opening:
                client.close()
    except BaseException as error:
        shutil.rmtree(path, ignore_errors=True)
        if _is_chroma_error(error):
            raise OSError(f"Chroma could not write {path}: {error}") from error
        raise
    _flush(path)
    return name


def collection_names(folder: Path) -> set[str]:
    """The names of the collections under `folder`, whole or not."""
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def is_present(folder: Path, name: str) -> bool:
    """Whether the collection is there."""
    return (folder / name / _DATABASE).is_file()


def drop_collection(folder: Path, name: str) -> None:
    """Delete a collection; what another process keeps from being deleted goes the next time."""
    shutil.rmtree(folder / name, ignore_errors=True)


class Collections:
    """The collections under a folder, opened when first asked for; for any number of threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Collection] = {}

    def nearest(
        self, name: str, vector: NDArray[np.float32], limit: int
    ) -> list[tuple[int, float]]:
        """The ids in a collection nearest to a vector, with their cosines, best first.

        Raises CollectionLostError where the collection is gone or damaged.
        """
        with self._reading(name) as collection:
            found = collection.query(
                query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"]
            )
        distances = found["distances"]
        if distances is None:
            return []
        return [
            (int(i), 1.0 - distance)
            for i, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

    def keep(self, names: set[str]) -> None:
        """Close all but the named collections, each as soon as no thread reads it any more."""
        with _opening:
            for name in self._open.keys() - names:
                del self._open[name]

    @contextmanager
    def _reading(self, name: str) -> Iterator["Collection"]:
        try:
            yield self._opened(name)
        except Exception as error:
            if not _is_chroma_error(error):
                raise
            self.keep(self._open.keys() - {name})
            raise CollectionLostError(f"{self._folder / name}: {error}") from error

    def _opened(self, name: str) -> "Collection":
        with _opening:
            if name not in self._open:
                if not is_present(self._folder, name):
                    raise CollectionLostError(f"{self._folder / name} is gone")
                client = _client(self._folder / name)
                try:
                    collection = client.get_collection(_COLLECTION, embedding_function=None)
                except BaseException:
                    client.close()
                    raise
                weakref.finalize(collection, _close, client)
                self._open[name] = collection
            return self._open[name]


def _close(client: "Client") -> None:
    with _opening:
        client.close()


def _client(path: Path) -> "Client":
    from chromadb import PersistentClient
    from chromadb.config import Settings

    client = PersistentClient(path, settings=Settings(anonymized_telemetry=False))
    return cast("Client", client)


def _is_chroma_error(error: BaseException) -> bool:
    from chromadb.errors import ChromaError

    return isinstance(error, ChromaError)


def _flush(path: Path) -> None:
    """Force a finished folder to the disk, so that no power cut can outlive the commit."""
    for folder, _, files in os.walk(path):
        for name in files:
            with open(Path(folder, name), "rb+") as file:
                os.fsync(file.fileno())
        if os.name == "posix":
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
