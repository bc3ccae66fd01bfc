import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from index.catalog import SCHEMA, catalog_path, open_catalog
from index.errors import IndexingError
from index.reading import read_article
from index.settings import Settings
from index.store import Store
from index.sync import sync
from index.vectors import collection_names, drop_collection, place_of
from tests.index.hashing_encoder import HashingEncoder

ROOT = Path(__file__).parents[2]
TOPICS = ("газ", "нефть", "уран", "вода", "порт", "мост", "банк", "налог", "спорт", "театр")


def paragraph(topic: str, word: str, number: int) -> str:
    return (
        f"{topic.capitalize()} {word} номер {number}: стороны обсудили поставки, сроки и цены. "
        f"Министр сообщил, что {topic} {word} остаётся важной темой года. "
        f"Договор о том, как {topic} {word} пойдёт дальше, подпишут в Астане осенью, если к тому "
        "времени будут готовы все приложения и расчёты."
    )


def write(docs: Path, name: str, word: str, paragraphs: int = 4) -> None:
    docs.mkdir(exist_ok=True)
    topic = TOPICS[hash_of(name) % len(TOPICS)]
    body = "\n\n".join(paragraph(topic, word, number) for number in range(paragraphs))
    (docs / f"{name}.md").write_text(
        f"---\ntitle: Статья {name}\nlanguage: ru\n---\n\n{body}\n", encoding="utf-8"
    )


def hash_of(name: str) -> int:
    return sum(map(ord, name))


@pytest.fixture
def settings(tmp_path, request, monkeypatch):
    if getattr(request, "param", "in folders") == "on a server":
        monkeypatch.setenv("MULTIVECTOR_CHROMA_URL", request.getfixturevalue("chroma_server"))
    (tmp_path / "docs").mkdir()
    return Settings(docs=tmp_path / "docs", store=tmp_path / "store", _env_file=None)


# Where the vectors lie; the environment tells the processes that a test starts.
anywhere = pytest.mark.parametrize("settings", ["in folders", "on a server"], indirect=True)


@pytest.fixture
def encoder():
    return HashingEncoder()


@contextmanager
def snapshot(settings, model="hashing"):
    place = place_of(settings)
    with Store(settings.store, model, place) as store, store.snapshot() as taken:
        yield taken


def words(taken) -> set[str]:
    """The second word of every article: what `write` was given."""
    return {article.text.split()[1] for article in taken.articles()}


def written(settings) -> set[str]:
    """The vector collections of the store, those that nobody reads too."""
    store_id = (settings.store / "id").read_text("ascii")
    return collection_names(place_of(settings, store_id))


def assert_whole(taken) -> None:
    """Articles, passages, keywords and vectors belong together."""
    everything = taken.passage_count()
    keys = set()
    for article in taken.articles():
        for passage in taken.passages_of(article.id):
            assert article.text[passage.start : passage.end] == passage.text
    vector = HashingEncoder().vector("что угодно")
    found = taken.nearest(vector, everything + 5)
    keys = [key for key, _ in found]
    assert len(keys) == len(set(keys)) == everything
    vectors = taken.vectors(keys) if keys else []
    for (_, cosine), passage_vector in zip(found, vectors, strict=True):
        assert cosine == pytest.approx(float(vector @ passage_vector), abs=1e-3)
    if keys:
        by_keyword = taken.keyword_scores(list(map(str, range(310))), everything + 5, "ru")
        assert {key for key, _ in by_keyword} == set(keys)


@anywhere
def test_first_sync_indexes_everything(settings, encoder):
    write(settings.docs, "a", "первая")
    write(settings.docs, "b", "вторая")
    report = sync(settings, encoder)
    assert report.added == ("a", "b")
    assert (report.updated, report.removed, report.unchanged, report.failed) == ((), (), (), ())
    with snapshot(settings) as taken:
        assert words(taken) == {"первая", "вторая"}
        assert report.embedded == taken.passage_count() == 8
        assert_whole(taken)


