import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.keywords import terms


def test_russian_forms_of_a_word_are_one_term():
    assert terms("соглашения соглашений Соглашению", "ru") == ["соглашение"] * 3


def test_yo_stress_and_soft_hyphen_do_not_count():
    assert terms("Королёв за́мок согла\u00adшение", "ru") == terms("Королев замок соглашение", "ru")


def test_decomposed_letters_are_the_composed_ones():
    assert terms("Алматы\u0306 мои\u0306", "ru") == terms("Алматы̆ мой", "ru")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("17,2", "ru", ["17.2"]),
        ("17.2", "ru", ["17.2"]),
        ("17,2%", "kk", ["17.2"]),
        ("10 000 тонн", "ru", ["10000", "тонна"]),
        ("10\u00a0000", "kk", ["10000"]),
        ("10,000 people", "en", ["10000", "peopl"]),
        ("в 2025 100 человек", "ru", ["2025", "100", "человек"]),
        ("7 ноября", "ru", ["7", "ноябрь"]),
        ("G20", "en", ["g20"]),
        ("формат C5+1", "ru", ["формат", "c5", "1"]),
    ],
)
def test_numbers(text, language, expected):
    assert terms(text, language) == expected


def test_latin_words_in_russian_are_english_stems():
    assert terms("компания Boeing и AGREEMENTS", "ru") == ["компания", "boe", "agreement"]
    assert terms("agreements", "en") == terms("agreement", "kk")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("и в не на который это он как быть", "ru"),
        ("the of and which is it how to", "en"),
        ("және үшін бұл туралы қалай", "kk"),
        ("— « » … ! ? a я ә", "ru"),
        ("", "ru"),
    ],
)
def test_function_words_and_punctuation_are_no_terms(text, language):
    assert terms(text, language) == []


def test_kazakh_endings_do_not_count():
    assert terms("Қазақстан Қазақстанның Қазақстанға", "kk") == ["қазақ"] * 3


def test_parts_of_a_compound_are_terms():
    assert terms("Нур-Султан", "ru") == terms("Нур Султан", "ru")


@given(st.text(), st.sampled_from(["ru", "kk", "en"]))
def test_terms_are_words_for_the_keyword_table(text, language):
    for term in terms(text, language):
        assert term
        assert term == term.casefold().replace("ё", "е")
        assert all(letter.isalnum() or letter == "." for letter in term)


@given(st.text(alphabet="абвгдежзийклмнопрстуф ", max_size=80))
def test_case_does_not_count(text):
    assert terms(text.upper(), "ru") == terms(text, "ru")


def test_known_words_are_fast():
    text = "Подписаны соглашения о поставках урана и газа на общую сумму 17,2 млрд долларов. "
    terms(text, "ru")
    begun = time.perf_counter()
    terms(text * 2_000, "ru")
    assert time.perf_counter() - begun < 2
