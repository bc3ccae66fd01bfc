import http.server
import threading
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

import numpy as np
import pytest

from index.errors import IndexingError
from index.settings import Settings, load_settings
from index.store import Store
from index.sync import sync
from index.vectors import (
    CollectionLostError,
    Collections,
    Server,
    collection_names,
    drop_collection,
    is_present,
    place_of,
    write_collection,
)
from tests.index.conftest import free_port
from tests.index.hashing_encoder import HashingEncoder

VECTORS = np.eye(3, 8, dtype=np.float32)


@pytest.fixture(params=["in folders", "on a server"])
def place(tmp_path, request):
    if request.param == "in folders":
        return tmp_path / "vectors"
    return Server(request.getfixturevalue("chroma_server"), prefix=f"multivector-{tmp_path.name}-")


def test_a_collection_is_written_read_and_dropped(place):
    assert collection_names(place) == set()
    rows = []
    name = write_collection(place, [7, 8, 9], VECTORS, rows.append)
    assert rows == [3]
    assert collection_names(place) == {name}
    assert is_present(place, name)
    collections = Collections(place)
    assert collections.nearest(name, VECTORS[1], 1) == [(8, pytest.approx(1.0))]
    drop_collection(place, name)
    drop_collection(place, name)
    assert not is_present(place, name)
    with pytest.raises(CollectionLostError):
        Collections(place).nearest(name, VECTORS[0], 1)


def test_a_write_that_fails_leaves_nothing_behind(place):
    def full(rows):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_collection(place, [7, 8, 9], VECTORS, full)
    assert collection_names(place) == set()


def test_stores_on_one_server_leave_each_other_alone(chroma_server, tmp_path):
    stores = []
    for name in "ab":
        docs = tmp_path / name / "docs"
        docs.mkdir(parents=True)
        (docs / "x.md").write_text(f"---\nlanguage: ru\n---\nГаз {name} везут морем.\n", "utf-8")
        stores.append(Settings(docs=docs, store=docs.parent / "store", chroma_url=chroma_server))
        sync(stores[-1], HashingEncoder())
    for settings in stores:
        assert sync(settings, HashingEncoder()).unchanged == ("x",)
        with (
            Store(settings.store, "hashing", place_of(settings)) as store,
            store.snapshot() as taken,
        ):
            (name,) = taken.collection_names()
            assert is_present(place_of(settings), name)


def test_moving_to_a_server_and_back_embeds_nothing_again(chroma_server, tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "x.md").write_text("---\nlanguage: ru\n---\nГаз везут морем.\n", "utf-8")
    here = Settings(docs=docs, store=tmp_path / "store")
    there = here.model_copy(update={"chroma_url": chroma_server})
    assert sync(here, HashingEncoder()).embedded == 1
    for settings in (there, here):
        assert sync(settings, HashingEncoder()).embedded == 0
        with (
            Store(settings.store, "hashing", place_of(settings)) as store,
            store.snapshot() as taken,
        ):
            assert all(is_present(place_of(settings), name) for name in taken.collection_names())
            assert len(taken.nearest(HashingEncoder().vector("газ"), 5)) == 1


def test_a_server_that_is_not_there_is_one_line():
    server = Server(f"http://127.0.0.1:{free_port()}")
    says = r"^The Chroma server http://127\.0\.0\.1:\d+ cannot be reached \([^\n]+\): [^\n]+URL$"
    for ask in (
        lambda: collection_names(server),
        lambda: write_collection(server, [7, 8, 9], VECTORS),
        lambda: Collections(server).nearest("x", VECTORS[0], 1),
        lambda: drop_collection(server, "x"),
    ):
        with pytest.raises(IndexingError, match=says):
            ask()


@pytest.fixture
def guarded(chroma_server):
    """A proxy before the server that lets nobody in without the token."""

    class Proxy(http.server.BaseHTTPRequestHandler):
        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))) or None
            if self.headers.get("Authorization") != "Bearer right":
                self.reply(401, b'{"error": "Unauthorized"}')
                return
            kind = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            request = urllib.request.Request(
                chroma_server + self.path, body, kind, method=self.command
            )
            try:
                with urllib.request.urlopen(request) as answer:
                    self.reply(answer.status, answer.read())
            except HTTPError as error:
                with error:
                    self.reply(error.code, error.read())

        do_GET = do_POST = do_PUT = do_DELETE = pass_on

        def reply(self, status, body):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=proxy.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{proxy.server_port}"
    proxy.shutdown()
    thread.join()
    proxy.server_close()


def test_the_token_goes_with_every_request(guarded, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MULTIVECTOR_CHROMA_URL", guarded)
    monkeypatch.setenv("MULTIVECTOR_CHROMA_TOKEN", "right")
    settings = load_settings()
    assert "right" not in f"{settings!r} {place_of(settings)!r}"
    place = place_of(settings, "token")
    name = write_collection(place, [7, 8, 9], VECTORS)
    assert Collections(place).nearest(name, VECTORS[2], 1)[0][0] == 9
    drop_collection(place, name)
    with pytest.raises(IndexingError, match="refuses access: mend MULTIVECTOR_CHROMA_TOKEN"):
        collection_names(Server(guarded, "wrong"))


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x", "http://", "http://me:key@host"])
def test_an_address_that_is_none_is_refused(url, monkeypatch):
    monkeypatch.setenv("MULTIVECTOR_CHROMA_URL", url)
    with pytest.raises(IndexingError, match=r"^MULTIVECTOR_CHROMA_URL=.*: write it as http://"):
        load_settings()


def test_a_folder_is_where_it_always_was():
    assert place_of(Settings(store=Path("store"))) == Path("store/vectors")
