"""Facts that a passage holds, but of something else than a statement says them of.

A fact swapped for another of the same passage is found there, so it is not missing. But then the
words around it are those that the passage has around another fact of its kind, one that the
statement leaves out. What stands around a fact is compared by the model's states of the words, so
across languages too, and nearer words count more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.facts import Fact, FactKind, Facts, facts, missing
from assistant.figures import Figure
from assistant.name_words import Run
from assistant.opposites import denies, negated
from assistant.places import Place
from index.article import Language, Passage
from index.states import EncodedQuestion, PassageStates

if TYPE_CHECKING:
    from index.support_reader import SupportRead

Floats = NDArray[np.float32]
Span = tuple[int, int]
_Part = Figure | Place | Run

# Tokens within which a neighbour's say falls to a third: in the statement, in the passage.
_NEAR, _NEAR_HELD = 6.0, 10.0
# How much better another fact's surroundings must fit; set by hand on the public texts, both
# halves, and on the article's paraphrases: no held-out figure.
_MARGIN, _MARGIN_ACROSS = 0.04, 0.055
# Where the passage's own text does not have the fact at all (its title does), how well another's
# surroundings must fit; a country is often there only by the way.
_FITS, _FITS_COUNTRY = 0.55, 0.42
# From this cosine on a name is taken as stated, however it is spelled in the other language.
_STATED = 0.6
# From this cosine on a word is taken as the one that the other side denies.
_DENIED = 0.4
# Below this logit of the support reader a denied word is not said; set on half of XQuAD.
_UNSAID = -6.0
_WORD = re.compile(r"[^\W_]+(?:[-‑’'][^\W_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """A statement beside a passage: `spans` int[tokens, 2] are its tokens' places in its text."""

    stated: Facts
    encoded: EncodedQuestion
    passage: Passage
    states: PassageStates
    spans: NDArray[np.int64]


def displaced(compared: Compared, sentences: Sequence[int]) -> tuple[Fact, ...]:
    """The facts of the statement in whose place these sentences of the passage have others."""
    if not len(compared.encoded.tokens) or not len(compared.states.tokens):
        return ()
    cosines = np.maximum(compared.encoded.tokens @ compared.states.tokens.T, 0.0)
    start = compared.passage.start
    carrying = [
        (sentence.start - start, sentence.end - start)
        for sentence in (compared.passage.sentences[i] for i in sentences)
    ]
    held = facts(compared.passage.text, compared.passage.language)
    return tuple(
        Fact(kind, one.text, one.start, one.end)
        for kind, stated, theirs in _kinds(compared.stated, held)
        for one in _displaced(compared, kind, stated, theirs, carrying, cosines)
    )


def denied(
    compared: Compared, sentences: Sequence[int], read: "SupportRead | None"
) -> tuple[str, ...]:
    """The words of a statement that it denies, or these sentences do, and the other side does not.

    That is where the other side denies nothing, or where the support reader, which `read` the
    statement, says so.
    """
    stated, passage = compared.encoded.text, compared.passage
    unsaid = tuple(_unsaid(compared, read)) if read else ()
    said = " ".join(passage.sentences[i].text for i in sentences)
    ours, theirs = denies(stated, compared.stated.language), denies(said, passage.language)
    if ours == theirs or not len(compared.states.tokens):
        return unsaid
    words = np.array(compared.encoded.words)[compared.encoded.word_of]
    there = np.isin(compared.states.sentence_of, sentences)
    cosines = np.where(there, compared.encoded.tokens @ compared.states.tokens.T, 0.0)
    found = []
    for span in negated(stated, compared.stated.language) if ours else ():
        inside = _overlapping(words, span)
        if inside.any() and cosines[inside].max(axis=1).mean() > _DENIED:
            found.append(stated[slice(*span)])
    for span in negated(passage.text, passage.language) if theirs else ():
        inside = _overlapping(compared.spans, span) & there
        if inside.any() and cosines[:, inside].max(axis=0).mean() > _DENIED:
            word = compared.encoded.words[
                compared.encoded.word_of[cosines[:, inside].max(axis=1).argmax()]
            ]
            found.append(stated[slice(*word)])
    return tuple(dict.fromkeys([*found, *unsaid]))


def _unsaid(compared: Compared, read: "SupportRead") -> Iterator[str]:
    """The words that a statement denies, where the passage does not say them so."""
    encoded = compared.encoded
    for start, end in negated(encoded.text, compared.stated.language):
        own = [i for i, (a, b) in enumerate(encoded.words) if a < end and start < b]
        for i in (own[0] - 1, *own) if own else ():
            inside = encoded.word_of == i
            if inside.any() and read.said[inside].mean() < _UNSAID:
                yield encoded.text[start:end]


def _kinds(
    stated: Facts, held: Facts
) -> Iterator[tuple[FactKind, Sequence[_Part], Sequence[_Part]]]:
    yield "figure", stated.figures, held.figures
    yield "country", stated.places, held.places
    yield "name", stated.names, held.names


