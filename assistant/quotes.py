"""Choosing the sentences that answer a question, word for word, across the passages found."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.expected import holds
from assistant.facts import Facts, facts, missing
from assistant.kinds import Expects, Kind
from assistant.people import introduces, wants
from assistant.question import Question, asks_who_said, is_bare, topic_words
from assistant.values import countries, is_of_another
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

_MOST: dict[Kind, int] = {"count": 2, "when": 2, "where": 2, "who": 2}
_MOST_OTHER = 3
# A further sentence is quoted when it is at least this probable, against the first.
_CLOSE: dict[Kind, float] = {"which": 0.07, "why": 0.1, "what-said": 0.1}
_CLOSE_OTHER = 0.25
# A sentence beside one that is quoted belongs to it when it is at least this probable, against it.
_BESIDE = 0.15
_PASSAGES = 5
# A sentence on one side of a comparison alone is preferred if it is this probable, against others.
_ALONE = 0.1
# An expected figure or date stands in a sentence that is at least this probable, or nowhere.
_LEAST = 0.02

_INDISPENSABLE: frozenset[Expects | None] = frozenset(("number", "money", "percent", "date"))
# What a sentence that leans on the one before it takes from there of each word's similarity.
_HANDED_ON = 0.9
# How much better a word of the question is found in the sentence before, for that to be quoted.
_BRINGS = 0.15
# A sentence that opens so says of whom or what only together with the one before it.
_LEANS: dict[Language, re.Pattern[str]] = {
    "ru": re.compile(
        r"[-–—\s«]*(?:(?:он|она|оно|они|его|её|ее|их|ему|им)\b(?!\s+же)"
        r"|(?:эт(?:о|от|а|и|ому|им|ого|их|ой)|так(?:ой|ая|ое|ие)|данн(?:ый|ая|ое|ые)|сам\s+он)\b"
        r"|(?:среди|из|в|на|при|об?|с|для|после)\s+(?:них|нем|нём|ней|эт\w+)\b"
        r"|тем самым\b|(?:\w+\s+){1,2}эт(?:от|а|о|и)\b)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"[-–—\s“\"]*(?:he|she|it|they|this|these|that|those|his|her|its|their|such|"
        r"among (?:them|these)|(?:\w+\s+){1,2}(?:did|does|do)\s+(?:this|that|it|so))\b",
        re.IGNORECASE,
    ),
    "kk": re.compile(
        r"[-–—\s«]*(?:ол|олар|бұл|осы|сол|оның|олардың|мұндай|мұнда|онда)\b", re.IGNORECASE
    ),
}


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
    found = [_Candidates(question, hit) for hit in hits[:_PASSAGES]]
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
    places = [(hit, index) for hit in hits[:_PASSAGES] for index in range(hit.words.shape[1])]
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


def choose_quotes(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences that answer the question: as many as it needs, none that only repeats.

    Empty where the question asks for a figure or a date and none of them holds one.
    """
    everything = ranked
    ranked = _fitting(question, ranked)
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
        if question.expects and not quote.holds(question):
            continue
        if not any(_repeats(quote, other) for other in chosen):
            chosen.append(quote)
    if question.kind == "what-said" and is_bare(question):
        speeches = [_whole_speech(quote, ranked) for quote in chosen]
        chosen = list({quote.sentence: quote for quote in speeches}.values())
    if asks_who_said(question):
        chosen = [_with_speaker(quote) for quote in chosen]
    if question.kind == "why":
        chosen = [part for quote in chosen for part in _with_consequence(quote, chosen)]
    return _in_order(chosen + _beside(chosen, everything))


