"""How well a passage fits a statement, by the model's states of their words and by their terms.

A logistic regression over FEATURES, fitted on public parallel texts by `tests/benchmarks/check.py`;
its coefficients are in `check.json`.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.article import Language
from index.embedding import EncodedQuestion, PassageStates
from index.keywords import terms

FEATURES = ("sentence_maxsim", "sentence_cosine", "weakest_words", "coverage")


def word_scores(encoded: EncodedQuestion, states: PassageStates) -> NDArray[np.float32]:
    """For each word of a statement its highest cosine in each sentence: float32[words, sentences].

    A word's cosine is the mean of its tokens' highest.
    """
    scores = np.zeros((len(encoded.words), len(states.sentences)), dtype=np.float32)
    cosines = encoded.tokens @ states.tokens.T
    for i in range(len(states.sentences)):
        inside = cosines[:, states.sentence_of == i]
        if not inside.size:
            continue
        best = inside.max(axis=1)
        counts = np.bincount(encoded.word_of, minlength=len(encoded.words))
        sums = np.bincount(encoded.word_of, weights=best, minlength=len(encoded.words))
        scores[:, i] = sums / np.maximum(counts, 1)
    return scores


def compare(
    text: str,
    language: Language,
    encoded: EncodedQuestion,
    states: PassageStates,
    passage_language: Language,
    sentences: Sequence[str],
) -> tuple[tuple[float, ...], NDArray[np.float32]]:
    """How a statement compares with a passage, as FEATURES names it, and with each sentence."""
    words = word_scores(encoded, states)
    if not words.size:
        return (0.0,) * len(FEATURES), np.zeros(max(words.shape[1], 1), dtype=np.float32)
    cosines = states.sentences @ encoded.vector
    by_sentence = words.mean(axis=0)
    # "the", «что» find nothing in another language and say nothing by that.
    telling = [i for i, (a, b) in enumerate(encoded.words) if terms(text[a:b], language)]
    nearest = np.sort(words.max(axis=1)[telling or slice(None)])
    weakest = nearest[: max(1, len(nearest) // 3)]
    coverage = 0.0
    if passage_language == language and (own := set(terms(text, language))):
        held = (own & set(terms(sentence, language)) for sentence in sentences)
        coverage = max(len(some) for some in held) / len(own)
    features = (float(by_sentence.max()), float(cosines.max()), float(weakest.mean()), coverage)
    return features, by_sentence + cosines


def probability(features: Sequence[float], same_language: bool) -> float:
    """How likely a passage with these features carries the statement, from 0 to 1."""
    total = sum_of("same" if same_language else "cross", FEATURES, features)
    return 1 / (1 + math.exp(-max(min(total, 50.0), -50.0)))


def sum_of(regression: str, names: Sequence[str], features: Sequence[float]) -> float:
    """What a regression of `check.json` makes of the features of these names: from 0 on, yes."""
    calibration = _calibration()[regression]
    weighed = (calibration[name] * value for name, value in zip(names, features, strict=True))
    return calibration["intercept"] + sum(weighed)


def threshold(same_language: bool) -> float:
    """The probability from which on a passage is taken to carry a statement."""
    return _calibration()["same" if same_language else "cross"]["threshold"]


@cache
def _calibration() -> dict[str, dict[str, float]]:
    content: dict[str, dict[str, float]] = json.loads(
        files("assistant").joinpath("check.json").read_text("utf-8")
    )
    return content
