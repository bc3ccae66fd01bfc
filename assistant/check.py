"""The check of a model's sentences against the passages that they cite.

A sentence stands only when it cites a passage that was given, when every figure, country, name and
quotation in it stands there, and when the passage is about what the sentence says: a logistic
regression over how its words and its vector compare with the passage, fitted on public parallel
texts by `tests/benchmarks/fit_check.py`.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.displaced import Compared, denied, displaced
from assistant.facts import Fact, Facts, facts, missing
from assistant.injection import speaks_to_model, without_instructions
from assistant.likeness import compare, probability, word_scores
from assistant.markers import without_markers
from assistant.name_likeness import names_alike
from assistant.opposites import turned_round
from assistant.places import places
from assistant.prompt import Source
from assistant.statement import NoStatement, no_statement
from index.article import Language, Passage, Sentence
from index.states import EncodedQuestion, PassageStates

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder
    from index.support_reader import SupportRead

_CARRIES = 0.5
# A figure from another sentence than the rest is a coincidence unless that sentence has a say.
_SHARE = 0.2
_WORDS = 3
_CLAUSE = re.compile(
    r"[,;:](?=\s)|\s[–—-]\s|\s(?:и|а|но|тогда|and|but|while|whereas|versus|ал)\s", re.IGNORECASE
)
_WORD_OR_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*|[^\W\d]+|[%$€£₸₽¥]")

Reason = Literal["no source", "unknown source", "facts", "meaning"] | NoStatement


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A passage that the model was given, with its token states and its article's background.

    `kept` bool[tokens] says which of the passage's tokens have states; None: all.
    """

    source: Source
    states: PassageStates
    background: str = ""
    kept: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """The sentence of a given passage that carries a statement, by its index in the passage."""

    source: Source
    index: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of the model without its markers, and what carries it or why nothing does."""

    text: str
    support: tuple[Support, ...] = ()
    reason: Reason | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Comparison:
    """How a statement compares with one passage; `words` float32[words, sentences]."""

    given: Given
    words: NDArray[np.float32]
    sentences: NDArray[np.float32]
    probability: float
    missing: tuple[Fact, ...]
    read: "SupportRead | None"


class Checker:
    """Checks sentences written in `language` from the passages that the model was given.

    `question` is what they should answer; empty: nobody asked.
    """

    def __init__(
        self,
        encoder: "SentenceEncoder",
        given: Sequence[Given],
        language: Language,
        question: str = "",
    ) -> None:
        self._question = question
        self._known = {word for one in given for word in _words(one.source.passage.text)}
        self._encoder = encoder
        self._given = {one.source.number: _purged(one) for one in given}
        self._language: Language = language
        self._spans: dict[int, NDArray[np.int64]] = {}

    def check(self, sentence: str) -> Checked:
        """The sentence with what carries it, or with the reason why it does not stand."""
        text, numbers = without_markers(sentence)
        unknown = [number for number in numbers if number not in self._given]
        if unknown:
            return Checked(text, reason="unknown source", missing=tuple(map(str, unknown)))
        cited = [self._given[number] for number in numbers or self._given]
        if not cited:
            return Checked(text, reason="no source")
        if support := _word_for_word(text, cited):
            return Checked(text, (support,))
        if nothing := no_statement(text, self._question, self._language, self._known):
            return Checked(text, reason=nothing)
        stated = facts(text, self._language)
        absent = [missing(stated, _held_by(one)) for one in cited]
        if certain := self._certainly_absent(cited, absent, marked=bool(numbers)):
            return Checked(text, reason="facts", missing=tuple(fact.text for fact in certain))
        encoded = self._encoder.encode_question(text)
        compared = [
            self._compare(one, text, encoded, facts_)
            for one, facts_ in zip(cited, absent, strict=True)
        ]
        compared.sort(key=lambda one: (len(one.missing), -one.probability))
        if not numbers:
            compared = compared[:1]
        return self._judged(text, compared, stated, encoded, marked=bool(numbers))

    def _certainly_absent(
        self, cited: Sequence[Given], absent: Sequence[Sequence[Fact]], marked: bool
    ) -> list[Fact]:
        """What none of the passages can hold, whatever the model makes of their words.

        It spares the sentence its encoding, which is nearly all of the time that a check takes.
        """
        certain = [
            [fact for fact in facts_ if fact.kind != "name" or self._speaks(one)]
            for one, facts_ in zip(cited, absent, strict=True)
        ]
        if marked:
            return [fact for fact in certain[0] if all(fact in other for other in certain[1:])]
        return min(certain, key=len)

    def _speaks(self, given: Given) -> bool:
        return given.source.passage.language == self._language

    def _compare(
        self, given: Given, text: str, encoded: EncodedQuestion, absent: Sequence[Fact]
    ) -> _Comparison:
        passage = given.source.passage
        words = word_scores(encoded, given.states)
        same = self._speaks(given)
        read = None if same else self._encoder.read_support(encoded, given.states)
        texts = [_said(sentence) for sentence in passage.sentences]
        features, sentences = compare(
            text, self._language, encoded, given.states, passage.language, texts, read
        )
        if absent and not same:
            spans = self._spans_of(given)
            alike = names_alike(absent, encoded, given.states, spans, passage, read)
            absent = [fact for fact in absent if fact not in alike]
        return _Comparison(
            given, words, sentences, probability(features, same), tuple(absent), read
        )

    def _spans_of(self, given: Given) -> NDArray[np.int64]:
        """Where the tokens that the passage has states of stand in its text: int[tokens, 2]."""
        number = given.source.number
        if number not in self._spans:
            spans = self._encoder.token_spans(given.source.passage)
            self._spans[number] = spans if given.kept is None else spans[given.kept]
        return self._spans[number]

    def _judged(
        self,
        text: str,
        compared: Sequence[_Comparison],
        stated: Facts,
        encoded: EncodedQuestion,
        marked: bool,
    ) -> Checked:
        absent = _in_none(compared)
        carrying = [one for one in compared if one.probability >= _CARRIES]
        if not carrying and not marked:
            return Checked(text, reason="no source", missing=absent)
        if absent:
            return Checked(text, reason="facts", missing=absent)
        if torn := _torn(text, stated, compared):
            return Checked(text, reason="facts", missing=torn)
        if not carrying:
            turned = _turned_round(
                compared[0], text, stated, _sentences(compared[0], stated, encoded)[0]
            )
            return Checked(text, reason="facts" if turned else "meaning", missing=turned)
        support: list[Support] = []
        kept: list[_Comparison] = []
        wrong: list[tuple[str, ...]] = []
        for one in carrying:
            indices, stray = _sentences(one, stated, encoded)
            stray += self._elsewhere(one, text, stated, encoded, indices)
            if stray:
                wrong.append(stray)
            else:
                kept.append(one)
                support += [Support(one.given.source, index) for index in indices]
        if not support:
            return Checked(text, reason="facts", missing=tuple(dict.fromkeys(wrong[0])))
        # What only a source has that is not about the sentence, or says it of another, stands not.
        if left := _in_none(kept):
            return Checked(text, reason="facts", missing=left)
        return Checked(text, tuple(support))

    def _elsewhere(
        self,
        one: _Comparison,
        text: str,
        stated: Facts,
        encoded: EncodedQuestion,
        indices: Sequence[int],
    ) -> tuple[str, ...]:
        """What the passage says of something else, or the other way round."""
        source = one.given.source
        held = _without(stated, one.missing)
        compared = Compared(
            held, encoded, source.passage, one.given.states, self._spans_of(one.given)
        )
        found = tuple(fact.text for fact in displaced(compared, indices))
        if not self._speaks(one.given):
            found += denied(compared, indices, one.read)
        return found + _turned_round(one, text, stated, indices)


def _turned_round(
    one: _Comparison, text: str, stated: Facts, indices: Sequence[int]
) -> tuple[str, ...]:
    """The words of a statement that these sentences of the passage turn round."""
    passage = one.given.source.passage
    carrying = [passage.sentences[i].text for i in indices]
    return turned_round(text, stated.language, _evidence(one.given), carrying, passage.language)


def _in_none(compared: Sequence[_Comparison]) -> tuple[str, ...]:
    """The facts that none of the passages has, in the first one's order."""
    first, *others = compared
    return tuple(
        fact.text for fact in first.missing if all(fact in other.missing for other in others)
    )


