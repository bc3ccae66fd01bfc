"""The facts in a text, and whether other texts hold them, whatever language either is in.

A fact is what can be wrong by one word: a figure, a country, a name, a quotation. Figures are
compared by value, countries by code, names letter by letter across alphabets and cases, and
quotations word for word within one language; across languages a translated quotation cannot be
compared like that, nor can names whose words are translated («Большой театр»).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from assistant.abbreviations import SPELLED_OUT
from assistant.figures import Figure, figures
from assistant.name_words import Run, name_runs
from assistant.places import Place, places
from assistant.romanised import resembles, same_initials, same_name, stems
from index.article import Language
from index.keywords import terms

FactKind = Literal["figure", "country", "name", "quotation"]

_QUOTATION = re.compile(r"«([^«»]+)»|“([^“”]+)”|\"([^\"]+)\"|„([^„“]+)“")
_GROUPED = re.compile(r"\d+[.,]\d{3}")
_WORD = re.compile(r"[^\W_]+(?:[-‑’'][^\W_]+)*")
# One word in quotation marks is a name or irony, not somebody's words.
_QUOTED_WORDS = 2
_PLACES = 6
_SAYS_LITTLE = ("second", "hundreds", "hundred", "both", "оба", "обе", "обоих", "обеих")
# What other words say of a figure: "half" is «вдвое меньше» and 50 %, a decade ten years.
_IMPLIED = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), held)
    for words, held in (
        (r"half|halv\w+|половин\w*|жарты\w*", ((2.0, ""), (50.0, "%"), (0.5, ""))),
        (r"quarters?|четверть\w*|четверти|ширегі\w*", ((4.0, ""), (25.0, "%"), (0.25, ""))),
        (r"decades?|десятилети\w+|онжылды\w+", ((10.0, ""),)),
        (r"centur(?:y|ies)|столети\w+|век(?:а|ов|е|у|ом)?|ғасыр\w*", ((100.0, ""),)),
        (r"dozens?|дюжин\w*", ((12.0, ""),)),
        (r"G7", ((7.0, ""),)),
        (r"G20", ((20.0, ""),)),
        (r"полгода|half a year|жарты жыл\w*", ((6.0, ""),)),
        (r"double[sd]?|doubling|twice|twofold|вдвое|удво\w+|екі есе", ((2.0, ""), (100.0, "%"))),
        # "two-lane" is «двухполосный»
        (r"дву(?:х|ъ)?(?=[а-яё]{5})(?!ст|хсот)\w+", ((2.0, ""),)),
        (r"тр[её]х(?=[а-яё]{5})(?!сот)\w+", ((3.0, ""),)),
        (r"четыр[её]х(?=[а-яё]{5})(?!сот)\w+", ((4.0, ""),)),
    )
)
_ROMAN = re.compile(r"\b(?:I{2,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,3}|XIX|XXI?)\b")
_ROMAN_VALUES = {
    numeral: value
    for value, numeral in enumerate(
        "II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI".split(),  # noqa: SIM905
        start=2,
    )
}
_FEWEST_INITIALS = 3
# Of other countries one city is known, so that Beijing is «Пекин»; Almaty is not «Астана».
_SEVERAL_CITIES = frozenset({"KZ", "AE", "CH", "NL"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as it stands in a text: `text[start:end]` of it."""

    kind: FactKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one text, each kind in the text's order."""

    language: Language
    figures: tuple[Figure, ...] = ()
    places: tuple[Place, ...] = ()
    names: tuple[Run, ...] = ()
    quotations: tuple[Fact, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.figures or self.places or self.names or self.quotations)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a text holds, ready to be looked up."""

    language: Language
    figures: dict[float, set[str]]
    codes: frozenset[str]
    weak_codes: frozenset[str]
    stems: frozenset[str]
    capitalised: tuple[str, ...]
    text: str
    initials: str


@lru_cache(maxsize=4096)
def facts(text: str, language: Language) -> Facts:
    """The facts that the text states, for `missing`; a text of 600 characters takes about 1 ms.

    Left out is what says too little to be wrong: the number one, countries named by their capital
    (that is a name) and titles («Президент», "Minister").
    """
    found_figures = tuple(f for f in figures(text, language) if _tells(f))
    found_places = places(text)
    return Facts(
        language=language,
        figures=found_figures,
        places=tuple(place for place in found_places if not place.weak),
        names=tuple(
            run
            for run in name_runs(text, language, _spans(found_figures, found_places))
            if not _shortens(run, text)
        ),
        quotations=tuple(
            Fact(
                "quotation", m[m.lastindex or 0], m.start(m.lastindex or 0), m.end(m.lastindex or 0)
            )
            for m in _QUOTATION.finditer(text)
            if len(_WORD.findall(m[0])) >= _QUOTED_WORDS
        ),
    )


def _tells(figure: Figure) -> bool:
    """Whether the figure states a number: not "one of", nor "a second", nor "hundreds"."""
    return not figure.word or (figure.value >= 2 and figure.text.lower() not in _SAYS_LITTLE)


def _shortens(run: Run, text: str) -> bool:
    """Whether a name stands in brackets as the initials of the words before: «… (WSE)»."""
    if not run.text.isupper() or text[: run.start].rstrip()[-1:] != "(":
        return False
    before = _WORD.findall(text[: run.start])[-len(run.text) :]
    return "".join(word[0] for word in before).upper() == run.text


def _spans(
    found_figures: Sequence[Figure], found_places: Sequence[Place]
) -> tuple[tuple[int, int], ...]:
    """The parts of a text that are figures or countries, so no names."""
    return tuple(
        [(f.start, f.end) for f in found_figures]
        + [(p.start, p.end) for p in found_places if not p.weak]
    )


def missing(wanted: Facts, evidence: Sequence[tuple[str, Language]]) -> tuple[Fact, ...]:
    """The facts of `wanted` that none of the evidence texts holds, in the order of their kinds.

    A figure is held by one of equal value and, where both name a unit, of the same unit; per cent
    is never left unnamed. A country is held by any form of its name, its capital or its people's
    language. A quotation is looked for only in texts of its own language.
    """
    texts = [_evidence(text, language) for text, language in evidence]
    found = [
        Fact("figure", figure.text, figure.start, figure.end)
        for figure in wanted.figures
        if not any(_holds_figure(text, figure) for text in texts)
    ]
    found += [
        Fact("country", place.text, place.start, place.end)
        for place in wanted.places
        if not any(
            place.code in text.codes | text.weak_codes or _spells_out(text, place.text)
            for text in texts
        )
    ]
    found += [
        Fact("name", run.text, run.start, run.end)
        for run in wanted.names
        if not any(_holds_name(text, run, wanted.language) for text in texts)
    ]
    own = [text for text in texts if text.language == wanted.language]
    for quotation in wanted.quotations if own else ():
        quoted = _joined(quotation.text, wanted.language)
        if not any(quoted in _joined(text.text, text.language) for text in own):
            found.append(quotation)
    return tuple(found)


@lru_cache(maxsize=4096)
def _evidence(text: str, language: Language) -> _Evidence:
    words = _WORD.findall(text)
    parts = [part for word in words for part in {word, *re.split("[-‑]", word)} if part]
    found = places(text)
    values: dict[float, set[str]] = {}
    for figure in figures(text, language):
        values.setdefault(round(figure.value, _PLACES), set()).add(figure.unit)
        if figure.shared:
            scale, unit = figure.shared
            values.setdefault(round(figure.value * scale, _PLACES), set()).add(unit)
    for pattern, held in _IMPLIED:
        for value, unit in held if pattern.search(text) else ():
            values.setdefault(value, set()).add(unit)
    for numeral in _ROMAN.findall(text):
        values.setdefault(float(_ROMAN_VALUES[numeral]), set()).add("")
    return _Evidence(
        language=language,
        figures=values,
        codes=frozenset(place.code for place in found if not place.weak),
        weak_codes=frozenset(place.code for place in found if place.weak),
        stems=frozenset(stem for part in parts for stem in stems(part)),
        capitalised=tuple(
            dict.fromkeys(
                [p for p in parts if not p.islower() or re.search("[сц]к", p)]
                # «Лу Бань» and Luban
                + [a + b for a, b in pairwise(words) if a[0].isupper() and b[0].isupper()]
            )
        ),
        text=text,
        # «Европейский банк реконструкции и развития» is ЕБРР.
        initials="".join(word[0] for word in words if len(word) >= _FEWEST_INITIALS),
    )


@lru_cache(maxsize=4096)
def _joined(text: str, language: Language) -> str:
    return " " + " ".join(terms(text, language)) + " "


def _holds_figure(text: _Evidence, wanted: Figure) -> bool:
    if _GROUPED.fullmatch(wanted.text) and _stands(text.text, wanted.text):
        return True  # 12,345 in one language is 12.345 in another, but not in the same letters
    tried = [(wanted.value, wanted.unit)]
    if wanted.shared:
        scale, unit = wanted.shared
        tried.append((wanted.value * scale, unit))
    return any(
        _same_unit(unit, tried_unit)
        for value, tried_unit in tried
        for unit in text.figures.get(round(value, _PLACES), ())
    )


def _stands(text: str, digits: str) -> bool:
    return bool(re.search(rf"(?<![\d.,]){re.escape(digits)}(?![.,]?\d)", text))


def _same_unit(held: str, wanted: str) -> bool:
    if held == wanted:
        return True
    open_ended = {"", "day"}
    if "%" in (held, wanted) or "month" in (held, wanted):
        return False
    return held in open_ended or wanted in open_ended


def _holds_name(text: _Evidence, run: Run, language: Language) -> bool:
    """Whether the text has the name: a person's surname, every telling word of the others."""
    across = text.language != language
    if across and run.translated:
        # A name whose words are translated keeps those that never are: NVIDIA, OpenAI.
        coined = [word for word in run.words if _is_coined(word)]
        return all(_holds_word(text, word) for word in coined) and any(
            _holds_word(text, word) for word in run.words
        )
    loose = across and len(run.words) > 1
    held = [_holds_word(text, word, loose) for word in run.words]
    if loose and (all(held) or _holds_word(text, "".join(run.words))):
        return True
    held = [_holds_word(text, word) for word in run.words]
    if run.personal and len(held) > 1:
        return held[-1]
    return all(held)


