import os
import random
import signal
import subprocess
import threading
import time
from contextlib import closing

import pytest

from index.catalog import catalog_path, open_catalog
from index.errors import IndexingError
from index.store import Store
from index.sync import sync
from index.vectors import place_of
from tests.index.hashing_encoder import HashingEncoder
from tests.index.sync.articles import (
    SYNC,
    anywhere,
    assert_whole,
    run_python,
    snapshot,
    words,
    write,
    written,
)


@pytest.mark.skipif(os.name != "posix", reason="needs Unix permissions")
def test_no_write_access(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    for path in (settings.store, *settings.store.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for path in list(settings.store.parents)[:3]:
        path.chmod(0o755)
    # Permissions do not bind root.
    who = "as nobody" if os.geteuid() == 0 else "as me"
    process = run_python(SYNC, settings.docs, settings.store, 0, 0, who)
    output, errors = process.communicate(timeout=60)
    assert "No access to the index" in output, errors
    assert output.count("\n") == 2
    for path in (settings.store, *settings.store.rglob("*")):
        path.chmod(0o755)
    with snapshot(settings) as taken:
        assert words(taken) == {"первая"}


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files")
@pytest.mark.parametrize("kilobytes", [1, 30, 150, 400])
def test_full_disk_loses_nothing(settings, encoder, kilobytes):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    write(settings.docs, "a", "вторая", paragraphs=300)
    process = run_python(SYNC, settings.docs, settings.store, 0, 0, f"limit {kilobytes}")
    output, errors = process.communicate(timeout=60)
    assert "index in" in output, (output, errors)
    assert "damaged" not in output
    assert output.count("\n") == 2
    with snapshot(settings) as taken:
        assert words(taken) == {"первая"}
        assert_whole(taken)
    sync(settings, encoder)
    with snapshot(settings) as taken:
        assert words(taken) == {"вторая"}
        assert_whole(taken)


@anywhere
def test_two_syncs_at_once(settings, encoder):
    write(settings.docs, "a", "первая", paragraphs=10)
    first = run_python(SYNC, settings.docs, settings.store, 0.1, 60)
    steps = []
    while not catalog_path(settings.store).exists() and first.poll() is None:
        time.sleep(0.01)
    with pytest.raises(IndexingError, match="Another sync"):
        sync(settings, encoder, lambda done, total, step: steps.append(step), wait=0.1)
    assert steps == ["waiting"]
    waiting = threading.Thread(target=lambda: reports.append(sync(settings, encoder)))
    reports = []
    waiting.start()
    write(settings.docs, "b", "вторая")
    output, errors = first.communicate(timeout=60)
    assert output.split()[-1] == "10", errors
    waiting.join()
    assert reports[0].embedded == 4
    assert reports[0].added == ("b",)


def test_interrupted_first_sync_goes_on_where_it_stopped(settings):
    write(settings.docs, "a", "первая", paragraphs=100)

    class Interrupted(HashingEncoder):
        def encode_passages(self, passages):
            if len(self.encoded) >= 64:
                raise KeyboardInterrupt
            return super().encode_passages(passages)

    with pytest.raises(KeyboardInterrupt):
        sync(settings, Interrupted())
    with pytest.raises(IndexingError, match="Nothing is indexed"), snapshot(settings):
        pass
    progress = []
    report = sync(settings, HashingEncoder(), lambda *step: progress.append(step))
    assert report.embedded == 36
    assert (0, 36, "embedding") in progress
    assert (36, 36, "embedding") in progress
    with snapshot(settings) as taken:
        assert taken.passage_count() == 100
        assert_whole(taken)


def kill_syncs(settings, times: int) -> None:
    chance = random.Random(5)
    encoder = HashingEncoder()
    for name in "abc":
        write(settings.docs, name, "слово0", paragraphs=20)
    begun = time.monotonic()
    sync(settings, encoder)
    state, seconds = "слово0", 1.0
    for turn in range(1, times + 1):
        for name in "abc":
            write(settings.docs, name, f"слово{turn}", paragraphs=20)
        process = run_python(SYNC, settings.docs, settings.store, 0.001, 60)
        process.stdout.readline()
        begun = time.monotonic()
        try:
            process.wait(timeout=chance.uniform(0, 1.2 * seconds))
            seconds = time.monotonic() - begun
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        with snapshot(settings) as taken:
            (now,) = words(taken)
            assert now in {state, f"слово{turn}"}
            assert_whole(taken)
        if turn % 3 == 0:
            sync(settings, encoder)
            now = f"слово{turn}"
            with snapshot(settings) as taken:
                assert words(taken) == {now}
                assert_whole(taken)
        state = now
    sync(settings, encoder)
    sync(settings, encoder)
    with snapshot(settings) as taken:
        assert words(taken) == {f"слово{times}"}
        assert_whole(taken)
        live = taken.collection_names()
    assert written(settings) == live
    with closing(open_catalog(catalog_path(settings.store))) as connection:
        counts = "SELECT (SELECT count(*) FROM embedding), (SELECT count(*) FROM split)"
        assert connection.execute(counts).fetchone() == (60, 0)


@anywhere
def test_killed_sync_leaves_a_whole_state(settings):
    kill_syncs(settings, 4)


@pytest.mark.slow
def test_sync_killed_fifty_times(settings):
    kill_syncs(settings, 50)


READER = """
import sys
from pathlib import Path
from index.settings import Settings
from index.store import Store
from index.vectors import place_of
from tests.index.hashing_encoder import HashingEncoder
encoder = HashingEncoder()
settings = Settings(store=Path(sys.argv[1]), _env_file=None)
with Store(settings.store, "hashing", place_of(settings)) as store:
    for line in sys.stdin:
        with store.snapshot() as taken:
            keys = [key for key, _ in taken.nearest(encoder.vector("газ"), 100)]
            print(*sorted({p.text.split()[1] for p in taken.passages(keys)}), flush=True)
"""


@anywhere
def test_second_process_sees_the_swap_at_once(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    reader = run_python(READER, settings.store)

    def ask() -> str:
        reader.stdin.write("\n")
        reader.stdin.flush()
        return reader.stdout.readline().strip()

    assert ask() == "первая"
    write(settings.docs, "a", "вторая")
    sync(settings, encoder)
    assert ask() == "вторая"
    write(settings.docs, "b", "третья")
    sync(settings, encoder)
    assert ask() == "вторая третья"
    (settings.docs / "a.md").unlink()
    sync(settings, encoder)
    sync(settings, encoder)
    assert ask() == "третья"
    _, errors = reader.communicate(timeout=30)
    assert not errors


@anywhere
def test_readers_never_see_a_mixture(settings, encoder):
    for name in "abc":
        write(settings.docs, name, "слово0")
    sync(settings, encoder)
    done = threading.Event()
    faults = []

    def ask(store: Store) -> None:
        try:
            while not done.is_set():
                with store.snapshot() as taken:
                    assert len(words(taken)) == 1
                    assert_whole(taken)
        except BaseException as fault:
            faults.append(fault)

    with Store(settings.store, "hashing", place_of(settings)) as store:
        readers = [threading.Thread(target=ask, args=(store,)) for _ in range(8)]
        for reader in readers:
            reader.start()
        for turn in range(1, 21):
            for name in "abc":
                write(settings.docs, name, f"слово{turn}")
            sync(settings, encoder)
        done.set()
        for reader in readers:
            reader.join()
    assert not faults


@anywhere
def test_snapshot_outlives_the_collections_it_reads(settings, encoder):
    write(settings.docs, "a", "слово0")
    sync(settings, encoder)
    with Store(settings.store, "hashing", place_of(settings)) as store, store.snapshot() as taken:
        for turn in range(1, 4):
            write(settings.docs, "a", f"слово{turn}")
            sync(settings, encoder)
        assert words(taken) == {"слово0"}
        assert_whole(taken)
