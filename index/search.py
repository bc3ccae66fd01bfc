"""Search: the passages that may hold an answer, compared with the question word by word.

Candidates come from the vectors and, in the question's own language, from the keywords. Each is
then scored by late interaction: MaxSim, the mean over the question's tokens of their highest
cosine to any token of the passage (ColBERT, Khattab and Zaharia 2020, arXiv:2004.12832), over the
whole passage and over its best sentence; by its best sentence's cosine; and by the share of the
question's keywords that it holds. The weights were measured by `tests/benchmarks/retrieval.py`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.article import Language, Passage
from index.keywords import terms
from index.states import EncodedQuestion, PassageStates, unpack
from index.store import Snapshot

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder

_NEAREST = 12  # by vector, of each language; more changes nothing in the first five
_BY_KEYWORD = 6
_AMONG = 24  # of given passages

_BEST_SENTENCE = 0.5
_SENTENCE_COSINE = 1.0
_COVERAGE = 0.35
# Keywords do not count across languages, and e5 prefers its own language: both are made good.
_OTHER_LANGUAGE = 0.2
_HIGHEST = 1 + _BEST_SENTENCE + _SENTENCE_COSINE + _COVERAGE


@dataclass(frozen=True, slots=True, eq=False)
class SearchHit:
    """A passage and how it compares with the question.

    `score` is from 0 to 1 and orders the hits. `words` float32[tokens, sentences] is the highest
    cosine of each token of the question to any token of each sentence, `sentence_cosines`
    float32[sentences] the cosine of the question to each sentence. `coverage` is the share of the
    question's keywords that the passage holds, weighted by how rare they are, and
    `sentence_coverage` float32[sentences] the same for each sentence; 0 in another language.
    `states` are what was compared. `reads` float32[sentences], which `with_reads` adds, are logits:
    by how much each sentence rather holds the answer than there is none.
    """

    key: int
    passage: Passage
    score: float
    maxsim: float
    words: NDArray[np.float32]
    sentence_cosines: NDArray[np.float32]
    coverage: float
    sentence_coverage: NDArray[np.float32]
    states: PassageStates
    reads: NDArray[np.float32] | None = None

    @property
    def sentence_maxsim(self) -> NDArray[np.float32]:
        """MaxSim of the question to each sentence: float32[sentences]."""
        result: NDArray[np.float32] = self.words.mean(axis=0)
        return result


def search(
    snapshot: Snapshot,
    question: EncodedQuestion,
    language: Language,
    limit: int = 8,
    keep: Callable[[Passage], bool] | None = None,
    among: Sequence[int] | None = None,
) -> list[SearchHit]:
    """The passages that best fit a question, best first, of all languages.

    `keep` says which passages may be found; None: all. `among` are the keys of those to look at,
    instead of the nearest by vector and keyword.
    """
    keywords = list(dict.fromkeys(terms(question.text, language)))
    weights = _rarity(snapshot, keywords, language)
    candidates: dict[int, Passage] = {}
    if among is not None:
        of_these = partial(_nearest_among, snapshot, question, among)
        candidates = _first(snapshot, of_these, _AMONG, keep)
    else:
        for other in snapshot.languages():
            nearest = partial(snapshot.nearest, question.vector, language=other)
            candidates |= _first(snapshot, nearest, _NEAREST, keep)
        by_keyword = partial(snapshot.keyword_scores, keywords, language=language)
        candidates |= _first(snapshot, by_keyword, _BY_KEYWORD, keep)
    hits = [
        _compare(key, passage, unpack(states), question, weights, language)
        for (key, passage), states in zip(
            candidates.items(), snapshot.token_states(list(candidates)), strict=True
        )
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.key))[:limit]


def with_reads(
    encoder: "SentenceEncoder", question: EncodedQuestion, hits: Sequence[SearchHit]
) -> list[SearchHit]:
    """The hits as the span reader reads them, in their order; as they are where there is none."""
    unread = [hit.states for hit in hits if hit.reads is None]
    found = encoder.read(question, unread) if unread else None
    if found is None:
        return list(hits)
    reads = iter(found)
    return [hit if hit.reads is not None else replace(hit, reads=next(reads)) for hit in hits]


def with_implied(hit: SearchHit, found: NDArray[np.float32], keywords: float) -> SearchHit:
    """The hit as if the passage said itself what it leaves to its context.

    `found` float32[tokens] is how well each token of the question is said there, 0 for those that
    are not; `keywords` is the share of the question's keywords among them.
    """
    words = np.maximum(hit.words, found[:, None])
    best = float(words.mean(axis=0).max() - hit.words.mean(axis=0).max())
    maxsim = float((words.max(axis=1) - hit.words.max(axis=1)).mean())
    more = maxsim + _BEST_SENTENCE * best + _COVERAGE * keywords
    return replace(
        hit,
        score=min(hit.score + more / _HIGHEST, 1.0),
        maxsim=hit.maxsim + maxsim,
        words=words,
        coverage=min(hit.coverage + keywords, 1.0),
    )


def _nearest_among(
    snapshot: Snapshot, question: EncodedQuestion, keys: Sequence[int], limit: int
) -> list[tuple[int, float]]:
    """Up to `limit` of the keys with their cosines, best first."""
    cosines = snapshot.vectors(keys) @ question.vector
    return [(keys[i], float(cosines[i])) for i in np.argsort(-cosines)[:limit]]


def _first(
    snapshot: Snapshot,
    ranking: Callable[[int], list[tuple[int, float]]],
    count: int,
    keep: Callable[[Passage], bool] | None,
) -> dict[int, Passage]:
    """The first passages of a ranking that may be found, asking for more until there are enough."""
    asked = count
    while True:
        keys = [key for key, _ in ranking(asked)]
        found = zip(keys, snapshot.passages(keys), strict=True)
        kept = {key: passage for key, passage in found if keep is None or keep(passage)}
        if len(kept) >= count or len(keys) < asked:
            return dict(islice(kept.items(), count))
        asked *= 4


def _rarity(snapshot: Snapshot, keywords: Sequence[str], language: Language) -> dict[str, float]:
    """BM25's inverse document frequency of each keyword, above 0."""
    count = snapshot.passage_count(language)
    return {
        keyword: math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        for keyword, frequency in snapshot.document_frequencies(keywords, language).items()
    }