def _holds_word(text: _Evidence, word: str, loose: bool = False) -> bool:
    if not text.stems.isdisjoint(stems(word)):
        return True
    if any(same_name(word, other, loose) for other in text.capitalised):
        return True
    codes = {place.code for place in places(word) if place.weak} & text.weak_codes
    if codes - _SEVERAL_CITIES or (
        codes and any(resembles(word, place.text) for place in places(text.text) if place.weak)
    ):
        return True
    if _spells_out(text, word):
        return True
    parts = [part for part in re.split("[-‑]", word) if len(part) > 1]
    return len(parts) > 1 and all(_holds_word(text, part, loose) for part in parts)


def _spells_out(text: _Evidence, short: str) -> bool:
    """Whether the text has the words that an abbreviation stands for, the first with a capital."""
    # «СЭС-інің»: a Kazakh ending is set off.
    if known := SPELLED_OUT.get(short.split("-")[0]):
        return bool(known.search(text.text))
    if short.isupper() and any(same_initials(short, other) for other in text.capitalised):
        return True
    if len(short) < _FEWEST_INITIALS or not short.isupper():
        return False
    return bool(re.search(f"{short[0]}(?i:{re.escape(short[1:])})", text.initials))


def _is_coined(word: str) -> bool:
    """Whether capitals or digits inside it show a word that no language translates."""
    return any(c.isupper() or c.isdigit() for c in word[1:])
