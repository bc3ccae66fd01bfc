"""Different values for the same thing in articles of different dates: the newest and the older.

Two figures are values of one thing where the question fits both clauses, the clauses are alike
once the countries are taken out, and unit, countries, names and years asked for agree. In doubt
they are not: nothing is then said about the other article. The limits were read off three newer
articles and their questions (tests/assistant/newer), as no public set of such pairs is known.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.facts import facts, missing
from assistant.figures import Figure, figures
from assistant.names import parses
from assistant.question import Question
from assistant.ranking import Quote
from assistant.recency import newer
from assistant.values import (
    CURRENCIES,
    answers,
    clause,
    countries,
    unit_of,
    without_countries,
)
from index.article import Article, Language, Passage, Sentence
from index.search import SearchHit
from index.states import EncodedQuestion, unpack

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder

_MOST_CLAUSES = 12  # about 10 ms each
_MOST_OLDER = 2
# By how much a clause may fit the question less than the best, and how alike the two must be:
# across languages both are lower.
_WORSE = {True: 0.34, False: 0.28}
_ALIKE = {True: 0.84, False: 0.79}
# How much less one word of the question may find in the other passage: more, and that passage does
# not speak of it («вольфрам»).
_LOST_WORD = 0.45
_GROWN = 20  # times: further apart are no two values of one thing
_MUCH_WORSE = 0.5  # in the sentence alone: not looked at

_NO_COUNT = {*CURRENCIES, "%"}
_COUNTED = re.compile(
    r"\b(?:скольк\w+\s+(?:\w+(?:ых|их)\s+)?|how many\s+|(?:қанша|неше)\s+"
    r"(?!\w+(?:[дт][іы]|[ае]ды|[ае]ді)\b))(?P<noun>\w+)",
    re.IGNORECASE,
)
_BEFORE = 600  # characters: a paragraph
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A sentence of a passage found, and the figure in it that answers the question."""

    hit: SearchHit
    index: int
    figure: Figure
    clause: str


@dataclass(frozen=True, slots=True, eq=False)
class _Rated:
    version: Version
    fit: float
    vector: NDArray[np.float32]
    words: NDArray[np.float32]
    """How well the clause says each token of the question."""


def find_versions(
    question: Question,
    lead: Quote,
    hits: Sequence[SearchHit],
    articles: Mapping[str, Article],
    encoder: "SentenceEncoder",
    is_answer: Callable[[SearchHit], bool],
) -> list[Quote]:
    """The newest value of what is asked for, then the older ones; empty where there is but one.

    `lead` is the sentence that answers best; `is_answer` tells whether another passage does too.
    """
    if question.expects not in ("number", "money", "percent") or question.kind != "count":
        return []
    if len({article.published for article in articles.values() if article.published}) < 2:
        return []
    least = max(_fit_of_sentence(lead.hit, i) for i in range(lead.first, lead.last + 1))
    least -= _MUCH_WORSE
    candidates = [
        version
        for hit in hits
        for index in range(len(hit.passage.sentences))
        if _fit_of_sentence(hit, index) > least
        and _speaks_of(question, hit.passage, index, articles[hit.passage.article_id])
        for version in _values(question, hit, index)
    ]
    candidates.sort(key=lambda version: -_fit_of_sentence(version.hit, version.index))
    rated = _rate(question, candidates[:_MOST_CLAUSES], encoder)
    own = [r for r in rated if _is_in(r.version, lead)]
    if not own and any(_is_in(v, lead) for v in candidates):
        return []
    first = max(own or rated, key=lambda r: r.fit, default=None)
    if first is None:
        return []
    others = [
        rated
        for rated in _same_thing(question, first, rated, articles)
        if is_answer(rated.version.hit)
    ]
    versions = _newest_first([first, *others], articles)
    return [replace(lead, hit=v.hit, first=v.index, last=v.index) for v in versions]


def _is_in(version: Version, quote: Quote) -> bool:
    return version.hit is quote.hit and quote.first <= version.index <= quote.last


def _same_thing(
    question: Question,
    first: _Rated,
    rated: Sequence[_Rated],
    articles: Mapping[str, Article],
) -> list[_Rated]:
    """The best value of the same thing in each other article."""
    if not _names_all(question, first, articles):
        return []
    best: dict[str, _Rated] = {}
    for other in rated:
        passage = other.version.hit.passage
        same_language = passage.language == first.version.hit.passage.language
        alike = float(first.vector @ other.vector)
        if (
            passage.article_id != first.version.hit.passage.article_id
            and _comparable(first.version.figure, other.version.figure)
            and other.fit >= first.fit - _WORSE[same_language]
            and alike >= _ALIKE[same_language]
            and _lost_word(first.version, other.version) <= _LOST_WORD
            and _names_all(question, other, articles)
        ):
            before = best.get(passage.article_id)
            if before is None or _pair(first, other) > _pair(first, before):
                best[passage.article_id] = other
    return list(best.values())


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures are in one unit and of like size."""
    least, most = sorted((abs(one.value), abs(other.value)))
    return one.unit == other.unit and most <= _GROWN * least


def _lost_word(first: Version, other: Version) -> float:
    """How much less the other passage holds of the question's word that it holds least."""
    return float((first.hit.words[:, first.index] - other.hit.words.max(axis=1)).max())


