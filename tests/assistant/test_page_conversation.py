import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, FoundPassage, Turn, Unsupported
from assistant.page.conversation import (
    Exchange,
    as_turns,
    progressed,
    render_answer,
    render_exchange,
    render_greeting,
    render_turns,
    shortened,
    stopped,
    web_link,
)
from assistant.written import Settled
from index.article import Article, Passage, Sentence, Speaker

TEXT = "Подписано 30 соглашений на 17,2 млрд долларов [2]. Об этом сказал эксперт."
SPEAKER = Speaker("Рустем Мустафин", "политолог")


def an_article(text=TEXT, id_="a", url="https://example.kz/1"):
    return Article(id_, "Заголовок", text, "ru", "Kazinform", "2025-11", url, "a.md", "r")


def a_citation(number=1, article=None, start=0, end=50, speaker=None, bold=()):
    article = article or an_article()
    sentence = Sentence(start, end, article.text[start:end], speaker)
    passage = Passage(article.id, 0, len(article.text), article.text, "ru", None, (sentence,))
    return Citation(number, article, passage, sentence, bold)


def an_answer(text, *citations, **fields):
    fields = {"question": "Сколько?", "understood": "Сколько?", "answered": True} | fields
    return Answer(language="ru", text=text, citations=citations, **fields)


