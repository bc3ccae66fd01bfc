"""What sort of question it is and what sort of thing answers it, by its question word."""

import re
from functools import cache
from typing import Literal

from assistant.names import WORD, parses
from index.article import Language

Kind = Literal[
    "count", "which", "compare", "why", "who", "when", "where", "what-said", "reported", "other"
]
Expects = Literal["number", "money", "percent", "date", "person", "place"]

_CUES: dict[Language, tuple[tuple[str, Kind, Expects | None], ...]] = {
    "ru": (
        (r"во сколько(?! раз)|когда|с каких пор|как давно", "when", "date"),
        (r"на сколько процентов|сколько процентов", "count", "percent"),
        (
            r"сколько (?:\w+ )?(?:сто[ия]\w+|заплат\w+|плат[ия]т\w*|денег|доллар\w+|тенге|рубл\w+"
            r"|евро|вложил\w*|инвестир\w+|потрат\w+|выдел\w+)|почем\b",
            "count",
            "money",
        ),
        (
            r"как\w+ (?:был |будет )?объ[её]м\w* (?:\w+ ){0,3}(?:торговли|экспорта|импорта"
            r"|инвестиций)",
            "count",
            "money",
        ),
        (r"(?:за|в) как(?:ое время|ой срок)|какой срок", "count", "number"),
        (r"(?:на |во |в )?скольк(?:о|их|им|ими)|как долго|насколько \w+", "count", "number"),
        (r"кто так(?:ой|ая|ие)|чем извест\w+", "who", None),
        (r"кто|кого|кому|кем|ком|чей|чья|ч[ьё]и", "who", "person"),
        (r"где|куда|откуда|в каком месте", "where", "place"),
        (
            r"почему|зачем|отчего|по какой причине|в ч[её]м причин\w+|каков\w* причин\w+"
            r"|какие причины|с какой целью|ради чего|чем (?:объясн|вызван|обуслов)\w*",
            "why",
            None,
        ),
    ),
    "en": (
        (r"what time (?:is|was|do|does|did|will)|(?:since )?when|how long ago", "when", "date"),
        (
            r"how much (?:\w+ ){0,6}?(?:worth|costs?|money|pay|paid|spen[dt]|invest\w*|dollars"
            r"|earn)|what (?:is|was) (?:the )?(?:\w+ ){0,2}(?:trade|investment) (?:volume|turnover)"
            r"|what (?:is|was) (?:the )?volume of (?:\w+ )?trade"
            r"|how many (?:\w+ )?(?:dollars|euros|pounds|tenge|rubles)",
            "count",
            "money",
        ),
        (
            r"how (?:many|much|long|old|far|tall|big|large|high|deep|often|fast|heavy|wide)",
            "count",
            "number",
        ),
        (r"who(?:'s| is| was| are| were) (?=(?-i:(?:[A-Z]\S+ ?)+\?*$))", "who", None),
        (r"who(?:m|se)?", "who", "person"),
        (r"where", "where", "place"),
        (
            r"why|for what (?:reason|purpose)|how come|what (?:is|was|were|are) the (?:\w+ )?"
            r"(?:reason|cause)s?",
            "why",
            None,
        ),
    ),
    "kk": (
        (r"қашан|қай (?:жыл|күн|ай|уақыт|ғасыр|кезе)\w*|нешінші жыл\w*", "when", "date"),
        (r"(?:қанша|неше) пайыз\w*|пайызы қанша|үлесі? (?:қанша|қандай)", "count", "percent"),
        (
            r"(?:қанша|неше) (?:\w+ )?(?:доллар|теңге|ақша|қаржы|рубль|еуро)\w*"
            r"|(?:сауда|тауар)\w* (?:көлемі|айналымы) (?:қанша|қандай)"
            r"|(?:сома|құн|баға)\w* (?:қанша|қандай)|қанша тұрады",
            "count",
            "money",
        ),
        (r"қанша\w*|неше\w*|нешеу|(?:көлем|сан)[іы]\w* қандай", "count", "number"),
        (r"неге|неліктен|не үшін|себебі (?:не|неде|қандай)|қандай себе\w+", "why", None),
        (r"кім\w*", "who", "person"),
        (r"қайда\w*|қай (?:жер|қала|ел|мемлекет|өңір|аймақ|облыс)\w*", "where", "place"),
    ),
}
_WHICH: dict[Language, str] = {
    "ru": r"как(?:ой|ая|ое|ие|ого|их|им|ими|ому|ую|ом|ов|ова|ово|овы)|котор\w+",
    "en": r"what|which",
    "kk": r"қандай|қай(?:сы)?",
}
_NOUNS: tuple[tuple[str, Kind, Expects], ...] = (
    (
        "год месяц день дата век время период десятилетие неделя year month day date century decade"
        " week",
        "when",
        "date",
    ),
    (
        "сумма стоимость цена бюджет зарплата выручка прибыль доход товарооборот amount price"
        " cost value budget"
        " salary revenue profit sum turnover",
        "count",
        "money",
    ),
    ("доля процент share percentage percent proportion fraction rate", "count", "percent"),
    (
        "количество численность число объем объём размер площадь население длина высота возраст"
        " температура скорость вес масса глубина ширина расстояние мощность"
        " продолжительность длительность number population size volume length height age"
        " temperature speed weight mass depth width distance capacity duration total"
        " score ratio",
        "count",
        "number",
    ),
    (
        "страна город регион область государство столица штат район континент republic место"
        " country countries city cities place places region capital district continent town"
        " location",
        "which",
        "place",
    ),
    (
        "person people president minister expert experts man woman scientist politician king queen"
        " actor author singer leader",
        "which",
        "person",
    ),
)


