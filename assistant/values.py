"""Figures as values: which of them say how much or how many, and of what."""

import re

from assistant.facts import Facts, facts, missing
from assistant.figures import Figure, figures
from assistant.kinds import Expects
from assistant.names import WORD, parses
from assistant.places import places
from index.article import Language

_HOME = "KZ"  # named in every other sentence: tells nothing apart
CURRENCIES = {"USD", "EUR", "KZT", "RUB", "CNY", "GBP", "JPY"}
_BREAK = re.compile(r"[,;:](?=\s)|\s[–—-]\s|[()]")
_SHORT_CLAUSE = 15
_LARGE = 1e6
# What a figure measures, by the word after it; people are counted like litres.
_MEASURES = (
    ("m3", r"куб\w*|текше|cubic"),
    ("t", r"тонн\w*|tonn?es?\b|tons?\b"),
    ("barrel", r"баррел\w*|barrels?\b|бpl\b"),
    ("km", r"километр\w*|км\b|шақырым\w*|kilomet\w*|km\b|miles?\b|мил[яьи]\w*"),
    ("ha", r"гектар\w*|га\b|hectares?\b"),
    ("W", r"(?:кило|мега|гига)?ватт\w*|[кмг]вт\w*|(?:kilo|mega|giga)watt\w*|[kmg]w\w?\b"),
    ("person", r"человек\w*|люд\w+|чел\b|people\b|persons?\b|адам\w*"),
)
_MEASURE = re.compile(
    rf"[\s-]*(?:{'|'.join(f'(?P<{unit}>{words})' for unit, words in _MEASURES)})", re.IGNORECASE
)
# What follows a bare sum: no word, or one that it does not count.
_NOT_COUNTED = re.compile(
    r"\s*(?:$|[^\w\s]|(?:over|in|by|to|for|from|at|on|and|or|of|with|last|this|since)\b)"
)
_COUNTED_POS = {"NOUN", "ADJF"}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DURATION = re.compile(
    r"\s(?:лет|год|дн|день|сут[ок]|час|мин|недел|месяц|year|day|hour|minute|week|month|жыл|күн|сағат|апта)",
    re.IGNORECASE,
)
_PAIR = 2  # most often no count («двух стран»), but it can be: "almost two metres"
_ORDINAL = re.compile(r"втор|трет|перв|second|third|first|удв|утр|doubl|tripl", re.IGNORECASE)


def answers(figure: Figure, text: str, expects: Expects) -> bool:
    """Whether a figure of the text is a value of the kind that a question expects."""
    if not tells_a_value(figure, text):
        return False
    if expects == "money":
        return figure.unit in CURRENCIES
    return figure.unit == "%" if expects == "percent" else True


def tells_a_value(figure: Figure, text: str) -> bool:
    """Whether a figure of the text is an amount or a count: no date, duration, rank or name."""
    before, after = text[: figure.start], text[figure.end :]
    return not (
        figure.unit in ("day", "month")
        or (not figure.unit and _YEAR.match(figure.text))
        or _DURATION.match(after)
        or (figure.word and (figure.value <= 2 or _ORDINAL.match(figure.text)))
        # «787-9», «С5+1», «G20»: part of a name.
        or re.search(r"\d[-+]$|\w$", before)
        or re.match(r"[-+]\d", after)
    )


def unit_of(figure: Figure, text: str, language: Language) -> str:
    """What a figure of the text is in: its own unit, a measure, or the currency before it.

    «… 44 миллиардов долларов, а инвестиции превысили 27 миллиардов»: these are dollars too.
    """
    after = text[figure.end :]
    if figure.unit:
        return figure.unit
    if measure := _MEASURE.match(after):
        return measure.lastgroup or ""
    if figure.value < _LARGE or _is_counted(after, language):
        return ""
    before = [f.unit for f in figures(text, language) if f.end <= figure.start]
    return next((unit for unit in reversed(before) if unit in CURRENCIES), "")


def _is_counted(after: str, language: Language) -> bool:
    """Whether the word after a figure is what it counts."""
    if _NOT_COUNTED.match(after):
        return False
    word = WORD.search(after)
    if language != "ru" or word is None:
        return language == "en"
    return parses(word.group())[0].tag.POS in _COUNTED_POS


def clause(text: str, figure: Figure) -> str:
    """The part of a sentence around a figure, from one break to the next, longer if too short."""
    breaks = [match.span() for match in _BREAK.finditer(text)]
    end = next((start for start, _ in breaks if start >= figure.end), len(text))
    starts = [0, *(stop for _, stop in breaks if stop <= figure.start)]
    taken = figure.end - figure.start
    start = next((s for s in reversed(starts) if end - s - taken >= _SHORT_CLAUSE), 0)
    return text[start:end].strip()


def is_of_another(text: str, language: Language, names: Facts, expects: Expects) -> bool:
    """Whether every figure of a sentence belongs to other names than those asked for.

    «… NVIDIA на 2 млрд долларов, договоренности с компанией SpaceX …» gives no sum for SpaceX.
    """
    found = [
        figure
        for figure in figures(text, language)
        if answers(figure, text, expects) or (expects == "number" and figure.value == _PAIR)
    ]
    if not names or not found or missing(names, [(text, language)]):
        return False
    for figure in found:
        around = clause(text, figure)
        if not missing(names, [(around, language)]) or not facts(around, language).names:
            return False
    return True


def countries(text: str) -> set[str]:
    """The codes of the countries that a text names, but for Kazakhstan."""
    return {place.code for place in places(text)} - {_HOME}


def without_countries(text: str) -> str:
    """The text without the names of countries, which drown what is said about them."""
    for place in reversed(places(text)):
        text = text[: place.start] + text[place.end :]
    return " ".join(text.split()) or "?"
