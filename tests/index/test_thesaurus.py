from importlib.resources import files

import pytest

from index.thesaurus import meanings, meanings_in


@pytest.mark.parametrize(
    ("one", "language", "other", "of"),
    [
        ("подписали", "ru", "signed", "en"),
        ("подписание", "ru", "қойылған", "kk"),
        ("корабли", "ru", "судов", "ru"),
        ("ships", "en", "кемелер", "kk"),
        ("glaciers", "en", "ледников", "ru"),
        ("суаруға", "kk", "полив", "ru"),
        ("ұшудан", "kk", "flights", "en"),
    ],
)
def test_words_of_one_meaning(one, language, other, of):
    assert meanings(one, language) & meanings(other, of)


@pytest.mark.parametrize(
    ("one", "language", "other", "of"),
    [
        ("exports", "en", "импорт", "ru"),
        ("oil", "en", "газ", "ru"),
        ("сурет", "kk", "вода", "ru"),  # «су» opens it, and is no part of it
        ("жасады", "kk", "молодёжь", "ru"),
        ("Айгүл", "kk", "month", "en"),
    ],
)
def test_words_of_other_meanings(one, language, other, of):
    assert not meanings(one, language) & meanings(other, of)


def test_a_text_has_the_meanings_of_its_words():
    assert meanings("signed", "en") <= meanings_in("Соглашение подписано в Астане.", "ru")
    assert not meanings_in("1234 %", "ru")


def test_each_line_is_in_three_languages_and_stands_once():
    lines = files("index").joinpath("thesaurus.txt").read_text("utf-8").splitlines()
    assert all(len([part for part in line.split("|") if part.strip()]) == 3 for line in lines)
    assert len(set(lines)) == len(lines)