def _displaced(
    compared: Compared,
    kind: FactKind,
    stated: Sequence[_Part],
    held: Sequence[_Part],
    carrying: Sequence[Span],
    cosines: Floats,
) -> Iterator[_Part]:
    left_out = [
        other
        for other in held
        if _within((other.start, other.end), carrying)
        and not any(_same(compared, one, other) for one in stated)
        and not _is_named(compared, other)
    ]
    yield from _exchanged(compared, stated, held, carrying, cosines)
    across = compared.stated.language != compared.passage.language
    words = np.array(compared.encoded.words)[compared.encoded.word_of]
    for one in stated if left_out else ():
        inside = _overlapping(words, (one.start, one.end))
        weights = np.where(inside, 0.0, _fading(inside, _NEAR))
        if not inside.any() or not weights.sum():
            continue
        free = [(other.start, other.end) for other in left_out if _like(one, other)]
        if across and kind == "name":
            free = [span for span in free if not _is_stated(span, cosines[~inside], compared)]
        others = max((_fit(span, weights, cosines, compared.spans) for span in free), default=0.0)
        own = [(other.start, other.end) for other in held if _same(compared, one, other)]
        own = own or (_spelled_otherwise(compared, one) if isinstance(one, Run) else [])
        if not own and across:
            own = [(a, b) for a, b in compared.spans[cosines[inside].argmax(axis=1)]]
        if not own:
            if others > (_FITS_COUNTRY if kind == "country" else _FITS):
                yield one
            continue
        fit = max(_fit(span, weights, cosines, compared.spans) for span in own)
        # No fit at all: the passage is longer than what the model reads, and that place is beyond.
        if fit and others - fit > (_MARGIN_ACROSS if across else _MARGIN):
            yield one


def _exchanged(
    compared: Compared,
    stated: Sequence[_Part],
    held: Sequence[_Part],
    carrying: Sequence[Span],
    cosines: Floats,
) -> Iterator[_Part]:
    """Facts that the passage has as well, but each in the other's place."""
    words = np.array(compared.encoded.words)[compared.encoded.word_of]
    around: list[tuple[_Part, Floats, list[Span]]] = []
    for one in stated:
        inside = _overlapping(words, (one.start, one.end))
        weights = np.where(inside, 0.0, _fading(inside, _NEAR))
        own = [
            (other.start, other.end)
            for other in held
            if _same(compared, one, other) and _within((other.start, other.end), carrying)
        ]
        if inside.any() and weights.sum() and own:
            around.append((one, weights, own))

    def fit(weights: Floats, spans: Sequence[Span]) -> float:
        return max(_fit(span, weights, cosines, compared.spans) for span in spans)

    for (one, weights, own), (other, weights_there, there) in combinations(around, 2):
        if not _like(one, other) or _same(compared, one, other) or set(own) & set(there):
            continue
        straight = fit(weights, own) + fit(weights_there, there)
        crossed = fit(weights, there) + fit(weights_there, own)
        if crossed - straight > _MARGIN:
            yield one


def _fit(span: Span, weights: Floats, cosines: Floats, spans: NDArray[np.int64]) -> float:
    """How well what stands around a place in the passage fits what stands around the fact."""
    there = _overlapping(spans, span)
    near = np.where(there, 0.0, _fading(there, _NEAR_HELD))
    return float((cosines * near).max(axis=1) @ weights / weights.sum())


def _fading(inside: NDArray[np.bool_], width: float) -> Floats:
    """1 inside, less and less away from it: float32[tokens]."""
    places, index = np.flatnonzero(inside), np.arange(len(inside))
    if not len(places):
        return np.zeros(len(inside), dtype=np.float32)
    away = np.maximum(np.maximum(places[0] - index, index - places[-1]), 0)
    faded: Floats = np.exp(-away / width).astype(np.float32)
    return faded


def _overlapping(spans: NDArray[np.int64], span: Span) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (spans[:, 0] < span[1]) & (spans[:, 1] > span[0])
    return found


def _within(span: Span, ranges: Sequence[Span]) -> bool:
    return any(start <= span[0] < end for start, end in ranges)


def _like(one: _Part, other: _Part) -> bool:
    """Whether one could stand for the other: a sum for a sum, a count for a count."""
    if isinstance(one, Figure) and isinstance(other, Figure):
        return one.unit == other.unit
    return True


def _same(compared: Compared, one: _Part, other: _Part) -> bool:
    if isinstance(one, Figure) and isinstance(other, Figure):
        return one.value == other.value
    if isinstance(one, Place) and isinstance(other, Place):
        return one.code == other.code
    return isinstance(one, Run) and _is_in(
        one, compared.stated.language, other.text, compared.passage.language
    )


@lru_cache(maxsize=4096)
def _is_in(name: Run, language: Language, text: str, text_language: Language) -> bool:
    return not missing(Facts(language, names=(name,)), [(text, text_language)])


def _is_stated(span: Span, cosines: Floats, compared: Compared) -> bool:
    there = _overlapping(compared.spans, span)
    return bool(there.any() and cosines[:, there].max(axis=0, initial=0.0).mean() > _STATED)


def _is_named(compared: Compared, other: _Part) -> bool:
    """Whether the statement has the passage's name as what it takes for an ordinary word: Трамп."""
    return isinstance(other, Run) and _is_in(
        other, compared.passage.language, compared.encoded.text, compared.stated.language
    )


def _spelled_otherwise(compared: Compared, one: Run) -> list[Span]:
    """Where single words of a name stand in the passage, which has it as no name."""
    words = [replace(one, words=(word,), personal=False, translated=False) for word in one.words]
    ours, theirs = compared.stated.language, compared.passage.language
    return [
        match.span()
        for match in _WORD.finditer(compared.passage.text)
        if not match[0].islower() and any(_is_in(word, ours, match[0], theirs) for word in words)
    ]
