"""Keyword terms of a text: Russian lemmas, English stems, Kazakh word beginnings, numbers."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from index.article import Language
from index.language import russian_morphology

# Suffixes carry Kazakh grammar: five letters keep the stem and lose most of its endings.
_KAZAKH_PREFIX = 5

_TOKEN = re.compile(
    r"(?P<number>(?<![\w.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\w])|\d+(?:[.,]\d+)+|\d+(?!\w))"
    r"|(?P<word>[^\W_]+)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Stress marks and soft hyphens are typography: a word with them is the same word.
_TYPOGRAPHY = dict.fromkeys((0x00AD, 0x0300, 0x0301))

_ENGLISH_FUNCTION_WORDS = frozenset(
    """a about after all also am an and any are as at be been before being between both but by can
    could did do does for from had has have he her hers him his how i if in into is it its me might
    must my no nor not of on or our ours shall she should so such than that the their theirs them
    then there these they this those to too us was we were what when where which while who whom
    whose why will with would you your yours""".split()  # noqa: SIM905
)
_KAZAKH_FUNCTION_WORDS = frozenset(
    """ал арқылы бар бе бен бері бойынша болды болып болса болған бол бұл бұның да дан де деген деп
    дейін жоқ және за кейін кім кімнің қалай қандай қанша қай қайда қашан ма мен менен ме мұнда
    неге немесе не осы оның ол олар онда пен па пе сол сондай соң та те туралы тек үшін шейін
    ғана қана еді екен емес""".split()  # noqa: SIM905
)


def terms(text: str, language: Language) -> list[str]:
    """The keyword terms of a text in their order, repeated as often as they occur.

    Words become lemmas (Russian), stems (English and everything in Latin letters) or their first
    five letters (Kazakh), in small letters, «ё» as «е». Function words and single letters are left
    out. «17,2» and "17.2" give the same term, as do «10 000» and, in English, "10,000".
    """
    found = []
    plain = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
    for token in _TOKEN.finditer(plain):
        number = token["number"]
        term = _number(number, language) if number else _WORD_TERM[language](token["word"])
        if term:
            found.append(term)
    return found


def _number(digits: str, language: Language) -> str:
    """A number as one term: no grouping, a point for the decimals."""
    digits = re.sub(r"\s", "", digits)
    if language == "en" and _THOUSANDS.fullmatch(digits):
        return digits.replace(",", "")
    return digits.replace(",", ".")


@lru_cache(maxsize=200_000)
def _russian(word: str) -> str | None:
    word = _fold(word)
    if not _CYRILLIC.search(word):
        return _english(word)
    if len(word) < 2:
        return None
    parse = russian_morphology().parse(word)[0]
    # The analyser knows function words better than a list would.
    if parse.tag.POS in {"PREP", "CONJ", "PRCL", "NPRO"} or "Apro" in parse.tag:
        return None
    lemma = _fold(parse.normal_form)
    return None if lemma == "быть" else lemma


@lru_cache(maxsize=200_000)
def _english(word: str) -> str | None:
    word = _fold(word)
    if _CYRILLIC.search(word):
        return _russian(word)
    if len(word) < 2 or word in _ENGLISH_FUNCTION_WORDS:
        return None
    stem: str = _stem()(word)
    return stem


@lru_cache(maxsize=200_000)
def _kazakh(word: str) -> str | None:
    word = _fold(word)
    if not _CYRILLIC.search(word):
        return _english(word)
    if len(word) < 2 or word in _KAZAKH_FUNCTION_WORDS:
        return None
    return word[:_KAZAKH_PREFIX]


_WORD_TERM: dict[Language, Callable[[str], str | None]] = {
    "ru": _russian,
    "kk": _kazakh,
    "en": _english,
}


def _fold(word: str) -> str:
    return word.casefold().replace("ё", "е")


@cache
def _stem() -> Callable[[str], str]:
    """The English stemmer; its own cache is off because every word form is cached here."""
    import Stemmer

    stemmer = Stemmer.Stemmer("english", 0)
    word_to_stem: Callable[[str], str] = stemmer.stemWord
    return word_to_stem
