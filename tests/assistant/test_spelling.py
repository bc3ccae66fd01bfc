"""Mending a typed question: what is changed, and above all what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.names import is_russian
from assistant.spelling import in_right_layout, with_kazakh_letters, without_typos

ARTICLE = """соглашение соглашения декларация декларации американский американских китай казахстан
стратегический партнёрство шаталов uranium agreement starlink шеберхана"""
ARTICLE_WORDS = frozenset(ARTICLE.split())


def in_articles(word):
    return word in ARTICLE_WORDS


def nothing(word):
    return False


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("crjkmrj vkhl", "сколько млрд"),
        ("Gjxtve?", "Почему?"),
        ("Rnj nfrjq Heckfy&", "Кто такой Руслан?"),
        ("rfrfz gjujlf d vjcrdt", "какая погода в москве"),
        ("рщц ьгср", "how much"),
        ("Rfpfrcnfylf rfyif ,fh&", "Казакстанда канша бар?"),
        ("0fyif", "қанша"),
        ("сколько cnjbn Boeing?", "сколько стоит Boeing?"),
    ],
)
def test_the_other_keyboard_layout(typed, meant):
    assert in_right_layout(typed, nothing) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "Что подписали Freedom Holding и NVIDIA?",
        "Сколько стоит Starlink?",
        "How much did the US invest in Kazakhstan?",
        "US uranium demand",
        "GDP growth in Kyrgyzstan",
        "NVIDIA",
        "Nokia",
        "Кто такой Хасенов?",
        "Қазақстан қандай келісімдерге қосылмақ?",
        "Казакстанда канша мектеп бар?",
        "2024",
        "?!",
    ],
)
def test_the_right_layout_stays(typed):
    assert in_right_layout(typed, nothing) == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("согалшения", "соглашения"),
        ("деклорация", "декларация"),
        ("америкаских", "американских"),
        ("стратигическое партнёрство", "стратегическое партнёрство"),
        ("скока", "сколько"),
    ],
)
def test_typos_in_words_of_the_articles(typed, meant):
    def known(word):
        stems = ("стратегическ", "американск", "соглашен", "деклараци")
        return in_articles(word) or word.startswith(stems)

    assert without_typos(typed, "ru", known, ARTICLE_WORDS) == meant


def test_a_word_that_the_articles_lack_is_the_one_they_have_that_sounds_alike():
    assert without_typos("кампаний", "ru", lambda word: word.startswith("компани")) == "компаний"
    assert without_typos("кампаний", "ru", lambda word: word[1:].startswith("мпани")) == "кампаний"


@pytest.mark.parametrize(
    "text",
    [
        "кампаний",  # a word, and the articles lack the other
        "Мустафен",  # a name
        "кто такой Шабалов",
        "шабалов сказал",
        "бешбармак",
        "2024 году 17,2",
        "криптобиржа",
    ],
)
def test_words_names_and_numbers_stay(text):
    assert without_typos(text, "ru", in_articles, ARTICLE_WORDS) == text


def test_english_words_are_changed_only_when_long_and_near():
    assert (
        without_typos("agrement agreemnet", "en", in_articles, ARTICLE_WORDS)
        == "agreement agreement"
    )
    assert without_typos("sailing uranus", "en", in_articles, ARTICLE_WORDS) == "sailing uranus"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "Казакстанда канша Лу Бань шеберханасы бар?",
            "Қазақстанда қанша Лу Бань шеберханасы бар?",
        ),
        ("кандай келисимдер", "қандай келісімдер"),
        ("Кытаймен сауда колеми", "Қытаймен сауда көлемі"),
        ("министрликтин жумысы", "министрліктің жұмысы"),
        ("Токаев Вашингтонда", "Токаев Вашингтонда"),
        ("экономика", "экономика"),
        ("қанша келисим", "қанша келисим"),
    ],
)
def test_kazakh_letters(typed, meant):
    assert with_kazakh_letters(typed) == meant


def test_kazakh_words_of_the_articles_come_first():
    assert with_kazakh_letters("онеркасип", ["өнеркәсіп"]) == "өнеркәсіп"


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text):
    assert isinstance(in_right_layout(text, nothing), str)
    assert isinstance(with_kazakh_letters(text), str)
    assert isinstance(without_typos(text, "ru", nothing, ARTICLE_WORDS), str)


@given(st.lists(st.sampled_from(["кто", "сказал", "Китай", "соглашение", "война"]), max_size=5))
def test_known_words_never_change(words):
    text = " ".join(words)
    assert all(is_russian(word) for word in words)
    assert without_typos(in_right_layout(text, nothing), "ru", nothing, ARTICLE_WORDS) == text
