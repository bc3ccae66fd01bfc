import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.adding import draft_of_file, plan, put, put_old_back, safe_name, take_out
from index.draft import Draft
from index.errors import IndexingError
from index.near_copies import near_copies
from index.reading import find_articles, parse_article, read_article
from index.settings import Settings
from index.sync import sync
from index.urls import page_of, same_page
from tests.index.hashing_encoder import HashingEncoder

TEXT = (
    "Экспорт в Китай вырос на двенадцать процентов, сообщил министр торговли в Астане.\n\n"
    "Переговоры о новых поставках зерна и муки продолжатся осенью, заявили обе стороны.\n\n"
    "Договор подпишут, если к тому времени будут готовы все приложения и расчёты к нему."
)
URL = "https://www.example.kz/news/1?utm_source=x#top"


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "docs").mkdir()
    return Settings(docs=tmp_path / "docs", store=tmp_path / "store", _env_file=None)


def indexed(settings):
    return [read_article(path, settings.docs) for path in find_articles(settings.docs)]


def add(settings, draft):
    addition = plan(draft, settings.docs, indexed(settings))
    put(addition, settings.docs, settings.store)
    return addition


def test_what_was_planned_is_what_is_indexed(settings):
    draft = Draft(TEXT, title='Рост: «да» "нет"', published="2026-02-03", url=URL, publisher="А: б")
    addition = add(settings, draft)
    assert addition.article.file == "рост-да-нет.md"
    assert addition.passages >= 1
    assert addition.opening(1) == [TEXT.split("\n")[0]]
    assert sync(settings, HashingEncoder()).added == (addition.article.id,)
    assert indexed(settings) == [addition.article]


def test_nothing_is_written_before_it_counts(settings):
    plan(Draft(TEXT, title="А"), settings.docs, [])
    assert find_articles(settings.docs) == []


@pytest.mark.parametrize("by", ["id", "url"])
def test_the_same_article_is_a_new_revision(settings, by):
    (settings.docs / "old.txt").write_text(f"---\nid: x/y\nurl: {URL}\n---\n{TEXT}", "utf-8")
    new = "http://example.kz/news/1/"
    draft = Draft(TEXT.replace("двенадцать", "сорок"), id="x/y" if by == "id" else None, url=new)
    addition = add(settings, draft)
    assert addition.replaces
    assert addition.replaces.id == addition.article.id == "x/y"
    assert addition.near_copies == ()
    assert [path.name for path in find_articles(settings.docs)] == ["old.md"]
    kept = list((settings.store / "removed").iterdir())
    assert len(kept) == 1
    assert "двенадцать" in kept[0].read_text("utf-8")
    assert "сорок" in indexed(settings)[0].text


def test_a_near_copy_is_recognised(settings):
    add(settings, Draft(TEXT, title="Экспорт вырос"))
    changed = TEXT.replace("Астане", "столице")
    addition = plan(Draft(changed, title="Рекорд торговли"), settings.docs, indexed(settings))
    assert addition.replaces is None
    (copy,) = addition.near_copies
    assert copy.article.title == "Экспорт вырос"
    assert 0.7 < copy.share < 1
    other = Draft("Погода в горах испортится к вечеру: спасатели просят не выходить на перевалы.")
    assert plan(other, settings.docs, indexed(settings)).near_copies == ()


def test_an_article_within_another_is_a_near_copy():
    part = parse_article(TEXT.encode(), "a.md")
    whole = parse_article((TEXT + "\n\nНовые слова стоят здесь." * 5).encode(), "b.md")
    assert [copy.article.id for copy in near_copies(part, [whole, part])] == ["b"]


def test_two_articles_of_one_title_are_both_kept(settings):
    add(settings, Draft(TEXT, title="Новости"))
    second = add(settings, Draft(TEXT[::-1], title="Новости"))
    assert second.article.file == "новости-2.md"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..", "a/../../b", "C:\\x", "con", "\x00", "~/.ssh/x",
     "x" * 5000, "é" * 300, ".hidden", "-rf"],
)  # fmt: skip
def test_no_name_decides_where_a_file_is_written(settings, name):
    for draft in (Draft(TEXT, title=name), Draft(TEXT, title="x", id=name)):
        try:
            addition = plan(draft, settings.docs, [])
        except IndexingError:
            continue  # an id must be one
        put(addition, settings.docs, settings.store)
        path = settings.docs / addition.article.file
        assert path.exists()
        assert path.parent == settings.docs
        assert path.name[0] not in ".-~"