def _said(sentence: Sentence) -> str:
    """A sentence with whoever says it; nothing where it speaks to a model."""
    if speaks_to_model(sentence.text):
        return ""
    speaker = sentence.speaker
    return " ".join([sentence.text, *([speaker.name, speaker.role or ""] if speaker else [])])


def _purged(given: Given) -> Given:
    """The passage without the states of sentences that speak to a model: they carry nothing."""
    sentences = given.source.passage.sentences
    commands = [i for i, sentence in enumerate(sentences) if speaks_to_model(sentence.text)]
    if not commands:
        return given
    states = given.states
    kept = ~np.isin(states.sentence_of, commands)
    vectors = states.sentences.copy()
    vectors[commands] = 0.0
    states = PassageStates(states.tokens[kept], states.sentence_of[kept], vectors)
    return replace(given, states=states, kept=kept)


def _word_for_word(text: str, cited: Sequence[Given]) -> Support | None:
    """The whole sentence of a passage that the statement repeats, punctuation aside."""
    words = _words(text)
    for one in cited:
        for i, sentence in enumerate(one.source.passage.sentences):
            if _words(sentence.text) == words and not speaks_to_model(sentence.text):
                return Support(one.source, i)
    return None


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD_OR_NUMBER.findall(text.casefold()))