class Reader(HTMLParser):
    """The text of HTML, its elements' names, and their attributes."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.attributes = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data):
        self.text += data


def chips(html):
    return [a for a in Reader(html).attributes if a.get("class") == "chip"]


def test_a_quote_is_whole_with_its_marker_as_a_button_and_its_speaker():
    citation = a_citation(speaker=SPEAKER)
    html = render_answer(an_answer(f"«{citation.quote}» [1]", citation))
    assert chips(html) == [
        {
            "type": "button",
            "class": "chip",
            "data-article": "a",
            "data-revision": "r",
            "data-start": "0",
            "data-end": "50",
        }
    ]
    assert f"«{citation.quote}»" in Reader(html).text
    assert html.count("<figure") == 1
    assert "Рустем Мустафин, политолог" in Reader(html).text


def test_a_bracketed_number_among_the_articles_own_words_is_text():
    first, other = a_citation(1, end=len(TEXT)), a_citation(2, start=51, end=len(TEXT))
    html = render_answer(an_answer(f"«{TEXT}» [1]\n«{other.quote}» [2]", first, other))
    assert [chip["data-start"] for chip in chips(html)] == ["0", "51"]
    assert "долларов [2]. Об этом" in Reader(html).text


def test_a_marker_without_a_citation_stays_text():
    html = render_answer(an_answer("Так сказано [7] и [99999999999].", a_citation()))
    assert chips(html) == []
    assert "Так сказано [7] и [99999999999]." in Reader(html).text


def test_prose_keeps_its_words_and_gets_its_markers():
    html = render_answer(an_answer("Сумма велика [1]. Конец.\nЕщё [1]", a_citation(), mode="model"))
    assert len(chips(html)) == 2
    assert html.count("<p>Сумма велика") == 1
    assert html.count("<figure") == 0


def test_a_citation_that_its_article_does_not_hold_is_never_shown():
    article = an_article()
    false = Citation(1, article, a_citation().passage, Sentence(0, 9, "Выдумано."))
    assert chips(render_answer(an_answer("«Выдумано.» [1]", false))) == []


def test_the_spans_that_answer_the_question_are_bold():
    start = TEXT.index("17,2")
    html = render_answer(
        an_answer(f"«{TEXT[:50]}» [1]", a_citation(bold=((start, start + 8), (2, 1), (90, 99))))
    )
    assert re.findall(r"<strong>(.*?)</strong>", html) == [TEXT[start : start + 8]]


def test_the_dash_that_opens_direct_speech_is_left_out_between_quotation_marks():
    article = an_article("– В Вашингтоне.")
    bold = ((4, 14),)
    html = render_answer(an_answer("– В Вашингтоне. [1]", a_citation(1, article, 0, 15, bold=bold)))
    assert '«В <span class="last"><strong>Вашингтоне</strong>.»' in html


def test_the_source_line_has_title_publisher_date_and_link():
    html = render_answer(an_answer("«…» [1]", a_citation()))
    text = Reader(html).text
    for part in ("Заголовок", "Kazinform", "ноябрь 2025", "2025 ж. қараша", "November 2025"):
        assert part in text
    link = next(a for a in Reader(html).attributes if a.get("href"))
    assert link["href"] == "https://example.kz/1"
    assert (link["rel"], link["target"]) == ("noopener noreferrer", "_blank")


def test_only_addresses_of_the_web_become_links():
    assert web_link("https://a.kz/x") == "https://a.kz/x"
    assert web_link("http://a.kz") == "http://a.kz"
    for url in (
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.kz",
        "https:",
        "http://[",
    ):
        assert web_link(url) is None


def test_not_answered_is_a_notice_with_passages_to_read_and_no_sources():
    citation = a_citation()
    found = FoundPassage(citation.article, citation.passage, 0.5)
    html = render_answer(an_answer("Об этом нет [1].", answered=False, passages=(found,)))
    assert 'class="notice absent"' in html
    assert 'class="passage"' in html
    assert chips(html) == []
    assert "sources" not in html


def test_passages_that_were_cited_are_not_listed_as_unread():
    citation = a_citation()
    found = FoundPassage(citation.article, citation.passage, 0.5)
    assert "<details" not in render_answer(an_answer("«…» [1]", citation, passages=(found,)))


def test_the_question_as_understood_shows_only_where_it_differs():
    assert "data-edit" not in render_answer(an_answer("x", understood="Сколько? "))
    assert 'data-edit="Сколько стоит?"' in render_answer(
        an_answer("x", understood="Сколько стоит?", answered=False)
    )


def test_refused_sentences_are_shown_instead_of_the_check():
    refused = Unsupported("Выдумка.", "нет в источнике")
    html = render_answer(an_answer("x", unsupported=(refused,), mode="model"))
    assert "Выдумка." in html
    assert "verdict" not in html


def test_fault_stopped_and_pending_look_different():
    fault = render_exchange(Exchange("в", fault="the limit is 2,000"))
    assert "the limit is 2,000" in fault
    assert "pending" not in fault
    assert "pending" not in render_exchange(Exchange("в", stopped=True))
    assert 'class="turn pending"' in render_exchange(Exchange("в"))


def test_a_question_of_a_megabyte_is_not_sent_back_whole():
    assert len(render_exchange(Exchange("слово " * 200_000, fault="too long"))) < 10_000


def test_the_limit_is_named_in_each_language():
    text = Reader(render_exchange(Exchange("а" * 2001, fault="too long"))).text
    assert "2\u00a0000 знаков" in text
    assert "2,000 characters" in text


def test_an_empty_conversation_greets():
    assert "<h1>" in render_greeting()


def test_turns_travel_as_text_with_their_place():
    html = render_turns([Exchange("<b>Что?")], at=4, of=7, conversation=2)
    assert html.startswith('<pre data-conversation="2" data-at="4" data-of="7">&lt;section')
    reader = Reader(html)
    assert reader.tags == ["pre"]
    assert reader.text == render_exchange(Exchange("<b>Что?"))
    assert render_turns(()) == '<pre data-conversation="0" data-at="0" data-of="0"></pre>'


def test_only_what_was_answered_is_history():
    answer = an_answer("Ответ")
    exchanges = [Exchange("а", answer), Exchange("б", fault="x"), Exchange("в", stopped=True)]
    assert as_turns(exchanges) == [Turn("user", "а"), Turn("assistant", "Ответ")]


@given(st.text(), st.integers(1, 50))
def test_shortened_is_short(text, length):
    assert len(shortened(text, length)) <= length + 1


HOSTILE = st.text("<>&\"'/=«»[]1 aимg${}@\n", min_size=1, max_size=60)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_whatever_stands_in_the_words_no_element_comes_of_it(question, text, words):
    article = an_article(words, id_=words, url=text)
    citation = a_citation(article=article, end=len(words), speaker=Speaker(words, text))
    plain = an_answer("x", a_citation(article=an_article("x"), end=1))
    known = set(Reader(render_exchange(Exchange("q", plain))).tags)
    known |= {"q", "a", "blockquote", "figure", "figcaption", "details", "summary", "p"}
    found = FoundPassage(article, citation.passage, 0.1)
    answer = an_answer(
        f"{text} «{words}» [1]", citation, question=question, understood=text, passages=(found,)
    )
    reader = Reader(render_exchange(Exchange(question, answer)))
    assert set(reader.tags) <= known
    assert not any(name.startswith("on") for one in reader.attributes for name in one)
    assert re.sub(r"^[-–—]\s+", "", words) in reader.text


def test_the_day_of_an_answer_is_said_and_nonsense_is_not():
    html = render_exchange(Exchange("Что?", as_of="2025-12-01"))
    assert "вышедшим не позже: 1 декабря 2025" in html
    for nonsense in ("<b>", "2025-99-01", "", None):
        assert "as-of-line" not in render_exchange(Exchange("Что?", as_of=nonsense))


def test_what_was_checked_before_stop_stays_as_the_answer():
    answer = an_answer("Подписано [1].", a_citation(), mode="model")
    begun = progressed(Exchange("а", draft="И ещё"), Settled(answer, "И ещё"))
    kept = stopped(begun)
    assert kept.answer == answer
    shown = render_exchange(kept)
    assert "Остановлено" in shown
    assert "chip" in shown
    assert "И ещё" not in shown
    assert [turn.content for turn in as_turns([kept])] == ["а", answer.text]
    assert stopped(Exchange("а", draft="И ещё")).answer is None
