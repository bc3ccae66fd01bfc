"""What a question asks for: mended, its language, its kind, the parts of it."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import AssistantError
from assistant.question import MAX_LENGTH, parts_of, read_question, sought, understand
from index.keywords import terms

ARTICLE = """Казахстан и Китай подписали соглашения на 15 млрд долларов, сообщил Никита Шаталов.
Американские компании покупают сельскохозяйственную технику. Декларация о партнёрстве."""
KNOWN = set(terms(ARTICLE, "ru"))
DATA = Path(__file__).parents[3] / "shared" / "data"


def read(text, language=None):
    return read_question(text, language, KNOWN.__contains__)


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_an_empty_question_is_refused(text):
    with pytest.raises(AssistantError, match="empty"):
        read(text)


def test_a_long_question_is_refused_with_both_numbers():
    with pytest.raises(AssistantError, match=r"2,345.*2,000"):
        read("а" * 2345)
    assert read("а" * MAX_LENGTH)


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        question = read(text)
    except AssistantError:
        assert not text.strip()
    else:
        assert all(n.text == question.text[n.start : n.start + len(n.text)] for n in question.names)


@pytest.mark.parametrize(
    ("typed", "language", "text"),
    [
        ("crjkmrj vkhl", "ru", "сколько млрд"),
        ("Скока америкаских кампаний?", "ru", "Сколько американских компаний?"),
        ("рщц ьгср", "en", "how much"),
        ("Казакстанда канша компания бар?", "kk", "Қазақстанда қанша компания бар?"),
        ("Why?", "en", "Why?"),
        ("Неге?", "kk", "Неге?"),
        ("почему", "ru", "почему"),
    ],
)
def test_understood_in_its_language(typed, language, text):
    question = read(typed)
    assert (question.language, question.text) == (language, text)
    assert question.typed == typed


KINDS = [
    ("Сколько предприятий построено в Караганде?", "count", "number"),
    ("На какую сумму заключены контракты?", "count", "money"),
    ("Сколько стоит билет на поезд?", "count", "money"),
    ("Какова доля угля в экспорте?", "count", "percent"),
    ("Каким было население города?", "count", "number"),
    ("Какие страны вошли в союз?", "which", "place"),
    ("Какие меры предложил банк?", "which", None),
    ("Почему закрыли завод?", "why", None),
    ("По какой причине отложили рейс?", "why", None),
    ("Кто возглавил министерство?", "who", "person"),
    ("Кто такой Аскар Сериков?", "who", None),
    ("Когда открыли мост?", "when", "date"),
    ("В каком году открыли мост?", "when", "date"),
    ("Во сколько начался концерт?", "when", "date"),
    ("Во сколько раз вырос экспорт?", "count", "number"),
    ("За какое время построили мост?", "count", "number"),
    ("Где прошёл форум?", "where", "place"),
    ("В каком городе прошёл форум?", "which", "place"),
    ("Чем знаменит этот музей?", "other", None),
    ("Расскажи о форуме", "other", None),
    ("How many bridges were built?", "count", "number"),
    ("How much did the bridge cost?", "count", "money"),
    ("What percentage of voters took part?", "count", "percent"),
    ("What is the population of Astana?", "count", "number"),
    ("In what year was the bridge opened?", "when", "date"),
    ("When was the bridge opened?", "when", "date"),
    ("Which city hosted the forum?", "which", "place"),
    ("What measures did the bank propose?", "which", None),
    ("Who opened the bridge?", "who", "person"),
    ("Who is Askar Serikov?", "who", None),
    ("Who is the mayor of Almaty?", "who", "person"),
    ("Where was the forum held?", "where", "place"),
    ("Why was the plant closed?", "why", None),
    ("Көпір қашан ашылды?", "when", "date"),
    ("Форум қай қалада өтті?", "where", "place"),
    ("Зауыт неге жабылды?", "why", None),
    ("Қанша көпір салынды?", "count", "number"),
    ("Келісімшарт сомасы қанша?", "count", "money"),
    ("Министрлікті кім басқарады?", "who", "person"),
    ("Банк қандай шаралар ұсынды?", "which", None),
]


@pytest.mark.parametrize(("text", "kind", "expects"), KINDS)
def test_kind(text, kind, expects):
    question = read(text)
    assert (question.kind, question.expects) == (kind, expects)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Что сказал Ержан Ахметов о реформе?", "Ержан Ахметов"),
        ("Что Ахметов думает о реформе?", "Ахметов"),
        ("По мнению Ахметова, что такое реформа?", "Ахметова"),
        ("Как Анна Петрова объясняет рост цен?", "Анна Петрова"),
        ("О чём говорил президент Франции Эмманюэль Макрон?", "Эмманюэль Макрон"),
        ("What did Akhmetov say about the reform?", "Akhmetov"),
        ("How does Anna Petrova explain the rise in prices?", "Anna Petrova"),
        ("What is Petrova's opinion on prices?", "Petrova"),
        ("Ахметов реформа туралы не деді?", "Ахметов"),
        ("Петровтың айтуынша, бағалар неге өсті?", "Петровтың"),
    ],
)
def test_whose_words_are_asked_for(text, person):
    assert read(text).person == person
    if "неге" not in text:
        assert read(text).kind == "what-said"


@pytest.mark.parametrize(
    "text",
    [
        "Что сказали об Ахметове?",
        "Что говорят о Франции?",
        "Как называется завод?",
        "Ахметов туралы не айтты?",
        "Who praised Akhmetov?",
    ],
)
def test_the_person_spoken_about_is_not_the_speaker(text):
    assert read(text).person is None


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Чем отличается договор с Турцией от договора с Ираном?", ("Турцией", "Ираном")),
        ("Что подписано с Турцией и с Ираном?", ("Турцией", "Ираном")),
        ("Сравни торговлю с Турцией, Ираном и Индией", ("Турцией", "Ираном", "Индией")),
        ("В чём разница между визой и паспортом?", ("визой", "паспортом")),
        ("С кем больше торговли, с Турцией или с Ираном?", ("Турцией", "Ираном")),
        ("What is the difference between Turkey and Iran?", ("Turkey", "Iran")),
        ("How does a visa differ from a passport?", ()),
        ("Түркия мен Иранның айырмашылығы неде?", ("Түркия", "Иранның")),
        ("Сколько стоит подписка на Netflix в Турции?", ()),
        ("Какие соглашения подписали Турция и Иран?", ()),
    ],
)
def test_sides_to_compare(text, sides):
    question = read(text)
    if text.startswith("How does"):
        sides = ("a visa", "a passport")
    assert question.sides == sides
    assert (question.kind == "compare") == bool(sides)


def test_names_years_and_numbers():
    question = read("Сколько из 15 млрд потратил Китай в 2024 году на завод Boeing 787-9?")
    assert [(n.text, n.code) for n in question.names] == [("Китай", "CN"), ("Boeing", None)]
    assert question.years == ("2024",)
    assert question.numbers == ("15",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("торговля с китаем и россией", ["CN", "RU"]),
        ("What did the United States and the UK sign?", ["US", "GB"]),
        ("Tell us about it", []),
        ("АҚШ-пен және Түркиямен келісім", ["US", "TR"]),
        ("Договор с Объединёнными Арабскими Эмиратами и Южной Кореей", ["AE", "KR"]),
        ("Кого избрали? Того, кого ждали", []),
    ],
)
def test_countries_have_codes(text, codes):
    assert [n.code for n in read(text).names if n.code] == codes


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the public question sets in shared/data")
@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_expected_against_public_answers(language):
    """On XQuAD: figures are expected where the answer is one, and the answer then holds one."""
    articles = json.loads((DATA / f"xquad.{language}.dev.json").read_text("utf-8"))["data"]
    paragraphs = [p for article in articles for p in article["paragraphs"]]
    pairs = [(q["question"], q["answers"][0]["text"]) for p in paragraphs for q in p["qas"]]
    figures = [q for q, answer in pairs if re.fullmatch(r"[\d.,% ]+", answer)]
    asked = {q: understand(q, language).expects for q, _ in pairs}
    numeric = {"number", "money", "percent", "date"}
    assert sum(asked[q] in numeric for q in figures) >= 0.92 * len(figures)
    counted = [answer for q, answer in pairs if asked[q] in numeric - {"date"}]
    assert sum(bool(re.search(r"\d", answer)) for answer in counted) >= 0.6 * len(counted)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("What was done in Lisbon besides the talks?", "en", "What was done in Lisbon?"),
        ("Что было в Лиссабоне, кроме переговоров?", "ru", "Что было в Лиссабоне?"),
        ("Кроме сардины, что ловят в Сетубале?", "ru", "Что ловят в Сетубале?"),
        ("Кабельден басқа Финляндия не салады?", "kk", "Финляндия не салады?"),
        ("Что кроме сардины ловят в Сетубале?", "ru", "Что кроме сардины ловят в Сетубале?"),
        ("Что построили в Сетубале?", "ru", "Что построили в Сетубале?"),
    ],
)
def test_what_is_left_out_is_not_sought(text, language, expected):
    assert sought(understand(text, language)).text == expected


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        (
            "Как отнеслись к проекту Москва и Вашингтон?",
            "ru",
            ["Как отнеслись к проекту Москва?", "Как отнеслись к проекту Вашингтон?"],
        ),
        (
            "How did Moscow and Washington react?",
            "en",
            ["How did Moscow react?", "How did Washington react?"],
        ),
        # What two did together, neither may have done alone.
        ("Что подписали Китай и США?", "ru", []),
        ("Что сказал Токаев о Китае и США?", "ru", []),
    ],
)
def test_joined_subjects_speak_each_for_themselves(text, language, parts):
    assert [part.text for part in parts_of(understand(text, language))] == parts
