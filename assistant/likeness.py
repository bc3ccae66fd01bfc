"""How well a passage fits a statement: by the states of their words, their terms, a small network.

A logistic regression over FEATURES, fitted on public parallel texts by
`tests/benchmarks/fit_check.py`; its coefficients are in `check.json`. Across languages, where the
support reader reads them too, it is another one, over these and READ_FEATURES.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.article import Language
from index.keywords import terms
from index.states import EncodedQuestion, PassageStates

if TYPE_CHECKING:
    from index.support_reader import SupportRead

FEATURES = ("sentence_maxsim", "sentence_cosine", "weakest_words", "coverage")
READ_FEATURES = ("whole", "said", "least_said", "lowest")


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
    read: "SupportRead | None" = None,
) -> tuple[tuple[float, ...], NDArray[np.float32]]:
    """How a statement compares with a passage, as FEATURES names it, and with each sentence.

    With READ_FEATURES where the support reader `read` it.
    """
    words = word_scores(encoded, states)
    of_read = _read_features(read)
    if not words.size:
        features = (0.0,) * len(FEATURES)
        return features + of_read, np.zeros(max(words.shape[1], 1), dtype=np.float32)
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
    return features + of_read, by_sentence + cosines


def _read_features(read: "SupportRead | None") -> tuple[float, ...]:
    if read is None:
        return ()
    if not len(read.said):
        return (0.0,) * len(READ_FEATURES)
    least = np.sort(read.said)[: max(1, len(read.said) // 3)]
    return read.whole, float(read.said.mean()), float(least.mean()), float(least[0])


def probability(features: Sequence[float], same_language: bool) -> float:
    """How surely a passage with these features carries the statement; from 0.5 on it does."""
    total = sum_of("same" if same_language else "cross", FEATURES, READ_FEATURES, features)
    return 1 / (1 + math.exp(-max(min(total, 50.0), -50.0)))


def sum_of(
    regression: str, names: Sequence[str], of_read: Sequence[str], features: Sequence[float]
) -> float:
    """What a regression of `check.json` makes of the features of these names: from 0 on, yes.

    The one named so and "read" where the features have those of the support reader, `of_read`.
    """
    read = len(features) > len(names)
    calibration = _calibration()[f"{regression} read" if read else regression]
    used = (*names, *of_read) if read else names
    weighed = (calibration[name] * value for name, value in zip(used, features, strict=True))
    return calibration["intercept"] + sum(weighed)


@cache
def _calibration() -> dict[str, dict[str, float]]:
    content: dict[str, dict[str, float]] = json.loads(
        files("assistant").joinpath("check.json").read_text("utf-8")
    )
    return content
