import shutil

import pytest

from index.catalog import SCHEMA
from index.errors import IndexingError
from index.reading import read_article
from index.store import Store
from index.sync import sync
from index.vectors import drop_collection, place_of
from tests.index.hashing_encoder import HashingEncoder
from tests.index.sync.articles import (
    anywhere,
    assert_whole,
    paragraph,
    snapshot,
    words,
    write,
    written,
)


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
