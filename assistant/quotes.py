"""Choosing the sentences that answer a question, word for word, across the passages found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.kinds import Expects, Kind
from assistant.people import introduces, wants
from assistant.question import Question
from index.article import Language, Sentence
from index.keywords import terms
from index.search import SearchHit

# The logits of a sentence among those of the passages found, fitted on XQuAD in Russian and
# English; `tests/benchmarks/sentences.py` measures them.
_PASSAGE = 38.0
_COSINE = 21.0
_VOTES = 4.5
_DISTINCT = 3.0
_EXPECTED: dict[Expects, float] = {
    "number": 2.3,
    "money": 2.3,
    "percent": 2.3,
    "date": 3.2,
    "person": 2.6,
    "place": 1.1,
}
_VOTE = 12.0
# Across languages cosines differ less, and the same odds need more of them.
_ACROSS = 2.0
_NAMED = 2.6

_MOST: dict[Kind, int] = {"count": 2, "when": 2, "where": 2, "who": 2}
_MOST_OTHER = 3
# A further sentence is quoted when it is at least this probable, against the first.
_CLOSE: dict[Kind, float] = {"which": 0.05, "compare": 0.05, "why": 0.1, "what-said": 0.1}
_CLOSE_OTHER = 0.25
_PASSAGES = 5
# An expected figure or date stands in a sentence that is at least this probable, or nowhere.
_LEAST = 0.02

_INDISPENSABLE: frozenset[Expects | None] = frozenset(("number", "money", "percent", "date"))
# What a sentence that leans on the one before it takes from there of each word's similarity.
_HANDED_ON = 0.9
# How much better a word of the question is found in the sentence before, for that to be quoted.
_BRINGS = 0.15
_STEM = 5  # a name is already said in any of its cases
_NAME = re.compile(
    r"(?<=[^.!?…] )(?<![–—-] )[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]+"
    r"|\b(?:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zа-яёәғқңөұүһі]+[ -]?){2,}"
)
_NUMBER = (
    r"\d+(?:[.,]\d+)?|\b(?:одн\w{1,3}|дв[аеу]\w{0,2}|тр[её][хм]?|три|четыр\w+|пят[ьи]|шест[ьи]|сем[ьи]"
    r"|восем[ьи]|восьми|девят[ьи]|десят[ьи]|сто|втор\w+|трет\w+|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз"
    r"|он|one|two|three|four|five|six|seven|eight|nine|ten|dozen|once|twice|double\w*|triple\w*)\b"
    r"|удво\w+|утро\w+|вдвое|втрое|половин\w+|half"
)
_EXPECTED_IN: dict[Expects, re.Pattern[str]] = {
    "number": re.compile(_NUMBER, re.IGNORECASE),
    "money": re.compile(_NUMBER, re.IGNORECASE),
    "percent": re.compile(
        r"\d+(?:[.,]\d+)? ?%|процент|пайыз|per ?cent|\bдол[яиюе]\b|четверт|половин|треть|half|third"
        r"|quarter",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\b[12]\d{3}\b|январ|феврал|\bмарт|апрел|\bма[йяе]\b|июн[ьяе]|июл[ьяе]|август|сентябр"
        r"|октябр|ноябр|декабр|January|February|\bMarch|April|\bMay\b|June|July|August|September"
        r"|October|November|December|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек"
        r"|\bқазан|қараша|желтоқсан|\bвек[аеу]?\b|\bвека|столети|centur|ғасыр",
        re.IGNORECASE,
    ),
    "person": _NAME,
    "place": _NAME,
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
    """A sentence of a passage that was found, and how probably it is the one that answers."""

    hit: SearchHit
    index: int
    probability: float

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.hit.passage.sentences[self.index]


def rank_sentences(question: Question, hits: Sequence[SearchHit]) -> list[Quote]:
    """The sentences of the passages found that may answer, the most probable first."""
    found = [
        (hit, index, logit)
        for hit in hits[:_PASSAGES]
        for index, logit in enumerate(_logits(question, hit))
        if wants(question, hit.passage.sentences[index], hit.passage.language)
    ]
    if not found:
        return []
    probabilities = _softmax(np.array([logit for _, _, logit in found]))
    quotes = [
        Quote(hit, index, float(probability))
        for (hit, index, _), probability in zip(found, probabilities, strict=True)
    ]
    return sorted(quotes, key=lambda quote: -quote.probability)


def choose_quotes(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences that answer the question: as many as it needs, none that only repeats.

    Empty where the question asks for a figure or a date and none of them holds one.
    """
    ranked = [quote for quote in ranked if quote.probability >= _LEAST * ranked[0].probability]
    if not ranked:
        return []
    if question.expects in _INDISPENSABLE:
        ranked = [quote for quote in ranked if holds(question, quote.sentence.text)]
    if not ranked:
        return []
    if question.kind == "compare" and question.sides:
        return _both_sides(question, ranked)
    most = _MOST.get(question.kind, _MOST_OTHER)
    close = _CLOSE.get(question.kind, _CLOSE_OTHER) * ranked[0].probability
    chosen = [ranked[0]]
    for quote in ranked[1:]:
        if len(chosen) == most or quote.probability < close:
            break
        if not any(_repeats(quote, other) for other in chosen):
            chosen.append(quote)
    return _in_order(chosen)


