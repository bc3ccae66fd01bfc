import re

from assistant.page.articles import Progress as Running
from assistant.page.articles import render_draft, render_moved, render_progress, render_shelf
from assistant.page.texts import LANGUAGES
from index.adding import Addition
from index.article import Article
from index.near_copies import NearCopy

HOSTILE = '<script>alert(1)</script>" onload="alert(2)'


def an_article(article_id="a", title="Заголовок", text="Текст.", **fields):
    fields = {"publisher": None, "published": None, "url": None} | fields
    return Article(article_id, title, text, "ru", file="a.md", revision="r", **fields)


def words(html, language):
    """What the reader of one language sees."""
    others = "|".join(code for code in LANGUAGES if code != language)
    html = re.sub(rf'<span class="t" lang="(?:{others})">.*?</span>', "", html)
    return re.sub(r"<[^>]+>", "", html)


def test_the_shelf_lists_the_newest_first_with_all_that_tells_them_apart():
    old = an_article("old", "Старая", published="2024")
    new = an_article("new", "Новая", publisher="Газета", published="2025-11")
    shelf = words(render_shelf([old, new], {"old": 3, "new": 12}), "ru")
    assert shelf.index("Новая") < shelf.index("Старая")
    assert "Газета, ноябрь 2025 · Русский · Фрагментов:\u00a012" in shelf
    assert "Passages:\u00a03" in words(render_shelf([old], {"old": 3}), "en")


def test_a_long_list_is_cut_and_can_be_searched():
    many = [an_article(f"a{n}", f"Статья {n}", publisher="Газета") for n in range(1_000)]
    html = render_shelf(many, {})
    assert html.count("<li data-id") == 100
    assert "100 / 1000" in html
    assert 'type="search"' in html
    found = render_shelf(many, {}, find="газета 417")
    assert found.count("<li data-id") == 1
    assert "Статья 417" in found


def test_an_empty_shelf_says_what_to_do():
    assert "Добавьте первую" in words(render_shelf([], {}), "ru")


def test_a_draft_shows_what_it_would_be():
    before = an_article("b", "Прежняя", published="2025-11")
    copy = NearCopy(an_article("c", "Похожая"), 0.87)
    addition = Addition(an_article(text="Первая строка.\n\n## Вторая."), "", 7, before, (copy,))
    html = render_draft("t", {"title": "Заголовок", "language": "ru"}, addition, {})
    seen = words(html, "ru")
    assert "Фрагментов:\u00a07" in seen
    assert "Заменит статью «Прежняя», ноябрь 2025." in seen
    assert "Почти то же, что «Похожая» (87%)" in seen
    assert "Первая строка." in seen
    assert "Вторая." in seen
    assert "#" not in seen
    assert '<option value="ru" lang="ru" selected>' in html


def test_a_field_that_makes_no_sense_is_said_in_the_page_s_language():
    fault = "a.md, field published: 'вчера' is no date: write 2025-11-03, 2025-11 or 2025."
    addition = Addition(an_article(), "", 1, None, ())
    html = render_draft("t", {"published": "вчера"}, addition, {"published": fault})
    assert "Дата «вчера» непонятна" in html
    assert '<input name="published" aria-invalid=true value="вчера"' in html
    assert "a.md" not in words(html, "en")


def test_progress_is_known_or_not():
    assert 'value="3" max="12"' in render_progress(Running("j", "adding", 3, 12, "embedding"))
    assert "value=" not in render_progress(Running("j", "adding"))


def test_html_in_an_article_or_a_fault_is_text():
    article = an_article(HOSTILE, HOSTILE, HOSTILE, publisher=HOSTILE, url="javascript:alert(3)")
    addition = Addition(article, "", 1, article, (NearCopy(article, 1.0),))
    fields = dict.fromkeys(("title", "publisher", "published", "url", "id"), HOSTILE)
    html = (
        render_shelf([article], {}, HOSTILE, HOSTILE)
        + render_draft("t", fields, addition, fields)
        + render_draft("t", {"language": HOSTILE}, addition, {"language": HOSTILE})
        + render_moved("removed", article, "u")
    )
    assert "<script" not in html
    assert '" onload=' not in html
    assert "javascript:" not in html