def names_category(word: str, language: Language, expects: Expects | None) -> bool:
    """Whether a word only says what sort of thing is asked for: «страны» of «Какие страны …?».

    A quantity says more: «Какова площадь …?» asks for no other one.
    """
    if expects not in ("place", "date"):
        return False
    lemma = parses(word)[0].normal_form if language == "ru" else word.casefold()
    return _noun_meanings().get(lemma, ("", None))[1] == expects


@cache
def _noun_meanings() -> dict[str, tuple[Kind, Expects]]:
    return {noun: (kind, expects) for nouns, kind, expects in _NOUNS for noun in nouns.split()}


def kind_of(text: str, language: Language) -> tuple[Kind, Expects | None]:
    """What the first question word of the text asks for."""
    cues = [
        (match.start(), -len(match.group()), kind, expects)
        for pattern, kind, expects in _CUES[language]
        if (match := re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE))
    ]
    which = re.search(rf"\b(?:{_WHICH[language]})\b", text, re.IGNORECASE)
    if which:
        kind, expects = _which(text[which.end() :], language, which.group().casefold())
        cues.append((which.start(), 0, kind, expects))
    if not cues:
        return "other", None
    _, _, kind, expects = min(cues, key=lambda cue: cue[:2])
    return kind, expects


def _which(rest: str, language: Language, word: str) -> tuple[Kind, Expects | None]:
    """What «какой», "what" or «қандай» asks for, by the noun after it."""
    following = WORD.findall(rest)[:6]
    if language == "ru":
        for noun in following[:4]:
            reading = parses(noun)[0]
            meaning = _noun_meanings().get(reading.normal_form)
            if meaning:
                return meaning
            if reading.tag.POS == "NOUN":
                person = "anim" in reading.tag and "Geox" not in reading.tag
                return "which", "person" if person else None
            if reading.tag.POS == "VERB" and reading.normal_form != "быть":
                break
        return "which", None
    if language == "en":
        phrase = _noun_phrase(following)
        for noun in reversed(phrase):
            if meaning := _noun_meanings().get(noun.casefold()):
                return meaning
        named = bool(phrase) and not re.match(r"\s*(?:is|was|are|were|'s)\b", rest)
        return ("which" if named or word == "which" else "other"), None
    return "which", None


def _noun_phrase(words: list[str]) -> list[str]:
    """The English noun phrase that the words open with, a form of «be» before it skipped."""
    phrase: list[str] = []
    for i, word in enumerate(words):
        small = word.casefold()
        if small in {"is", "was", "are", "were"} and i == 0:
            continue
        if small in {"the", "a", "an"}:
            continue
        if small in _ENGLISH_BREAKS:
            break
        phrase.append(word)
    return phrase


_ENGLISH_BREAKS_TEXT = """
    of in on at for by with from to and or did do does is was are were has have had can could
    will would that which who when where it he she they you
"""
_ENGLISH_BREAKS = frozenset(_ENGLISH_BREAKS_TEXT.split())
