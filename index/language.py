"""Which of the three languages a text or a question is written in."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.article import Language

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

KAZAKH_LETTERS = frozenset("әғқңөұүһіӘҒҚҢӨҰҮҺІ")

# enough to know an article by
_SAMPLE = 600

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
# «Route for International Peace»: small words amid a name are the name's
_LATIN_NAME = re.compile(
    r"[A-Z][\w-]*(?:\s+(?:(?:of|for|and|the|in|on|to|a|de|la)\s+)*[A-Z0-9][\w-]*)+"
)

# Kazakh without its own letters (ы written и): words that hold a sentence together, endings
_KAZAKH_WORDS = frozenset(
    word
    for line in """
    аз айтади айткан айтти алти анау арасинда аркили ба байланисти бар барлик баска бе бес биз
    бизге бизде бизди бир бирак бири бойи бойинша болади болган болди болип болса бул бурин гана
    гой деген дегенимиз деди дейди дейин деп егер еди екен еки емес жайли жане жети жил жили жок
    жонинде кай кайда кайдаги кайдан кайси калай калайша кандай канди канша каншаси карси кашан
    кейин ким кимге кимдер кимди кимнен кимнин кобирек коне коп ма ме мен мина минау неге неден
    немен немесе нени ненин неше нешеу нешинши оган одан оздери ози озинин ойткени ол олар
    олардин онда они онин оси оте па пе ретинде себеби сегиз секилди сен сиз сиякти сол
    сондиктан таги тек тогиз торт турали уш ушин ше
    """.splitlines()
    for word in line.split()
)
_KAZAKH_ENDING = re.compile(
    r"(?:[днлт][ае]р\w{0,7}|[дтн][иы]н|[дтнлс][иы]|[гк][ае]|[дт][ае]|[дтн][ае]н|[мпб]ен|[дт][ае]г[иы]"
    r"|[гк][ае]н\w{0,5}|[аеийы]д[иы]|[лд][иы]к\w{0,5}|л[иы]|с[иы]з|[иы][мн]|[иы]п|[ае]т[иы]н|м[ае]к)$"
)
# no Kazakh word has these letters unless it came through Russian
_RUSSIAN_LETTERS = re.compile(r"[вфцчщъьёэ]")
_RUSSIAN_ENDING = re.compile(
    r"(?:[иы][йехм]|[оеа]го|[оеая]му|[ая]я|[оеы]е|ую|юю|ами|ями|ия|ии|ией|ах|ях|ет|ют|ит|ят|ал|ил|ла)$"
)


@cache
def russian_morphology() -> "MorphAnalyzer":
    """The dictionary of Russian word forms, loaded once (under a second, some 15 MB)."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def detect_language(text: str) -> Language:
    """The language of an article, or of a question, be it one word; Russian without letters.

    Names in Latin letters do not make a question English, nor does one Kazakh name make it
    Kazakh. Kazakh typed in Russian letters («Казакстанда канша») is known by its words: their
    endings, and how few of them the Russian dictionary has.
    """
    if _is_latin(text):
        return "en"
    words = [word for word in _WORD.findall(text) if _CYRILLIC.match(word)][:_SAMPLE]
    score = sum(_kazakh_score(word, first=i == 0) for i, word in enumerate(words))
    return "kk" if score > 0 else "ru"


def _is_latin(text: str) -> bool:
    """Whether the ordinary words, names and quotations apart, are in Latin letters."""
    cyrillic = len(_CYRILLIC.findall(text))
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if not latin or not cyrillic:
        return latin > 0
    if len(text) > 1000:
        return latin > cyrillic
    frame = _QUOTED.sub(" ", text)
    words = _WORD.findall(_LATIN_NAME.sub(" Name ", frame)) or _WORD.findall(text)
    if not words:
        return latin > cyrillic
    ordinary = [word for word in words if word.islower()]
    ordinary_latin = sum(map(str.isascii, ordinary))
    if _CYRILLIC.match(words[0]):
        return False
    if not ordinary:
        return all(word.isascii() for word in words)
    return ordinary_latin > len(ordinary) - ordinary_latin


@lru_cache(maxsize=20_000)
def _kazakh_score(word: str, first: bool) -> float:
    """How much a Cyrillic word speaks for Kazakh, below zero for Russian."""
    is_name = word[0].isupper() and not first
    if KAZAKH_LETTERS & set(word):
        return 0.6 if is_name else 3.0
    word = word.lower()
    morphology = russian_morphology()
    known = morphology.word_is_known(word)
    if word.replace("ы", "и") in _KAZAKH_WORDS:
        return 1.0 if known else 3.0
    if known:
        part_of_speech = morphology.parse(word)[0].tag.POS
        serves = part_of_speech in ("PREP", "CONJ", "PRCL", "NPRO", "ADVB")
        return -1.0 if serves or len(word) > 4 else -0.5
    if _RUSSIAN_LETTERS.search(word):
        return -0.3 if is_name else -1.0
    if is_name:
        return 0.3
    if _KAZAKH_ENDING.search(word):
        return 1.5
    return -0.7 if _RUSSIAN_ENDING.search(word) else 0.5
