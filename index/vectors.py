"""Passage vectors in Chroma: collections that are written once, then only read.

They lie in folders, or on a Chroma server. In folders each collection has its own: another process
does not see what is added to a collection that it has open, so nothing ever is; and as the writer's
folder is nobody else's until it is complete, a sync never holds up a question and a killed one
leaves only a folder to delete.
On a server a collection is likewise asked for only once it is complete: the catalog names it.
"""

import os
import shutil
import socket
import threading
import uuid
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexingError
from index.settings import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
# Chroma refuses more than 5,461 rows in one write; so many take a second or two.
_ROWS_PER_WRITE = 1_000
_NAMES_PER_PAGE = 100
_SECONDS_TO_CONNECT = 5.0
_SECONDS_TO_ANSWER = 60.0

# Chroma shares one system between the clients of a folder and counts them without a lock.
# Reentrant: a finalizer may run while this thread opens another collection.
_opening = threading.RLock()


class CollectionLostError(Exception):
    """A collection that cannot be read: deleted by a later sync, or damaged."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server; what a store writes there begins with `prefix`, which is its alone."""

    url: str
    token: str | None = field(default=None, repr=False)
    prefix: str = ""


Place = Path | Server
"""Where collections lie: under a folder, or on a server."""


def place_of(settings: Settings, store_id: str = "") -> Place:
    """Where the collections of a store lie; `store_id` tells a writer's from other stores'."""
    if settings.chroma_url is None:
        return settings.store / "vectors"
    token = settings.chroma_token
    secret = token.get_secret_value() if token else None
    return Server(settings.chroma_url, secret, f"multivector-{store_id}-")


def write_collection(
    place: Place,
    ids: Sequence[int],
    vectors: NDArray[np.float32],
    written: Callable[[int], None] = lambda rows: None,
) -> str:
    """Write vectors into a new collection, in a folder safe on the disk, and return its name.

    `vectors` are float32[n, dimension] for the n ids; `written` is told how many rows each step
    has added. Raises OSError if it cannot be written, IndexingError if a server does not take it.
    """
    if isinstance(place, Server):
        return _write_to_server(place, ids, vectors, written)
    name = uuid.uuid4().hex
    path = place / name
    path.mkdir(parents=True)
    try:
        with _opening:
            client = _client(path)
            try:
                collection = _create(client, _COLLECTION)
            except BaseException:
                client.close()
                raise
        try:
            for names, rows in _batches(ids, vectors):
                collection.add(ids=names, embeddings=rows)
                written(len(names))
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


def collection_names(place: Place) -> set[str]:
    """The names of the collections in a place, whole or not; on a server this store's."""
    if isinstance(place, Path):
        return {path.name for path in place.iterdir()} if place.is_dir() else set()
    names: set[str] = set()
    with _taking(place):
        client = _server_client(place)
        while page := client.list_collections(limit=_NAMES_PER_PAGE, offset=len(names)):
            names |= {collection.name for collection in page}
    return {name for name in names if name.startswith(place.prefix)}


def is_present(place: Place, name: str) -> bool:
    """Whether the collection is there."""
    if isinstance(place, Path):
        return (place / name / _DATABASE).is_file()
    try:
        with _server_faults(place):
            _server_client(place).get_collection(name, embedding_function=None)
    except CollectionLostError:
        return False
    return True


def drop_collection(place: Place, name: str) -> None:
    """Delete a collection; what another process keeps from being deleted goes the next time."""
    if isinstance(place, Path):
        shutil.rmtree(place / name, ignore_errors=True)
        return
    with suppress(CollectionLostError), _server_faults(place):
        _server_client(place).delete_collection(name)


class Collections:
    """The collections of a place, opened when first asked for; for any number of threads."""

    def __init__(self, place: Place) -> None:
        self._place = place
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
            if isinstance(self._place, Server):
                with _server_faults(self._place):
                    yield self._opened(name)
            else:
                yield self._opened(name)
        except Exception as error:
            if not (isinstance(error, CollectionLostError) or _is_chroma_error(error)):
                raise
            self.keep(self._open.keys() - {name})
            raise CollectionLostError(f"{name}: {error}") from error

    def _opened(self, name: str) -> "Collection":
        with _opening:
            if name not in self._open:
                self._open[name] = _collection(self._place, name)
            return self._open[name]