def _without(stated: Facts, absent: Sequence[Fact]) -> Facts:
    """The facts without those that are absent: another cited passage has them."""
    spans = {(fact.start, fact.end) for fact in absent}
    return replace(
        stated,
        figures=tuple(f for f in stated.figures if (f.start, f.end) not in spans),
        places=tuple(p for p in stated.places if (p.start, p.end) not in spans),
        names=tuple(n for n in stated.names if (n.start, n.end) not in spans),
    )


def _torn(text: str, stated: Facts, compared: Sequence[_Comparison]) -> tuple[str, ...]:
    """The figures that no passage has together with the countries of their clause.

    A clause that names none is about those that the statement named last.
    """
    if len(compared) == 1:
        return ()
    breaks = [match.start() for match in _CLAUSE.finditer(text)]
    lacking = [{(fact.start, fact.end) for fact in one.missing} for one in compared]
    found = []
    for figure in stated.figures:
        clause = bisect(breaks, figure.start)
        named = [(bisect(breaks, place.start), place) for place in stated.places]
        about = max((there for there, _ in named if there <= clause), default=None)
        parts = {(place.start, place.end) for there, place in named if there == about}
        parts.add((figure.start, figure.end))
        if all(parts & absent for absent in lacking):
            found.append(figure.text)
    return tuple(found)


def _sentences(
    one: _Comparison, stated: Facts, encoded: EncodedQuestion
) -> tuple[list[int], tuple[str, ...]]:
    """The sentences of a passage that carry a statement, and its figures that stand elsewhere."""
    passage = one.given.source.passage
    best = int(one.sentences.argmax())
    chosen = [best]
    figures = Facts(stated.language, figures=stated.figures)
    rest = missing(figures, [(passage.sentences[best].text, passage.language)])
    stray: list[str] = []
    for fact in rest:
        held = [
            i
            for i, sentence in enumerate(passage.sentences)
            if fact not in missing(figures, [(sentence.text, passage.language)])
        ]
        if not held:  # in the heading or the title
            continue
        i = max(held, key=lambda i: float(one.sentences[i]))
        ahead = int((one.words[:, i] > one.words[:, best]).sum())
        if ahead >= max(min(_SHARE * len(encoded.words), _WORDS), 1.5):
            chosen.append(i)
        else:
            stray.append(fact.text)
    return sorted(set(chosen)), tuple(stray)


def background(passages: Sequence[Passage], own: Passage | None = None) -> str:
    """The countries that go without saying in a passage, `own`, of an article.

    Half of the article's passages name them; or the passage names no other, and the last one
    before it that does names these: «по итогам визита» is about the country of the visit.
    """
    named = [{place.code: place.text for place in places(p.text)} for p in passages]
    counts = Counter(code for codes in named for code in codes)
    home = {code for code, count in counts.items() if 2 * count >= len(passages)}
    said = {code: text for codes in reversed(named) for code, text in codes.items() if code in home}
    place = next((i for i, passage in enumerate(passages) if passage == own), 0)
    for codes in reversed(named[: place + 1] if own else []):
        if foreign := {code: text for code, text in codes.items() if code not in home}:
            said |= foreign
            break
    return ", ".join(said.values())


def _held_by(given: Given) -> list[tuple[str, Language]]:
    return [(_evidence(given), given.source.passage.language)]


def _evidence(given: Given) -> str:
    """The passage, and what it is known by: heading, title, speakers, the article's countries."""
    source, passage = given.source, given.source.passage
    speakers = {s.speaker for s in passage.sentences if s.speaker}
    known = [passage.heading, source.article.title, given.background]
    known += [part for speaker in speakers for part in (speaker.name, speaker.role)]
    return "\n".join([without_instructions(passage), *filter(None, known)])