def _compare(
    key: int,
    passage: Passage,
    states: PassageStates,
    question: EncodedQuestion,
    weights: dict[str, float],
    language: Language,
) -> SearchHit:
    cosines = question.tokens @ states.tokens.T
    maxsim = float(cosines.max(axis=1).mean()) if cosines.size else 0.0
    words = _by_sentence(cosines, states)
    sentence_cosines = states.sentences @ question.vector
    own = passage.language == language
    sentence_coverage = np.zeros(len(passage.sentences), dtype=np.float32)
    coverage = 0.0
    if own:
        found = [set(terms(sentence.text, language)) for sentence in passage.sentences]
        sentence_coverage[:] = [_share(weights, keywords) for keywords in found]
        coverage = _share(weights, set().union(*found))
    score = (
        maxsim
        + _BEST_SENTENCE * float(words.mean(axis=0).max())
        + _SENTENCE_COSINE * float(sentence_cosines.max())
        + (_COVERAGE * coverage if own else _OTHER_LANGUAGE)
    )
    return SearchHit(
        key=key,
        passage=passage,
        score=min(max(score / _HIGHEST, 0.0), 1.0),
        maxsim=maxsim,
        words=words,
        sentence_cosines=sentence_cosines,
        coverage=coverage,
        sentence_coverage=sentence_coverage,
        states=states,
    )


def _by_sentence(cosines: NDArray[np.float32], states: PassageStates) -> NDArray[np.float32]:
    """The highest cosine of each question token in each sentence: float32[tokens, sentences]."""
    sentences = len(states.sentences)
    words = np.zeros((max(len(cosines), 1), sentences), dtype=np.float32)
    if len(cosines):
        for i in range(sentences):
            inside = cosines[:, states.sentence_of == i]
            if inside.size:
                words[:, i] = inside.max(axis=1)
    return words


def _share(weights: dict[str, float], found: set[str]) -> float:
    total = sum(weights.values())
    return (
        sum(weight for word, weight in weights.items() if word in found) / total if total else 0.0
    )
