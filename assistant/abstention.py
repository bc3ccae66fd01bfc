"""Whether the articles hold the answer at all.

Two logistic regressions. The first is over how the best passage and its best sentence compare with
the question; `tests/benchmarks/abstention.py` fits it on public questions whose paragraph was taken
away. Those were written beside their paragraph, in its words. Readers ask in their own: the second
weighs what the first says for questions as they ask them, and how sure the sentence itself is;
`tests/benchmarks/readers.py` fits it.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from assistant.kinds import kind_of, names_category
from assistant.names import WORD
from assistant.question import Question, asks_who_said, topic_words
from assistant.ranking import Quote
from index.article import Language
from index.keywords import terms
from index.search import SearchHit
from index.speech import word_set
from index.states import EncodedQuestion
from index.thesaurus import meanings, meanings_in

FEATURES = (
    "asked",
    "weakest",
    "sentence_maxsim",
    "sentence_cosine",
    "coverage",
    "sentence_coverage",
    "read",
)

READERS = ("alike", "words", "figure", "certain", "quoted", "read")

# What a word is worth that stands in the passage, and how alike two forms of a word begin.
_SAID = 0.7
_STEM = 4
_SHARED = 0.6
_ENOUGH = 3  # words
_SURE = 1e-4  # no surer than that, either way
_READ = 8.0  # nor is the span reader
_ASKING = word_set(
    """compare list many much large big name often tell now today назови перечисли расскажи сравни
    сегодня сейчас бүгін қазір happen happened делал делала делали делает делают делать сделал
    сделала сделали произошло происходит случилось істеді істеп жасады болды
    actually exactly really currently already still else go goes went come came
    данным сведениям именно точно конкретно уже ещё еще действительно ездил ездила поехал приехал
    приезжал побывал дәл нақты тағы әлі барды келді"""
)
# Lower than even odds: a quote that does not answer is seen to, an answer withheld is not.
_ANSWERABLE = 0.25
_ANSWERABLE_BY_WHOM = 0.02


def features(question: Question, encoded: EncodedQuestion, hit: SearchHit) -> tuple[float, ...]:
    """What the decision stands on, in the order of FEATURES."""
    asked = _asked(question, encoded, hit)
    return (
        sum(asked) / len(asked) if asked else hit.maxsim,
        min(asked, default=hit.maxsim),
        float(hit.sentence_maxsim.max()),
        float(hit.sentence_cosines.max()),
        hit.coverage,
        float(hit.sentence_coverage.max()),
        _read(hit, slice(None)),
    )


def answers(question: Question, encoded: EncodedQuestion, quote: Quote) -> bool:
    """Whether a sentence is likely enough to answer the question to be quoted."""
    if asks_who_said(question):
        # Words about a thing are less like «кто высказался о …» than like a question about it.
        return probability(question, encoded, quote.hit) >= _ANSWERABLE_BY_WHOM
    return _logistic("readers", READERS, judged(question, encoded, quote)) >= _ANSWERABLE


def judged(question: Question, encoded: EncodedQuestion, quote: Quote) -> tuple[float, ...]:
    """What the decision about a reader's question stands on, in the order of READERS."""
    hit, own = quote.hit, slice(quote.first, quote.last + 1)
    alike = min(max(probability(question, encoded, hit), _SURE), 1 - _SURE)
    asked = _asked(question, encoded, replace(hit, words=hit.words[:, own]))
    return (
        math.log(alike / (1 - alike)),
        # Each further word that is found makes it surer, to a point; where there is none, the names
        # say all.
        float(min(len(asked) or _ENOUGH, _ENOUGH)),
        # Any figure looks like an answer.
        float(question.expects in ("number", "money", "percent")),
        quote.probability,
        sum(asked) / len(asked) if asked else float(hit.sentence_maxsim[own].max()),
        _read(hit, own),
    )


def _read(hit: SearchHit, sentences: slice) -> float:
    """The span reader's logit of the answer being in these sentences; 0: it cannot tell."""
    if hit.reads is None:
        return 0.0
    return float(np.clip(hit.reads[sentences].max(), -_READ, _READ))


def probability(question: Question, encoded: EncodedQuestion, hit: SearchHit) -> float:
    """How likely a passage answers the question, from 0 to 1."""
    same = hit.passage.language == question.language
    return _logistic("same" if same else "cross", FEATURES, features(question, encoded, hit))


def _logistic(name: str, inputs: Sequence[str], values: Sequence[float]) -> float:
    weights = _calibration()[name]
    pairs = zip(inputs, values, strict=True)
    total = weights["intercept"] + sum(weights[one] * value for one, value in pairs)
    return 1 / (1 + math.exp(-total))


def word_similarities(encoded: EncodedQuestion, hit: SearchHit) -> dict[tuple[int, int], float]:
    """For each word of the question, by its span, the mean of its tokens' MaxSim to the passage."""
    highest = hit.words.max(axis=1)
    return {
        span: float(highest[encoded.word_of == number].mean())
        for number, span in enumerate(encoded.words)
        if np.any(encoded.word_of == number)
    }


def _asked(question: Question, encoded: EncodedQuestion, hit: SearchHit) -> list[float]:
    """The similarities of the words that say what is asked: neither names nor function words.

    Names match any passage about the same country or person, whatever it says of them; of what
    somebody said all words of the topic count. A word that the passage has, in whatever form, or by
    another word for it, counts as found: the model does not always see it.
    """
    speech = question.kind in ("what-said", "reported")
    topic = topic_words(question)
    names = [(name.start, name.end) for name in question.names]
    asked = [
        (question.text[start:end], similarity)
        for (start, end), similarity in word_similarities(encoded, hit).items()
        if _tells(question.text[start:end], question)
        and _overlaps((start, end), topic if speech else names) is speech
    ]
    passage = hit.passage
    same = question.language == passage.language
    meant = meanings_in(passage.text, passage.language)

    def is_said(word: str) -> bool:
        by_itself = same and _says(passage.text, passage.language, word)
        return by_itself or bool(meanings(word, question.language) & meant)

    return [max(found, _SAID) if is_said(word) else found for word, found in asked]


def _overlaps(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _says(text: str, language: Language, word: str) -> bool:
    """Whether a text has a word, or one formed from the same stem: «подписание» for «подписали»."""
    words, lemmas = _words(text, language)
    if lemmas.issuperset(terms(word, language)):
        return True
    word = word.casefold()
    return any(
        _shared(word, other) >= max(_STEM, _SHARED * max(len(word), len(other))) for other in words
    )


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@lru_cache(maxsize=1024)
def _words(text: str, language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text in small letters, and its keyword terms."""
    return frozenset(w.casefold() for w in WORD.findall(text)), frozenset(terms(text, language))


def _tells(word: str, question: Question) -> bool:
    """Whether a word of a question says what is asked about, not only that something is."""
    language = question.language
    asking = (
        kind_of(word, language) != ("other", None)
        or word.casefold() in _ASKING
        or names_category(word, language, question.expects)
    )
    return not asking and bool(terms(word, language))


@cache
def _calibration() -> dict[str, dict[str, float]]:
    content: dict[str, dict[str, float]] = json.loads(
        files("assistant").joinpath("calibration.json").read_text("utf-8")
    )
    return content