def _collection(place: Place, name: str) -> "Collection":
    if isinstance(place, Server):
        return _server_client(place).get_collection(name, embedding_function=None)
    if not is_present(place, name):
        raise CollectionLostError(f"{place / name} is gone")
    client = _client(place / name)
    try:
        collection = client.get_collection(_COLLECTION, embedding_function=None)
    except BaseException:
        client.close()
        raise
    weakref.finalize(collection, _close, client)
    return collection


def _create(client: "ClientAPI", name: str) -> "Collection":
    # Without an embedding function nothing of Chroma's own is run on either side.
    return client.create_collection(
        name,
        configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        embedding_function=None,
    )


def _batches(
    ids: Sequence[int], vectors: NDArray[np.float32]
) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
    """The ids and vectors in as many parts as one write takes."""
    for start in range(0, len(ids), _ROWS_PER_WRITE):
        rows = slice(start, start + _ROWS_PER_WRITE)
        yield [str(i) for i in ids[rows]], vectors[rows]


def _write_to_server(
    server: Server,
    ids: Sequence[int],
    vectors: NDArray[np.float32],
    written: Callable[[int], None],
) -> str:
    name = f"{server.prefix}{uuid.uuid4().hex}"
    try:
        with _taking(server):
            collection = _create(_server_client(server), name)
        for names, rows in _batches(ids, vectors):
            with _taking(server):
                collection.add(ids=names, embeddings=rows)
            written(len(names))
    except BaseException:
        # What stays behind where this fails too, the next sync deletes.
        with suppress(IndexingError):
            drop_collection(server, name)
        raise
    return name


@cache
def _server_client(server: Server) -> "ClientAPI":
    """The client of a server, for all threads; a server that is out of reach is not remembered."""
    import httpx
    from chromadb import HttpClient
    from chromadb.config import Settings as ChromaSettings

    parts = urlsplit(server.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    # Chroma's client waits without end: a server that is not there is found out before.
    socket.create_connection((parts.hostname or "", port), _SECONDS_TO_CONNECT).close()
    client = HttpClient(
        host=parts.hostname or "",
        port=port,
        ssl=parts.scheme == "https",
        headers={"Authorization": f"Bearer {server.token}"} if server.token else None,
        settings=ChromaSettings(anonymized_telemetry=False),
    )
    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(_SECONDS_TO_ANSWER, connect=_SECONDS_TO_CONNECT)
    return client


def _status(error: BaseException | None) -> int | None:
    """The status that a server answered with, which Chroma's client hides behind its own error."""
    import httpx

    while error:
        if isinstance(error, httpx.HTTPStatusError):
            return error.response.status_code
        error = error.__context__
    return None


@contextmanager
def _taking(server: Server) -> Iterator[None]:
    """Every fault as IndexingError: a sync cannot do without the server."""
    try:
        with _server_faults(server):
            yield
    except CollectionLostError as error:
        raise IndexingError(
            f"The Chroma server {server.url} failed ({error}): mend it, then run `multivector sync`"
        ) from error


@contextmanager
def _server_faults(server: Server) -> Iterator[None]:
    """A server out of reach as IndexingError, what it answers instead as CollectionLostError.

    A query that meets a collection being deleted is answered in several ways, so that what the
    server says is not told apart.
    """
    from chromadb.errors import AuthorizationError, ChromaAuthError, ChromaError

    try:
        yield
    except (CollectionLostError, IndexingError):
        raise
    except Exception as error:
        status = _status(error)
        if status in (401, 403) or isinstance(error, AuthorizationError | ChromaAuthError):
            raise IndexingError(
                f"The Chroma server {server.url} refuses access: mend MULTIVECTOR_CHROMA_TOKEN"
            ) from error
        # A proxy answers 502 to 504 for a server that does not.
        if isinstance(error, ChromaError) or (status and status not in (502, 503, 504)):
            raise CollectionLostError(str(error)[:200]) from error
        raise IndexingError(
            f"The Chroma server {server.url} cannot be reached ({str(error)[:200]}): start it or "
            "mend MULTIVECTOR_CHROMA_URL"
        ) from error


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
