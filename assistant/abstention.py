"""Whether the articles hold the answer at all.

A logistic regression over how the best passage and its best sentence compare with the question;
`tests/benchmarks/abstention.py` fits it on public questions whose paragraph was taken away.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from index.article import Language
from index.search import SearchHit

FEATURES = ("maxsim", "sentence_maxsim", "sentence_cosine", "coverage", "sentence_coverage")


def features(hit: SearchHit) -> tuple[float, ...]:
    """What the decision stands on, in the order of FEATURES."""
    return (
        hit.maxsim,
        float(hit.sentence_maxsim.max()),
        float(hit.sentence_cosines.max()),
        hit.coverage,
        float(hit.sentence_coverage.max()),
    )


def probability(hits: Sequence[SearchHit], language: Language) -> float:
    """How likely the best of the passages found answers the question, from 0 to 1."""
    if not hits:
        return 0.0
    same = hits[0].passage.language == language
    calibration = _calibration()["same" if same else "cross"]
    total = calibration["intercept"] + sum(
        calibration[name] * value for name, value in zip(FEATURES, features(hits[0]), strict=True)
    )
    return 1 / (1 + math.exp(-total))


@cache
def _calibration() -> dict[str, dict[str, float]]:
    content: dict[str, dict[str, float]] = json.loads(
        files("assistant").joinpath("calibration.json").read_text("utf-8")
    )
    return content
