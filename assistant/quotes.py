"""Choosing the sentences that answer a question, word for word, across the passages found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.question import Expects, Kind, Question
from index.article import Language, Sentence
from index.keywords import terms
from index.search import SearchHit

_COSINE = 1.5
_COVERAGE = 0.5
_DISTINCT = 0.5
_EXPECTED = 0.12
_PASSAGE = 1.0

_MOST: dict[Kind, int] = {"count": 1, "when": 1, "where": 1, "who": 2, "which": 3, "compare": 4}
_MOST_OTHER = 3
_CLOSE = 0.08
_PASSAGES = 5

_EXPECTED_IN: dict[Expects, str] = {
    "number": r"\d|\b(?:дв[ае]|три|четыре|пять|шесть|семь|восемь|девять|десять|екі|үш|төрт|бес"
    r"|two|three|four|five|six|seven|eight|nine|ten|once|twice|double\w*|triple\w*)\b"
    r"|удвои|утрои|вдвое|втрое",
    "money": r"\d",
    "percent": r"%|процент|пайыз|per ?cent|дол[яиюе]|четверт|половин|треть",
    "date": r"\b[12]\d{3}\b|\b\d{1,2}[ .](?:\w+|\d\d)|январ|феврал|март|апрел|\bма[йяе]\b|июн|июл"
    r"|август|сентябр|октябр|ноябр|декабр|January|February|March|April|\bMay\b|June|July|August"
    r"|September|October|November|December|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз"
    r"|қыркүйек|қазан|қараша|желтоқсан",
    "person": r"(?<=[^.!?…] )[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]+",
    "place": r"(?<=[^.!?…] )[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]+",
}
# A sentence that opens so says of whom or what only together with the one before it.
_LEANS: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(
        r"[-–—\s«]*(?:(?:он|она|оно|они|его|её|ее|их|ему|им)\b(?!\s+же)"
        r"|(?:эт(?:о|от|а|и|ому|им|ого|их|ой)|так(?:ой|ая|ое|ие)|данн(?:ый|ая|ое|ые)|сам\s+он)\b"
        r"|(?:среди|из|в|на|при|об?|с|для|после)\s+(?:них|нем|нём|ней|эт\w+)\b"
        r"|тем самым\b|\w+\s+эт(?:от|а|о|и)\b)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"[-–—\s“\"]*(?:he|she|it|they|this|these|that|those|his|her|its|their|such|"
        r"among (?:them|these))\b",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"[-–—\s«]*(?:ол|олар|бұл|осы|сол|оның|олардың|мұндай|мұнда|онда)\b", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """A sentence of a passage that was found, and how well it fits the question."""

    hit: SearchHit
    index: int
    score: float

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.hit.passage.sentences[self.index]


def rank_sentences(question: Question, hits: Sequence[SearchHit]) -> list[Quote]:
    """All sentences of the passages found, best first."""
    quotes = [
        Quote(hit, index, score)
        for hit in hits[:_PASSAGES]
        for index, score in enumerate(_scores(question, hit))
    ]
    return sorted(quotes, key=lambda quote: -quote.score)


def choose_quotes(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences that answer the question: as many as it needs, none that only repeats."""
    if not ranked:
        return []
    if question.kind == "compare" and question.sides:
        return _both_sides(question, ranked)
    most = _MOST.get(question.kind, _MOST_OTHER)
    chosen = [ranked[0]]
    for quote in ranked[1:]:
        if len(chosen) == most or quote.score < ranked[0].score - _CLOSE:
            break
        if not any(_repeats(quote, other) for other in chosen):
            chosen.append(quote)
    return _in_order(chosen)


def with_antecedents(chosen: Sequence[Quote]) -> list[Quote]:
    """The quotes, and before each that cannot stand alone the sentence that it refers to."""
    found: list[Quote] = []
    for quote in chosen:
        index, hit = quote.index, quote.hit
        if index and _LEANS[hit.passage.language].match(quote.sentence.text):
            before = Quote(hit, index - 1, quote.score)
            if not any(other.sentence == before.sentence for other in (*chosen, *found)):
                found.append(before)
        found.append(quote)
    return found


def _scores(question: Question, hit: SearchHit) -> np.ndarray:
    """How well each sentence of a passage fits: float32[sentences]."""
    passage = hit.passage
    distinct = np.zeros(len(passage.sentences), dtype=np.float32)
    if passage.language == question.language:
        asked = set(terms(question.text, question.language))
        found = [asked & set(terms(s.text, passage.language)) for s in passage.sentences]
        # A keyword that only one sentence of the passage holds tells the sentences apart.
        for i, own in enumerate(found):
            distinct[i] = sum(1 / sum(word in other for other in found) for word in own)
        distinct /= max(len(asked), 1)
    expected = np.zeros(len(passage.sentences), dtype=np.float32)
    if question.expects:
        pattern = re.compile(_EXPECTED_IN[question.expects], re.IGNORECASE if question.expects not in ("person", "place") else 0)
        expected[:] = [bool(pattern.search(s.text)) for s in passage.sentences]
    scores: np.ndarray = (
        hit.sentence_maxsim
        + _COSINE * hit.sentence_cosines
        + _COVERAGE * hit.sentence_coverage
        + _DISTINCT * distinct
        + _EXPECTED * expected
        + _PASSAGE * hit.score
    )
    return scores


def _both_sides(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The best sentence on each side of a comparison."""
    chosen: list[Quote] = []
    for side in question.sides:
        wanted = set(terms(side, question.language))
        for quote in ranked:
            language = quote.hit.passage.language
            if wanted & set(terms(quote.sentence.text, language)):
                if all(other.sentence != quote.sentence for other in chosen):
                    chosen.append(quote)
                break
    return _in_order(chosen or [ranked[0]])


def _repeats(quote: Quote, other: Quote) -> bool:
    """Whether a sentence says mostly what another says."""
    language = quote.hit.passage.language
    if language != other.hit.passage.language:
        return False
    mine, theirs = set(terms(quote.sentence.text, language)), set(terms(other.sentence.text, language))
    return len(mine & theirs) > 0.7 * min(len(mine), len(theirs)) if mine and theirs else True


def _in_order(chosen: list[Quote]) -> list[Quote]:
    """Best passage first, and in a passage the sentences as the article has them."""
    rank: dict[int, int] = {}
    for quote in chosen:
        rank.setdefault(quote.hit.key, len(rank))
    return sorted(chosen, key=lambda quote: (rank[quote.hit.key], quote.index))