def with_antecedents(chosen: Sequence[Quote]) -> list[Quote]:
    """The quotes, and with each that cannot stand alone the sentence that it refers to.

    That sentence is brought only where it says what the question asks about and the quote does
    not; it comes before the quote, as in the article.
    """
    found: list[Quote] = []
    for quote in chosen:
        before = Quote(quote.hit, quote.index - 1, quote.probability)
        if _leans(quote.hit, quote.index) and all(
            other.sentence != before.sentence for other in (*chosen, *found)
        ):
            words = quote.hit.words
            gain = words[:, before.index] - words[:, quote.index]
            if gain.max() > _BRINGS:
                found.append(before)
        found.append(quote)
    return found


def _leans(hit: SearchHit, index: int) -> bool:
    """Whether a sentence says of whom or what only together with the one before it."""
    passage = hit.passage
    sentence = passage.sentences[index].text
    return index > 0 and bool(_LEANS[passage.language].match(sentence))


def _logits(question: Question, hit: SearchHit) -> NDArray[np.float64]:
    """How well each sentence of a passage fits: float64[sentences]."""
    passage = hit.passage
    words = hit.words.astype(np.float64)
    cosines = hit.sentence_cosines.astype(np.float64)
    same = passage.language == question.language
    asked = set(terms(question.text, question.language)) if same else set()
    found = [asked & set(terms(s.text, passage.language)) for s in passage.sentences]
    for i in range(1, len(cosines)):
        if _leans(hit, i):
            words[:, i] = np.maximum(words[:, i], _HANDED_ON * words[:, i - 1])
            cosines[i] = max(cosines[i], (cosines[i] + cosines[i - 1]) / 2)
            found[i] = found[i] | found[i - 1]
    # Each word of the question votes for the sentences that have it best.
    votes = _softmax(_VOTE * words, axis=1).mean(axis=0)
    # A keyword that only one sentence of the passage holds tells it from the others.
    distinct = np.array([sum(1 / sum(w in f for f in found) for w in own) for own in found])
    logits: NDArray[np.float64] = _PASSAGE * hit.score + _COSINE * cosines + _VOTES * votes
    if same:
        logits += _DISTINCT * distinct / max(len(asked), 1)
    else:
        logits = _ACROSS * logits
    logits += _NAMED * np.array(
        [introduces(question, sentence, passage.language) for sentence in passage.sentences]
    )
    if question.expects:
        expected = [holds(question, sentence.text) for sentence in passage.sentences]
        logits += _EXPECTED[question.expects] * np.array(expected)
    return logits


def holds(question: Question, sentence: str) -> bool:
    """Whether a sentence holds what the question expects, and not just what it already said."""
    if question.expects is None:
        return False
    asked = question.text.casefold()
    return any(
        match.group()[:_STEM].casefold() not in asked
        for match in _EXPECTED_IN[question.expects].finditer(sentence)
    )


def _softmax(logits: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True, initial=-np.inf))
    result: NDArray[np.float64] = powers / powers.sum(axis=axis, keepdims=True)
    return result


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
    mine, theirs = (
        set(terms(quote.sentence.text, language)),
        set(terms(other.sentence.text, language)),
    )
    return len(mine & theirs) > 0.7 * min(len(mine), len(theirs)) if mine and theirs else True


def _in_order(chosen: list[Quote]) -> list[Quote]:
    """Best passage first, and in a passage the sentences as the article has them."""
    rank: dict[int, int] = {}
    for quote in chosen:
        rank.setdefault(quote.hit.key, len(rank))
    return sorted(chosen, key=lambda quote: (rank[quote.hit.key], quote.index))