def test_second_sync_finds_nothing_to_do(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    with snapshot(settings) as taken:
        before = taken.version
    report = sync(settings, encoder)
    assert report.unchanged == ("a",)
    assert report.embedded == 0
    with snapshot(settings) as taken:
        assert taken.version == before


@anywhere
def test_only_the_changed_paragraph_is_embedded(settings, encoder):
    for name in "abc":
        write(settings.docs, name, "слово", paragraphs=6)
    sync(settings, encoder)
    encoder.encoded.clear()
    path = settings.docs / "b.md"
    path.write_text(path.read_text("utf-8").replace("номер 3", "номер 33"), "utf-8")
    report = sync(settings, encoder)
    assert report.updated == ("b",)
    assert report.unchanged == ("a", "c")
    assert len(encoder.encoded) == report.embedded == 1
    assert "номер 33" in encoder.encoded[0]
    with snapshot(settings) as taken:
        assert_whole(taken)


def test_moved_paragraph_is_not_embedded_again(settings, encoder):
    write(settings.docs, "a", "слово", paragraphs=5)
    sync(settings, encoder)
    path = settings.docs / "a.md"
    head, *paragraphs = path.read_text("utf-8").strip().split("\n\n")
    path.write_text("\n\n".join([head, *paragraphs[::-1]]) + "\n", "utf-8")
    report = sync(settings, encoder)
    assert report.updated == ("a",)
    assert report.embedded == 0
    with snapshot(settings) as taken:
        assert "номер 4" in taken.passages_of("a")[0].text
        assert_whole(taken)


@anywhere
def test_removed_article_is_never_found_again(settings, encoder):
    write(settings.docs, "a", "первая")
    write(settings.docs, "b", "вторая")
    sync(settings, encoder)
    (settings.docs / "a.md").unlink()
    assert sync(settings, encoder).removed == ("a",)
    with snapshot(settings) as taken:
        assert words(taken) == {"вторая"}
        found = taken.nearest(encoder.vector(paragraph("газ", "первая", 0)), 100)
        assert {p.article_id for p in taken.passages([key for key, _ in found])} == {"b"}
        assert taken.keyword_scores(["первый"], 10, "ru") == []
        assert taken.document_frequencies(["первый"], "ru") == {"первый": 0}
        assert_whole(taken)


def test_removed_article_can_come_back(settings, encoder):
    write(settings.docs, "a", "первая")
    write(settings.docs, "b", "вторая")
    sync(settings, encoder)
    text = (settings.docs / "a.md").read_bytes()
    (settings.docs / "a.md").unlink()
    sync(settings, encoder)
    (settings.docs / "a.md").write_bytes(text)
    assert sync(settings, encoder).added == ("a",)
    with snapshot(settings) as taken:
        assert words(taken) == {"первая", "вторая"}
        assert_whole(taken)


def test_empty_folder_empties_the_index_and_missing_folder_does_not(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    kept = settings.docs.rename(settings.docs.with_name("elsewhere"))
    with pytest.raises(IndexingError, match="does not exist"):
        sync(settings, encoder)
    with snapshot(settings) as taken:
        assert words(taken) == {"первая"}
    settings.docs.mkdir()
    assert sync(settings, encoder).removed == ("a",)
    with snapshot(settings) as taken:
        assert taken.articles() == []
        assert taken.nearest(encoder.vector("газ"), 5) == []
        assert taken.mean_vector("ru") is None
    assert kept.is_dir()


def test_bad_file_stops_no_other_and_keeps_its_old_revision(settings, encoder):
    for name in "ab":
        write(settings.docs, name, "первая")
    sync(settings, encoder)
    (settings.docs / "a.md").write_bytes(b"\x00\xff\x00PNG\x01\x02" * 50)
    (settings.docs / "new.md").write_bytes(b"\x00\xff\x00PNG\x01\x02" * 50)
    write(settings.docs, "c", "третья")
    report = sync(settings, encoder)
    assert report.added == ("c",)
    assert report.unchanged == ("a", "b")
    assert [(failed.file, failed.kept) for failed in report.failed] == [
        ("a.md", "a"),
        ("new.md", None),
    ]
    assert all("\n" not in failed.reason for failed in report.failed)
    with snapshot(settings) as taken:
        assert words(taken) == {"первая", "третья"}


def test_files_that_did_not_change_are_not_parsed_again(settings, encoder, monkeypatch):
    for name in "abc":
        write(settings.docs, name, "первая")
    sync(settings, encoder)
    write(settings.docs, "b", "вторая")
    parsed = []
    monkeypatch.setattr(
        "index.sync.read_article",
        lambda path, docs: parsed.append(path.name) or read_article(path, docs),
    )
    assert sync(settings, encoder).updated == ("b",)
    assert parsed == ["b.md"]


def test_article_under_another_file_name(settings, encoder):
    write(settings.docs, "a", "первая")
    path = settings.docs / "a.md"
    path.write_text(path.read_text("utf-8").replace("---\ntitle", "---\nid: x\ntitle", 1), "utf-8")
    sync(settings, encoder)
    path.rename(settings.docs / "b.md")
    report = sync(settings, encoder)
    assert (report.updated, report.removed, report.embedded) == (("x",), (), 0)
    with snapshot(settings) as taken:
        assert taken.article("x").file == "b.md"


def test_second_file_of_one_id_fails(settings, encoder):
    write(settings.docs, "a", "первая")
    write(settings.docs, "b", "вторая")
    path = settings.docs / "b.md"
    path.write_text(path.read_text("utf-8").replace("---\ntitle", "---\nid: a\ntitle", 1), "utf-8")
    report = sync(settings, encoder)
    assert report.added == ("a",)
    (failed,) = report.failed
    assert failed.file == "b.md"
    assert "a.md" in failed.reason


def test_passages_are_split_again_when_the_code_changes(settings, encoder, monkeypatch):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    monkeypatch.setattr("index.sync._splitting", lambda: "other code")
    report = sync(settings, encoder)
    assert report.updated == ("a",)
    assert report.embedded == 0
    assert sync(settings, encoder).unchanged == ("a",)


def test_other_model_is_refused_for_reading_and_rebuilt_by_sync(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    with pytest.raises(IndexingError, match="multivector sync"), snapshot(settings, "other"):
        pass
    with Store(settings.store, "hashing", place_of(settings)) as old:
        report = sync(settings, HashingEncoder("other", dimension=32))
        assert report.updated == ("a",)
        assert report.embedded == 4
        with pytest.raises(IndexingError, match="another embedding model"), old.snapshot():
            pass
    with snapshot(settings, "other") as taken:
        vector = HashingEncoder(dimension=32).vector("газ")
        assert len(taken.nearest(vector, 10)) == 4


def test_broken_file_survives_a_change_of_the_model(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    (settings.docs / "a.md").write_bytes(b"\x00\xff\x00PNG\x01\x02" * 50)
    report = sync(settings, HashingEncoder("other"))
    assert report.failed[0].kept == "a"
    with snapshot(settings, "other") as taken:
        assert words(taken) == {"первая"}


def test_store_of_another_version(settings, encoder):
    write(settings.docs, "a", "первая")
    settings.store.mkdir()
    older = settings.store / "catalog-0.db"
    older.write_bytes(b"whatever an older version wrote")
    with pytest.raises(IndexingError, match="another version"), snapshot(settings):
        pass
    sync(settings, encoder)
    with snapshot(settings) as taken:
        assert words(taken) == {"первая"}
    sync(settings, encoder)
    assert not older.exists()


def test_store_deleted_while_open(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    with Store(settings.store, "hashing", place_of(settings)) as store:
        with store.snapshot() as taken:
            assert_whole(taken)
        shutil.rmtree(settings.store)
        with pytest.raises(IndexingError, match="Nothing is indexed"), store.snapshot():
            pass
        write(settings.docs, "a", "вторая")
        sync(settings, encoder)
        with store.snapshot() as taken:
            assert words(taken) == {"вторая"}
            assert_whole(taken)


def test_store_deleted_during_a_question(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    with Store(settings.store, "hashing", place_of(settings)) as store, store.snapshot() as taken:
        shutil.rmtree(settings.store)
        assert_whole(taken)


def test_damaged_catalog_is_one_line(settings, encoder):
    settings.store.mkdir()
    (settings.store / f"catalog-{SCHEMA}.db").write_bytes(b"no database at all, sorry" * 500)
    with pytest.raises(IndexingError, match="damaged"), snapshot(settings):
        pass
    with pytest.raises(IndexingError, match="damaged"):
        sync(settings, encoder)


@anywhere
def test_lost_vectors_are_found_in_the_catalog_and_restored(settings, encoder):
    write(settings.docs, "a", "первая")
    sync(settings, encoder)
    before = written(settings)
    for name in before:
        drop_collection(place_of(settings), name)
    with snapshot(settings) as taken:
        assert_whole(taken)
    report = sync(settings, encoder)
    assert report.embedded == 0
    assert written(settings)
    assert not written(settings) & before
    with snapshot(settings) as taken:
        assert_whole(taken)


def test_store_in_a_place_that_is_a_file(settings, encoder):
    settings.store.write_text("a file")
    with pytest.raises(IndexingError, match="store"):
        sync(settings, encoder)
    with pytest.raises(IndexingError, match="Nothing is indexed"), snapshot(settings):
        pass


def run_python(code: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


SYNC = """
import os, sys, time
from pathlib import Path
from index.errors import IndexingError
from index.settings import Settings
from index.sync import sync
from tests.index.hashing_encoder import HashingEncoder

class Slow(HashingEncoder):
    def encode_passages(self, passages):
        for passage in super().encode_passages(passages):
            time.sleep(float(sys.argv[3]))
            yield passage

settings = Settings(docs=Path(sys.argv[1]), store=Path(sys.argv[2]), _env_file=None)
if "as nobody" in sys.argv:
    os.setuid(65534)
if sys.argv[5:] and sys.argv[5].startswith("limit"):
    import resource
    size = int(sys.argv[5].split()[1]) * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
print("go", flush=True)
try:
    report = sync(settings, Slow(), wait=float(sys.argv[4]))
    print(report.embedded)
except IndexingError as error:
    print(error)
"""


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
