"""Ranking the sentences of the passages found by how probably they answer a question."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.expected import holds
from assistant.kinds import Expects
from assistant.names import parses
from assistant.people import introduces, wants
from assistant.question import Question, topic_words
from assistant.values import countries
from index.article import Language, Sentence
from index.keywords import terms
from index.search import SearchHit

# The logits of a sentence among those of the passages found, fitted on XQuAD in Russian and
# English; `tests/benchmarks/sentences.py` measures them.
_PASSAGE = 35.0
_COSINE = 17.0
_VOTES = 13.0
_DISTINCT = 3.4
_EXPECTED: dict[Expects, float] = {
    "number": 1.7,
    "money": 1.7,
    "percent": 1.7,
    "date": 4.0,
    "person": 3.5,
    "place": 2.6,
}
_VOTE = 12.0
# Across languages similarities differ less, and the same odds need more of their differences.
_ACROSS = 2.0
_NAMED = 2.6
_OF_ANOTHER = 3.0
# Two judges that mostly agree are surer together than they are right.
_TOGETHER = 0.55
RANKED = 5  # passages
# What a sentence that leans on the one before it takes from there of each word's similarity.
_HANDED_ON = 0.9
# A sentence that opens so says of whom or what only together with the one before it.
_LEANS: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(
        r"[-–—\s«]*(?:(?:он|она|оно|они|его|её|ее|их|ему|им)\b(?!\s+же)"
        r"|(?:эт(?:о|от|а|и|ому|им|ого|их|ой)|так(?:ой|ая|ое|ие)|данн(?:ый|ая|ое|ые)|сам\s+он)\b"
        r"|(?:среди|из|в|на|при|об?|с|для|после)\s+(?:них|нем|нём|ней|эт\w+)\b"
        r"|\w+\s+(?:его|её|ее|их)\s|(?:например|в частности)\b"
        r"|тем самым\b|(?:\w+\s+){1,2}эт(?:от|а|о|и)\b)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"[-–—\s“\"]*(?:he|she|it|they|this|these|that|those|his|her|its|their|such|"
        r"among (?:them|these)|\w+\s+(?:his|her|its|their)\s|for (?:example|instance)\b|"
        r"(?:\w+\s+){1,2}(?:did|does|do)\s+(?:this|that|it|so))\b",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"[-–—\s«]*(?:ол|олар|бұл|осы|сол|оның|олардың|мұндай|мұнда|онда)\b", re.IGNORECASE
    ),
}


_OPENING = re.compile(r"[-–—\s«“\"]*(?P<the>the\s+)?(?P<noun>[^\W\d_]+)", re.IGNORECASE)
_NAMES = {"Name", "Surn", "Patr", "Geox", "Orgn"}


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """Sentences of a passage that stand together, and how probably they are what answers.

    `first` and `last` are the numbers of the sentences in the passage; most quotes are of one.
    """

    hit: SearchHit
    first: int
    last: int
    probability: float

    @property
    def sentence(self) -> Sentence:
        """The words as one span, with their speaker."""
        sentences = self.hit.passage.sentences
        start, end = sentences[self.first].start, sentences[self.last].end
        offset = self.hit.passage.start
        text = self.hit.passage.text[start - offset : end - offset]
        return Sentence(start, end, text, sentences[self.last].speaker)

    def holds(self, question: Question) -> bool:
        """Whether it holds what the question expects."""
        return holds(question, self.sentence.text, self.hit.passage.language)


def rank_sentences(question: Question, hits: Sequence[SearchHit]) -> list[Quote]:
    """The sentences of the passages found that may answer, the most probable first."""
    found = [_Candidates(question, hit) for hit in hits[:RANKED]]
    if not found:
        return []
    # Each word of the question votes for the sentences that have it best, and a keyword counts
    # the more, the fewer of the sentences hold it.
    votes = _softmax(_VOTE * np.concatenate([c.words for c in found], axis=1), axis=1).mean(axis=0)
    keywords = [own for candidates in found for own in candidates.keywords]
    holders = Counter(word for own in keywords for word in own)
    distinct = np.array([sum(1 / holders[word] for word in own) for own in keywords])
    similarities = np.concatenate([candidates.similarities for candidates in found])
    similarities += _VOTES * votes
    across = np.concatenate([np.full(len(c.similarities), c.across) for c in found])
    if across.any():
        best = similarities[across].max()
        similarities[across] = best + _ACROSS * (similarities[across] - best)
    logits = similarities + np.concatenate([candidates.signs for candidates in found])
    logits += _DISTINCT * distinct / max(len(set().union(*keywords)), 1)
    reads = [hit.reads for hit in hits[:RANKED] if hit.reads is not None]
    if reads:
        logits = _TOGETHER * (logits + np.concatenate(reads))
    places = [(hit, index) for hit in hits[:RANKED] for index in range(hit.words.shape[1])]
    allowed = [
        (Quote(hit, index, index, 0.0), logit)
        for (hit, index), logit in zip(places, logits, strict=True)
        if wants(question, hit.passage.sentences[index], hit.passage.language)
    ]
    if not allowed:
        return []
    probabilities = _softmax(np.array([logit for _, logit in allowed]))
    quotes = [
        replace(quote, probability=float(probability))
        for (quote, _), probability in zip(allowed, probabilities, strict=True)
    ]
    return sorted(quotes, key=lambda quote: -quote.probability)


def leans(hit: SearchHit, index: int) -> bool:
    """Whether a sentence says of whom or what only together with the one before it."""
    passage = hit.passage
    if index == 0:
        return False
    before, sentence = passage.sentences[index - 1].text, passage.sentences[index].text
    pronoun = _LEANS[passage.language].match(sentence)
    return bool(pronoun) or _goes_on(sentence, before, passage.language)


@lru_cache(maxsize=4096)
def _goes_on(sentence: str, before: str, language: Language) -> bool:
    """Whether a sentence opens with what the one before spoke of: «… завод. Завод строят …»."""
    opening = _OPENING.match(sentence)
    if opening is None or (language == "en" and not opening["the"]):
        return False
    if language == "ru":
        tag = parses(opening["noun"])[0].tag
        if tag.POS != "NOUN" or _NAMES & set(tag.grammemes):
            return False
    return not set(terms(opening["noun"], language)).isdisjoint(terms(before, language))


def _keywords(question: Question) -> list[str]:
    """The terms that a sentence is the better for: of somebody's words, those of their topic."""
    if question.kind != "what-said":
        return terms(question.text, question.language)
    topic = (question.text[start:end] for start, end in topic_words(question))
    return [term for word in topic for term in terms(word, question.language)]


