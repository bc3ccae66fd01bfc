"""The words of a quote that answer the question, where that can be told."""

import re

from assistant.facts import facts
from assistant.figures import Figure, figures
from assistant.places import places
from assistant.question import Question
from index.article import Language
from index.keywords import terms

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+")


def answering_spans(question: Question, quote: str, language: Language) -> tuple[Span, ...]:
    """The figure, date or name in the quote that the question asks for, as spans of the quote.

    Empty where the quote holds several and nothing tells which is meant.
    """
    match question.expects:
        case "number" | "money" | "percent" | "date":
            return _figure(question, quote, language)
        case "person":
            return _new(
                question,
                [(n.start, n.end) for n in facts(quote, language).names if n.personal],
                quote,
            )
        case "place":
            return _new(question, [(p.start, p.end) for p in places(quote)], quote)
        case _:
            return ()


def _figure(question: Question, quote: str, language: Language) -> tuple[Span, ...]:
    found = [figure for figure in figures(quote, language) if _fits(question, figure)]
    asked = {round(figure.value, 6) for figure in figures(question.text, question.language)}
    found = [figure for figure in found if round(figure.value, 6) not in asked]
    if len(found) > 1 and question.expects == "money":
        found = [f for f in found if f.unit] or found
    if len(found) == 1:
        return ((found[0].start, found[0].end),)
    said = _asked_words(question, quote, language)
    if not found or not said:
        return ()
    nearest = sorted(found, key=lambda figure: _distance(figure, said))
    if _distance(nearest[0], said) == _distance(nearest[1], said):
        return ()
    return ((nearest[0].start, nearest[0].end),)


def _fits(question: Question, figure: Figure) -> bool:
    year = not figure.word and figure.unit == "" and re.fullmatch(r"(?:1\d|20)\d\d", figure.text)
    dated = figure.unit in ("month", "day") or bool(year)
    match question.expects:
        case "date":
            return dated
        case "percent":
            return figure.unit == "%"
        case "money":
            return not dated and figure.unit != "%"
        case _:
            return not dated and not (figure.word and figure.value < 2)


def _asked_words(question: Question, quote: str, language: Language) -> list[Span]:
    """Where the quote has the question's keywords; names only where it has no others."""
    if language != question.language:
        return []
    names = {term for name in question.names for term in terms(name.text, language)}
    asked = set(terms(question.text, language))
    for wanted in (asked - names, names):
        said = [m.span() for m in _WORD.finditer(quote) if wanted & set(terms(m.group(), language))]
        if said:
            return said
    return []


def _distance(figure: Figure, said: list[Span]) -> float:
    """Characters to the nearest keyword; what stands after a figure is nearer to it."""
    return (
        min(
            start - figure.end if start >= figure.end else 1.5 * (figure.start - end)
            for start, end in said
            if start >= figure.end or end <= figure.start
        )
        if any(s >= figure.end or e <= figure.start for s, e in said)
        else 0.0
    )


def _new(question: Question, spans: list[Span], quote: str) -> tuple[Span, ...]:
    """The names that the question does not already have; none where there are many."""
    known = question.text.casefold()
    new = [
        (a, b)
        for a, b in spans
        if not any(
            word[:5].casefold() in known for word in _WORD.findall(quote[a:b]) if len(word) > 2
        )
    ]
    return tuple(new) if len(new) <= 4 else ()
