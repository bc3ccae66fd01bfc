"""The countries that each sentence of the articles speaks of, and their names."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from assistant.places import places
from index.article import Language, Passage, Sentence

FIRST = ("CN", "US", "RU")
"""The partners that are always compared, in this order."""

NAMED, BY_THE_WAY, SPOKEN_OF, TITLED = 1.0, 0.8, 0.5, 0.4
"""How surely a sentence is of a country: named, by its capital, by what was said before, or by the
title, which names no other."""

_HOME = "KZ"
# Two letters that are no country; the European Union is a partner.
_NO_PARTNER = {_HOME, "UN", "AI"}
# How many sentences on a country is still spoken of, and where a sentence is of two sides.
_HELD, _HELD_BETWEEN_TWO = 2, 6
_BETWEEN_TWO = re.compile(
    r"двух (?:стран|государств)|обе(?:их|ими) (?:стран|государств|сторон)|двусторонн|взаимодейств"
    r"|взаимн|сотруднич|совместн|межгосударств|переговор|\bвизит|екі ел|өзара|екіжақты|бірлескен"
    r"|ынтымақтас|\bсапар|келіссөз|bilateral|(?:two|both) (?:countries|states|sides)|\bmutual"
    r"|\bjoint|cooperat|\bvisit|\btalks\b",
    re.IGNORECASE,
)
# A country that something only passes is not what the next sentence is about.
_PASSED = re.compile(
    r"\b(?:через|минуя|through|via|across|around)\s+(?:the\s+)?(?-i:[A-ZА-ЯЁ])"
    r"|\b(?-i:[А-ЯЁӘҒҚҢӨҰҮҺІ])\w+\s+арқылы",
    re.IGNORECASE,
)
_SHORT: dict[str, tuple[str, str, str]] = {
    "CN": ("Китай", "Қытай", "China"),
    "US": ("США", "АҚШ", "USA"),
    "RU": ("Россия", "Ресей", "Russia"),
    "EU": ("Евросоюз", "Еуропалық Одақ", "European Union"),
    "AE": ("ОАЭ", "БАӘ", "UAE"),
    "GB": ("Великобритания", "Ұлыбритания", "United Kingdom"),
}

Speaks = Mapping[str, float]
"""The countries that a sentence speaks of, by code, each with how surely."""


def partners_of(passages: Sequence[Passage], title: str = "") -> list[list[Speaks]]:
    """For each passage of an article, in order, what each of its sentences speaks of.

    A sentence that names no country speaks of the one that those before it named last, in the same
    section and a few sentences on: «По итогам визита подписаны соглашения»; else of the one that
    the title names.
    """
    titled = _countries(title)
    of_all = dict.fromkeys(titled, TITLED) if len(titled) == 1 else {}
    found: list[list[Speaks]] = []
    held: Speaks = {}
    heading, speaker, since = None, None, 0
    for passage in passages:
        if passage.heading != heading:
            heading, held = passage.heading, {}
        of_passage: list[Speaks] = []
        for sentence in passage.sentences:
            between_two = _BETWEEN_TWO.search(sentence.text)
            if sentence.speaker not in (None, speaker) and not between_two:
                held = {}  # whoever begins to speak says of what
            speaker = sentence.speaker
            named, since = _named(sentence), since + 1
            if named:
                # What was set beside others is not what the next sentence is about.
                alone = len(named) == 1 and not _PASSED.search(sentence.text)
                held, since = dict.fromkeys(named, SPOKEN_OF) if alone else {}, 0
            still = since <= (_HELD_BETWEEN_TWO if between_two else _HELD)
            of_passage.append(named or (still and held) or of_all)
        found.append(of_passage)
    return found


def said(sentence: Sentence) -> str:
    """A sentence without who says it: a professor of a university does not speak of it."""
    speaker, text = sentence.speaker, sentence.text
    if speaker is None:
        return text
    by = re.search(rf"[,.!?…»\"”]\s*(?:[-–—]\s)?[^-–—,]{{0,80}}{re.escape(speaker.name)}", text)
    if by and by.start() > len(text) / 3:
        return text[: by.start()]
    text = text.replace(speaker.name, " ")
    return text.replace(speaker.role, " ") if speaker.role else text


def _named(sentence: Sentence) -> Speaks:
    own = _countries(said(sentence))
    by_whom = {code: SPOKEN_OF for code, sure in _countries(sentence.text).items() if sure == NAMED}
    return by_whom | own


def _countries(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for place in places(text):
        if len(place.code) == 2 and place.code not in _NO_PARTNER:
            sure = BY_THE_WAY if place.weak else NAMED
            found[place.code] = max(sure, found.get(place.code, 0.0))
    return found


def spoken_of(articles: Iterable[Iterable[Iterable[Speaks]]]) -> list[str]:
    """The codes of the partners: the first three, then those named the most often."""
    counts = Counter(
        code
        for article in articles
        for passage in article
        for sentence in passage
        for code, sure in sentence.items()
        if sure == NAMED
    )
    others = [code for code, _ in counts.most_common() if code not in FIRST]
    return [*FIRST, *others]


@cache
def country_name(code: str, language: Language) -> str:
    """A country's short name in a language; the code itself where it has none."""
    if code in _SHORT:
        return _SHORT[code][("ru", "kk", "en").index(language)]
    from babel import Locale

    return str(Locale(language).territories.get(code, code))
