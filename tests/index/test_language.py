import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.language import detect_language

DATA = Path(__file__).parents[3] / "shared" / "data"
FOLDED = str.maketrans("қғәңөұүһіҚҒӘҢӨҰҮҺІ", "кганоуухиКГАНОУУХИ")

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no public question sets in {DATA}")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Казакстанда канша адам турады", "kk"),
        ("Кытаймен кандай келисим жасалды?", "kk"),
        ("Ресеймен ше?", "kk"),
        ("Министр не айтты?", "kk"),
        ("Тоқаев", "kk"),
        ("Токаев Брюссельге қашан барды?", "kk"),
        ("Boeing ұшақтарын кім сатып алды?", "kk"),
        ("Министр не сказал?", "ru"),
        ("Скока америкаских кампаний", "ru"),
        ("Что такое Route for International Peace?", "ru"),
        ("Сделка с Boeing", "ru"),
        ("что такое artificial intelligence agreement", "ru"),
        ("Кто такой Қасым-Жомарт Тоқаев?", "ru"),
        ("А Китай?", "ru"),
        ("саммит", "ru"),
        ("17,2", "ru"),
        ("", "ru"),
        ("NVIDIA", "en"),
        ("What is «На языке партнера»?", "en"),
        ("Why did Токаев visit Moscow?", "en"),
        ("And with Russia?", "en"),
    ],
)
def test_questions(text: str, language: str) -> None:
    assert detect_language(text) == language


def xquad(language: str) -> list[str]:
    data = json.loads((DATA / f"xquad.{language}.dev.json").read_text(encoding="utf-8"))["data"]
    return [
        question["question"]
        for article in data
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]


def kazqad() -> Iterator[str]:
    for line in (DATA / "kazqad.kk.dev.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["question"]


def share(questions: list[str], language: str) -> float:
    return sum(detect_language(question) == language for question in questions) / len(questions)


@needs_data
@pytest.mark.parametrize("language", ["ru", "en"])
def test_public_questions(language: str) -> None:
    assert share(xquad(language), language) > 0.99
    assert share([question.lower() for question in xquad(language)], language) > 0.99


@needs_data
def test_public_questions_in_kazakh() -> None:
    questions = list(kazqad())
    assert share(questions, "kk") > 0.99
    assert share([question.translate(FOLDED) for question in questions], "kk") > 0.98
    assert share([question.translate(FOLDED).lower() for question in questions], "kk") > 0.97
