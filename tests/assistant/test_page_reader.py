from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.page.reader import asked_spans, render_article, render_fault
from index.article import Article, Passage, Sentence


class Body(HTMLParser):
    """The article's text as HTML holds it, and the text inside of marks and headings."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.marked, self.headings, self.open = "", "", [], []
        _, _, body = html.partition('<div class="text">')
        self.feed(body.removesuffix("</div></article>"))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        if tag == "h3":
            self.headings.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if "mark" in self.open:
            self.marked += data
        if "h3" in self.open:
            self.headings[-1] += data


def an_article(text, **fields):
    fields = {"title": "Заголовок", "url": None, "published": None} | fields
    return Article(
        "a", fields["title"], text, "ru", None, fields["published"], fields["url"], "a.md", "r"
    )


def a_passage(text, start, end, heading=None):
    sentence = Sentence(start, end, text[start:end])
    return Passage("a", start, end, text[start:end], "ru", heading, (sentence,))


# Carriage returns and NUL are the HTML parser's to change, on the page as here.
TEXTS = st.text(st.characters(exclude_characters="\r\0", exclude_categories=("Cs",)), max_size=200)


@given(TEXTS, st.lists(st.tuples(st.integers(-5, 200), st.integers(-5, 200)), max_size=5))
def test_every_code_point_is_shown_and_exactly_the_spans_are_marked(text, spans):
    body = Body(render_article(an_article(text), [a_passage(text, 0, len(text))], spans))
    assert body.text == text
    valid = [(start, end) for start, end in spans if 0 <= start < end <= len(text)]
    marked = {at for start, end in valid for at in range(start, end)}
    assert body.marked == "".join(text[at] for at in sorted(marked) if text[at] != "\n")
    assert body.open == []


def test_a_heading_is_a_heading_and_a_paragraph_is_not():
    text = "Раздел\n\nАбзац.\n\nРаздел второй"
    body = Body(render_article(an_article(text), [a_passage(text, 8, 14, "Раздел")]))
    assert body.headings == ["Раздел"]


def test_sentences_carry_their_place():
    text = "Первое. Второе."
    html = render_article(an_article(text), [a_passage(text, 8, 15)], [(8, 15)])
    assert '<mark data-start="8" data-end="15">Второе.</mark>' in html
    assert '<span data-start="0" data-end="8">Первое. </span>' in html


def test_a_large_article_is_drawn_in_time():
    text = "Слово слово слово слово. " * 40_000
    passages = [a_passage(text, start, start + 24) for start in range(0, len(text), 25)]
    assert len(render_article(an_article(text), passages, [(0, 24)])) > len(text)


def test_html_in_an_article_is_text():
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    html = render_article(an_article(hostile, title=hostile, url="javascript:alert(3)"), [])
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html
    assert "<script" not in render_fault(hostile)


def test_what_a_browser_asks_for_is_read_with_care():
    assert asked_spans({"article": "a", "spans": [[1, 2], [3], "x", [1, "2"], [True, 2]]}) == (
        "a",
        "",
        [(1, 2)],
    )
    assert asked_spans({"article": "a", "revision": "r"}) == ("a", "r", [])
    for nonsense in (None, 5, "x", [], {"spans": 7}, {"spans": {}}):
        assert asked_spans(nonsense) == ("", "", [])
    assert len(asked_spans({"article": "a", "spans": [[1, 2]] * 10_000})[2]) == 100


@pytest.mark.parametrize(
    ("fate", "says", "leads_on"),
    [("current", None, False), ("replaced", "Прежняя редакция", True), ("removed", "удал", False)],
)
def test_a_revision_that_is_no_longer_the_article_says_so(fate, says, leads_on):
    html = render_article(an_article("Текст."), [], [], fate)
    assert ('class="fate' in html) == (says is not None)
    assert says is None or says in html
    assert ('<button type="button" class="link" data-article="a"' in html) == leads_on
    assert Body(html).text == "Текст."
