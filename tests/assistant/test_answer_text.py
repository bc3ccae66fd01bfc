from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation, FoundPassage, Unsupported
from assistant.answer_text import answer_text
from index.article import Article, Passage, Sentence, Speaker

TEXT = "Подписаны соглашения на 17 млрд долларов. «Это много», – сказал Абаев."
ARTICLE = Article(
    id="a",
    title="Визит",
    text=TEXT,
    language="ru",
    publisher="Kazinform",
    published="2025-11",
    url="https://example.org/a",
    file="a.md",
    revision="1",
)
SENTENCES = (
    Sentence(0, 41, TEXT[:41]),
    Sentence(42, len(TEXT), TEXT[42:], Speaker("Айдос Абаев", "экономист")),
)
PASSAGE = Passage("a", 0, len(TEXT), TEXT, "ru", None, SENTENCES)
CITATIONS = tuple(
    Citation(number, ARTICLE, PASSAGE, sentence, ((24, 40),) if number == 1 else ())
    for number, sentence in enumerate(SENTENCES, 1)
)
ANSWER = Answer(
    question="сколко?",
    understood="сколько?",
    language="ru",
    answered=True,
    text=f"{SENTENCES[0].text} [1] {SENTENCES[1].text} [2]",
    citations=CITATIONS,
    passages=(FoundPassage(ARTICLE, PASSAGE, 0.9),),
)


def test_an_answer_says_whose_words_it_quotes_and_names_each_article_once():
    assert answer_text(ANSWER).plain == (
        "Вопрос понят так: сколько?\n\n"
        f"{ANSWER.text}\n\n"
        "Чьи слова\n[2] Айдос Абаев, экономист\n\n"
        "Источники\n[1][2] Визит, Kazinform, 2025-11\nhttps://example.org/a"
    )


def test_what_answers_the_question_is_bold_inside_the_quote():
    text = answer_text(replace(ANSWER, understood=ANSWER.question))
    bold = [text.plain[span.start : span.end] for span in text.spans if span.style == "bold"]
    assert bold[0] == "17 млрд долларов"


def test_a_question_understood_as_it_was_asked_is_not_repeated():
    assert answer_text(replace(ANSWER, understood="сколко?")).plain.startswith("Подписаны")


def test_written_prose_comes_with_the_quotes_it_stands_on_and_what_was_refused():
    refused = (Unsupported("Всего 20.", "нет в статьях"),)
    written = replace(ANSWER, text="Семнадцать [1].", mode="model", unsupported=refused)
    plain = answer_text(written).plain
    assert f"[1] «{SENTENCES[0].text}»" in plain
    assert "Всего 20. (нет в статьях)" in plain


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "См. также"), ("kk", "Тағы қараңыз"), ("en", "See also")]
)
def test_where_nothing_is_found_the_nearest_are_offered_as_reading(language, title):
    silent = replace(ANSWER, language=language, answered=False, text="–", citations=())
    _, _, nearest = answer_text(silent).plain.partition(f"{title}\n")
    assert nearest == f"«{TEXT}»\nВизит, Kazinform, 2025-11"


def test_a_long_passage_is_cut_at_a_word_and_an_article_may_be_little_known():
    passage = replace(PASSAGE, text="слово " * 100)
    found = FoundPassage(replace(ARTICLE, publisher=None, published=None), passage, 0.5)
    silent = replace(ANSWER, answered=False, text="–", citations=(), passages=(found,))
    plain = answer_text(silent).plain
    assert "слово …»\nВизит" in plain
    assert len(plain) < 300