def _pair(first: _Rated, other: _Rated) -> float:
    return other.fit + float(first.vector @ other.vector)


def _names_all(question: Question, rated: _Rated, articles: Mapping[str, Article]) -> bool:
    """Whether all names of the question stand around a value."""
    passage = rated.version.hit.passage
    around = _around(passage, articles[passage.article_id])
    lacking = missing(facts(question.text, question.language), [(around, passage.language)])
    return not any(fact.kind == "name" for fact in lacking)


def _newest_first(found: Sequence[_Rated], articles: Mapping[str, Article]) -> list[Version]:
    """Versions whose dates tell them apart and whose values differ, newest first."""

    def date(rated: _Rated) -> str | None:
        return articles[rated.version.hit.passage.article_id].published

    dated = sorted(filter(date, found), key=lambda rated: date(rated) or "", reverse=True)
    versions: list[_Rated] = dated[:1]
    for rated in dated[1:]:
        values = {version.version.figure.value for version in versions}
        if newer(date(versions[-1]), date(rated)) and rated.version.figure.value not in values:
            versions.append(rated)
    if len(versions) < 2 or found[0] not in versions:
        return []
    return [rated.version for rated in versions[: 1 + _MOST_OLDER]]


def _fit_of_sentence(hit: SearchHit, index: int) -> float:
    return float(hit.sentence_maxsim[index] + hit.sentence_cosines[index])


def _speaks_of(question: Question, passage: Passage, index: int, article: Article) -> bool:
    """Whether a sentence speaks of the countries and years that the question names.

    Where it names no country, what stands before it and the article's title say which.
    """
    text = passage.sentences[index].text
    asked, own = countries(question.text), countries(text)
    around = countries(_around(passage, article))
    if not (asked <= own or (not own and asked <= around)):
        return False
    years = set(_YEAR.findall(text)) or set(_YEAR.findall(article.published or ""))
    return not question.years or bool(years & set(question.years))


def _around(passage: Passage, article: Article) -> str:
    """A passage with its headings and what stands right before it."""
    before = article.text[max(0, passage.start - _BEFORE) : passage.end]
    return f"{article.title}\n{passage.heading or ''}\n{before}"


def _values(question: Question, hit: SearchHit, index: int) -> list[Version]:
    """The figures of a sentence that may answer, each with its clause."""
    text, language = hit.passage.sentences[index].text, hit.passage.language
    every = [replace(f, unit=unit_of(f, text, language)) for f in figures(text, language)]
    sums = not _counts(question)
    found = [
        Version(hit, index, figure, clause(text, figure))
        for figure in every
        if question.expects
        and answers(figure, text, question.expects)
        and (sums or figure.unit not in _NO_COUNT)
    ]
    digits = {version.clause for version in found if not version.figure.word}
    return [v for v in found if not v.figure.word or v.clause not in digits]


def _counts(question: Question) -> bool:
    """Whether a number of things is asked for: «Сколько людей …?», no sum and no share."""
    match = _COUNTED.search(question.text)
    if question.expects != "number" or match is None:
        return False
    if question.language != "ru":
        return True
    return any(p.tag.POS == "NOUN" and p.tag.case == "gent" for p in parses(match["noun"]))


def _rate(
    question: Question, versions: Sequence[Version], encoder: "SentenceEncoder"
) -> list[_Rated]:
    """How well each value fits the question: half by its clause, half by its sentence."""
    if len({version.hit.passage.article_id for version in versions}) < 2:
        return []
    # Countries are compared by code: left in, they drown what is said about them.
    asked = encoder.encode_question(without_countries(question.text))
    clauses = [_passage(without_countries(v.clause), v.hit.passage.language) for v in versions]
    # News repeats itself: each wording is encoded once.
    wordings = list({wording.text: wording for wording in clauses}.values())
    encoded_as = {
        wording.text: encoded
        for wording, encoded in zip(wordings, encoder.encode_passages(wordings), strict=True)
    }
    rated = []
    for version, wording in zip(versions, clauses, strict=True):
        encoded = encoded_as[wording.text]
        vector = encoded.vector
        words = _words(asked, unpack(encoded.tokens).tokens)
        fit = float(words.mean()) + float(asked.vector @ vector)
        total = (fit + _fit_of_sentence(version.hit, version.index)) / 2
        rated.append(_Rated(version, total, vector, words))
    return rated


def _words(asked: EncodedQuestion, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each token of the question, its MaxSim to these tokens."""
    cosines = asked.tokens @ tokens.T
    highest: NDArray[np.float32] = cosines.max(axis=1) if cosines.size else np.zeros(1, np.float32)
    return highest


def _passage(text: str, language: Language) -> Passage:
    sentence = Sentence(0, len(text), text)
    return Passage("", 0, len(text), text, language, None, (sentence,))