@given(st.text())
def test_safe_names(text):
    name = safe_name(text)
    assert name
    assert name not in (".", "..")
    assert not set(name) & set('/\\:*?"<>|. \0\n')
    assert len(name.encode()) <= 190


@given(st.text(max_size=60), st.text(max_size=60))
def test_front_matter_holds_any_field(title, publisher):
    article = parse_article(
        Draft(TEXT, title=title, publisher=publisher).markdown().encode("utf-8", "replace"), "a.md"
    )
    assert article.text == TEXT
    assert article.url is None


def test_wrong_fields_are_one_line(settings):
    for draft, says in (
        (Draft(TEXT, published="вчера"), "published"),
        (Draft(TEXT, language="de"), "language"),
        (Draft(TEXT, url="javascript:alert(1)"), "url"),
        (Draft(TEXT, id="a b"), "id"),
    ):
        with pytest.raises(IndexingError, match=says):
            plan(draft, settings.docs, [])


def test_a_file_that_cannot_be_read(tmp_path):
    for path in (tmp_path, tmp_path / "none.md", tmp_path / ("x" * 300)):
        with pytest.raises(IndexingError, match="cannot be read"):
            draft_of_file(path)


def test_taken_out_and_put_back(settings):
    addition = add(settings, Draft(TEXT, title="А"))
    encoder = HashingEncoder()
    sync(settings, encoder)
    kept = take_out(addition.article, settings.docs, settings.store)
    assert sync(settings, encoder).removed == (addition.article.id,)
    os.replace(kept, settings.docs / addition.article.file)
    assert sync(settings, encoder).added == (addition.article.id,)
    assert indexed(settings) == [addition.article]


def test_what_an_article_replaced_is_put_back(settings):
    old = add(settings, Draft(TEXT, title="А", id="a"))
    sync(settings, HashingEncoder())
    addition = plan(Draft(TEXT[::-1], id="a"), settings.docs, indexed(settings))
    kept = put(addition, settings.docs, settings.store)
    assert kept.read_text("utf-8") == old.content
    path = settings.docs / old.article.file
    put_old_back(addition.article, kept, old.article, settings.docs, settings.store)
    assert path.read_text("utf-8") == old.content
    with pytest.raises(IndexingError, match="cannot be written"):
        put_old_back(old.article, kept, old.article, settings.docs, settings.store)
    assert path.read_text("utf-8") == old.content


def test_a_failed_write_leaves_the_old_file(settings, monkeypatch):
    add(settings, Draft(TEXT, title="А", id="a"))
    before = {path: path.read_bytes() for path in settings.docs.iterdir()}

    def full(*_):
        raise OSError(28, "No space left on device")

    addition = plan(Draft(TEXT[::-1], id="a"), settings.docs, indexed(settings))
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(IndexingError, match="No space left"):
        put(addition, settings.docs, settings.store)
    assert {path: path.read_bytes() for path in settings.docs.iterdir()} == before


def test_two_files_of_one_page_the_newer_is_indexed(settings):
    for name, date in (("old", "2025-11"), ("new", "2026-02-03")):
        (settings.docs / f"{name}.md").write_text(
            f"---\nurl: {URL}\npublished: {date}\n---\n{TEXT} {name}", "utf-8"
        )
    report = sync(settings, HashingEncoder())
    assert report.added == ("new",)
    assert [(file.file, file.kept) for file in report.superseded] == [("old.md", None)]
    assert report.failed == ()
    (settings.docs / "new.md").unlink()
    report = sync(settings, HashingEncoder())
    assert (report.added, report.removed, report.superseded) == (("old",), ("new",), ())


def test_pages():
    assert same_page(URL, "http://example.kz/news/1/")
    assert not same_page(URL, "https://example.kz/news/2")
    assert not same_page("https://example.kz/?id=1", "https://example.kz/?id=2")
    assert page_of("https://example.kz/") is page_of(None) is page_of("http://[") is None
