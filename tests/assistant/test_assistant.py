import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.answer import Turn
from assistant.errors import AssistantError

KEYS = [
    "question",
    "understood",
    "language",
    "answered",
    "text",
    "citations",
    "passages",
    "mode",
    "unsupported",
    "notice",
    "seconds",
]
CITATION_KEYS = [
    "number",
    "article_id",
    "title",
    "publisher",
    "published",
    "url",
    "revision",
    "heading",
    "speaker",
    "role",
    "quote",
    "start",
    "end",
]
ANSWERS = [
    ("На какую сумму подписаны соглашения в Лиссабоне?", "840 млн евро"),
    ("Почему строительство порта начнется осенью?", "нерестится сардина"),
    ("Когда извергался вулкан Катла?", "в 1918 году"),
    ("How much did the wind farm cost?", "620 million euros"),
    ("Why does the construction of the port start in autumn?", "нерестится сардина"),
    ("Кабельдің ұзындығы қанша шақырым?", "145 шақырым"),
    ("Kабельдин узындыгы канша шакырым?", "145 шақырым"),
    ("crjkmrj cnfywbq cktlzn pf dekrfyjv", "14 сейсмических станций"),
]


@pytest.mark.parametrize(("question", "within"), ANSWERS)
def test_an_answer_quotes_the_right_sentence_word_for_word(question, within, news):
    answer = news.ask(question)
    assert answer.answered
    assert within in answer.citations[0].quote
    assert len(answer.citations) <= 3
    numbers = [int(number) for number in re.findall(r"\[(\d+)\]", answer.text)]
    assert numbers == [c.number for c in answer.citations] == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        start, end = citation.sentence.start, citation.sentence.end
        assert citation.article.text[start:end] == citation.quote


def test_json_has_the_keys_of_the_contract(news):
    content = news.ask("Когда извергался вулкан Катла?").as_json()
    assert list(content) == KEYS
    assert list(content["citations"][0]) == CITATION_KEYS
    assert set(content["passages"][0]) == {"article_id", "start", "end", "text", "score"}
    assert set(content["seconds"]) == {"search", "answer"}


def test_brackets_and_html_of_an_article_are_text(news):
    answer = news.ask("Когда извергался вулкан Катла?")
    assert "[12]" in answer.citations[0].quote
    assert re.findall(r"\[\d+\]", answer.text) == ["[1]"]
    answer = news.ask("Что происходит со льдом над кратером?")
    assert '<b>тает</b> с каждым летом <script>alert("лед")</script>' in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("Сколько турбин в Танзании?", "ru", "В статьях нет"),
        ("How many turbines are there in Tanzania?", "en", "The articles"),
        ("Латвия мен Литва қандай кабель тартады?", "kk", "Мақалаларда"),
    ],
)
def test_what_is_absent_is_said_in_the_language_of_the_question(question, language, words, news):
    answer = news.ask(question)
    assert (answer.answered, answer.language, answer.citations) == (False, language, ())
    assert answer.text.startswith(words)
    assert answer.passages


def test_a_language_changes_only_the_own_words(news):
    for question, _ in ANSWERS[:3]:
        plain, english = news.ask(question), news.ask(question, language="en")
        assert (english.language, english.text) == ("en", plain.text)
        assert [p.score for p in english.passages] == [p.score for p in plain.passages]
    assert news.ask("Сколько турбин в Танзании?", language="en").text.startswith("The articles")


def test_a_follow_up_is_completed(news):
    history = [Turn("user", "Что думает о порте Дуарте Перейра?"), Turn("assistant", "…")]
    answer = news.ask("А Инеш Табордо?", history)
    assert "Табордо" in answer.understood
    assert "порт" in answer.understood
    assert "дельфины" in answer.text


@pytest.mark.parametrize("question", ["", " \n", "ы" * 2_001])
def test_a_question_empty_or_too_long_is_refused(question, news):
    with pytest.raises(AssistantError):
        news.ask(question)


def test_eight_threads_ask_at_once(news):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda asked: news.ask(asked[0]), ANSWERS))
    for answer, (_, within) in zip(answers, ANSWERS, strict=True):
        assert within in answer.text