class _Candidates:
    """The sentences of one passage as candidates.

    `words` float64[tokens, sentences], `keywords` those of the question that each sentence holds,
    `across` whether the passage is in another language; `similarities` and `signs`
    float64[sentences] the logits of all that can be told without the other passages. A sentence
    that leans on the one before it has part of what that one says, as has one that holds what the
    question expects after one that does not: «… строят станцию. Её мощность 1860 МВт.»
    """

    def __init__(self, question: Question, hit: SearchHit) -> None:
        passage = hit.passage
        self.words = hit.words.astype(np.float64)
        cosines = hit.sentence_cosines.astype(np.float64)
        same = passage.language == question.language
        asked = set(_keywords(question)) if same else set()
        self.keywords = [asked & set(terms(s.text, passage.language)) for s in passage.sentences]
        holding = [
            question.expects is not None and holds(question, sentence.text, passage.language)
            for sentence in passage.sentences
        ]
        for i in range(1, len(cosines)):
            if leans(hit, i) or (holding[i] and not holding[i - 1]):
                handed_on = _HANDED_ON * self.words[:, i - 1]
                self.words[:, i] = np.maximum(self.words[:, i], handed_on)
                cosines[i] = max(cosines[i], (cosines[i] + cosines[i - 1]) / 2)
                self.keywords[i] = self.keywords[i] | self.keywords[i - 1]
        self.across = not same
        self.similarities: NDArray[np.float64] = _PASSAGE * hit.score + _COSINE * cosines
        self.signs = np.zeros(len(cosines))
        for i, sentence in enumerate(passage.sentences):
            self.signs[i] += _NAMED * introduces(question, passage, sentence)
            if question.expects and holding[i]:
                self.signs[i] += _EXPECTED[question.expects]
        # «С Китаем – …. С США – …»: what is said of another partner is not asked.
        named = [countries(sentence.text) for sentence in passage.sentences]
        asked_of = countries(question.text) & set().union(*named)
        for i, of in enumerate(named):
            if asked_of and of and not of & asked_of:
                self.signs[i] -= _OF_ANOTHER


def _softmax(logits: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True, initial=-np.inf))
    result: NDArray[np.float64] = powers / powers.sum(axis=axis, keepdims=True)
    return result