def _fitting(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences that hold what the question expects, and hold it of what it names."""
    least = max((_LEAST * quote.probability for quote in ranked[:1]), default=0.0)
    fitting = [quote for quote in ranked if quote.probability >= least]
    if question.expects in _INDISPENSABLE:
        fitting = [quote for quote in fitting if quote.holds(question)]
    if question.expects not in ("number", "money", "percent"):
        return fitting
    asked = facts(question.text, question.language)
    names = Facts(asked.language, names=asked.names)
    return [
        quote
        for quote in fitting
        if not is_of_another(
            quote.sentence.text, quote.hit.passage.language, names, question.expects
        )
    ]


def with_antecedents(chosen: Sequence[Quote]) -> list[Quote]:
    """The quotes, each that cannot stand alone with the sentence that it refers to.

    That sentence is brought only where it says what the question asks about and the quote does
    not. Sentences that follow each other become one quote, in one person's words also those
    with but one between.
    """
    found: list[Quote] = []
    for quote in chosen:
        before = replace(quote, first=quote.first - 1, last=quote.first - 1)
        brought = (
            _leans(quote.hit, quote.first)
            and not any(o.hit is quote.hit and o.last == before.last for o in found)
            and (quote.hit.words[:, before.first] - quote.hit.words[:, quote.first]).max() > _BRINGS
        )
        if brought and before.sentence.speaker == quote.sentence.speaker:
            found += [before, quote]
        else:
            # In another's words it stands by itself, after what it explains.
            found += [quote, before] if brought else [quote]
    joined: list[Quote] = []
    for quote in found:
        last = joined[-1] if joined else None
        if (
            last
            and last.hit is quote.hit
            and last.sentence.speaker == quote.sentence.speaker
            and quote.first - last.last <= (2 if quote.sentence.speaker else 1)
        ):
            joined[-1] = replace(last, last=quote.last)
        else:
            joined.append(quote)
    return joined


def _beside(chosen: Sequence[Quote], ranked: Sequence[Quote]) -> list[Quote]:
    """The sentences next to those chosen that may as well be what answers, or the subject of it."""
    taken = {(q.hit.key, i) for q in chosen for i in range(q.first, q.last + 1)}
    return [
        quote
        for quote in ranked
        if (quote.hit.key, quote.first) not in taken
        and any(
            other.hit.key == quote.hit.key
            and quote.first in (other.first - 1, other.last + 1)
            and quote.sentence.speaker == other.sentence.speaker
            and quote.probability >= _BESIDE * other.probability
            for other in chosen
        )
    ]


def _whole_speech(quote: Quote, ranked: Sequence[Quote]) -> Quote:
    """All of the person's words around a sentence, in its passage, that may be quoted."""
    speaker = quote.sentence.speaker
    own = {q.first for q in ranked if q.hit is quote.hit and q.sentence.speaker == speaker}
    first, last = quote.first, quote.last
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    return replace(quote, first=first, last=last)


def _with_speaker(quote: Quote) -> Quote:
    """The quote as far as the sentence that names who speaks."""
    passage, speaker = quote.hit.passage, quote.sentence.speaker
    named = [
        i
        for i, sentence in enumerate(passage.sentences)
        if speaker and sentence.speaker == speaker and speaker.name.split()[-1] in sentence.text
    ]
    if not named or any(quote.first <= i <= quote.last for i in named):
        return quote
    nearest = min(named, key=lambda i: abs(i - quote.first))
    return replace(quote, first=min(quote.first, nearest), last=max(quote.last, nearest))


def _with_consequence(quote: Quote, chosen: Sequence[Quote]) -> list[Quote]:
    """The quote and what is said of it next: «… заявил. Это решение …» has the reason there."""
    after = quote.last + 1
    taken = any(other.hit is quote.hit and other.first == after for other in chosen)
    sentences = quote.hit.passage.sentences
    if taken or after == len(sentences) or not _leans(quote.hit, after):
        return [quote]
    return [quote, replace(quote, first=after, last=after)]


def _leans(hit: SearchHit, index: int) -> bool:
    """Whether a sentence says of whom or what only together with the one before it."""
    passage = hit.passage
    sentence = passage.sentences[index].text
    return index > 0 and bool(_LEANS[passage.language].match(sentence))


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
    that leans on the one before it has part of what that one says.
    """

    def __init__(self, question: Question, hit: SearchHit) -> None:
        passage = hit.passage
        self.words = hit.words.astype(np.float64)
        cosines = hit.sentence_cosines.astype(np.float64)
        same = passage.language == question.language
        asked = set(_keywords(question)) if same else set()
        self.keywords = [asked & set(terms(s.text, passage.language)) for s in passage.sentences]
        for i in range(1, len(cosines)):
            if _leans(hit, i):
                handed_on = _HANDED_ON * self.words[:, i - 1]
                self.words[:, i] = np.maximum(self.words[:, i], handed_on)
                cosines[i] = max(cosines[i], (cosines[i] + cosines[i - 1]) / 2)
                self.keywords[i] = self.keywords[i] | self.keywords[i - 1]
        self.across = not same
        self.similarities: NDArray[np.float64] = _PASSAGE * hit.score + _COSINE * cosines
        self.signs = np.zeros(len(cosines))
        for i, sentence in enumerate(passage.sentences):
            self.signs[i] += _NAMED * introduces(question, passage, sentence)
            if question.expects and holds(question, sentence.text, passage.language):
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


def _both_sides(question: Question, ranked: Sequence[Quote]) -> list[Quote]:
    """The best sentence on each side of a comparison, rather one that is about that side alone."""
    sides = [facts(side, question.language) for side in question.sides]
    chosen: list[Quote] = []
    for side in sides:
        of_side = [quote for quote in ranked if _speaks_of(quote, side)]
        alone = [
            quote
            for quote in of_side
            if quote.probability >= _ALONE * of_side[0].probability
            and not any(_speaks_of(quote, other) for other in sides if other != side)
        ]
        for quote in (alone or of_side)[:1]:
            if all(other.sentence != quote.sentence for other in chosen):
                chosen.append(quote)
    return _in_order(chosen or [ranked[0]])


def _speaks_of(quote: Quote, side: Facts) -> bool:
    return not missing(side, [(quote.sentence.text, quote.hit.passage.language)])


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
    return sorted(chosen, key=lambda quote: (rank[quote.hit.key], quote.first))
