"""Fit the regressions of the check of a model's sentences, and write them to assistant/check.json.

    python tests/benchmarks/fit_check.py XQUAD [--each N]

They are fitted on every second article of XQUAD, the folder of xquad.ru*.json and xquad.en*.json,
whose other articles `check.py` measures. N sentences of each pair of languages are taken (default
260). The support reader, which two of the regressions stand on, saw none of it.

"same" and "cross" tell whether a passage carries a statement in its own or another language: a
sentence beside its paragraph and beside another of the same article. "name" tells whether a name
that letters do not find is one of the passage's: those of true sentences, and others put in their
places. "cross read" and "name read" are those where the support reader reads as well. The
intercepts are such that the sum of three false sentences in a hundred, and of one false name in
twenty, is over zero. "same", "cross" and "name" as shipped are of an earlier fit, whose thresholds
were set by hand.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from statements import PAIRS, Paragraphs, held, paragraphs, swaps, true_sentences

from assistant.check import Given
from assistant.facts import facts, missing
from assistant.likeness import FEATURES, READ_FEATURES, compare
from assistant.name_likeness import NAME_FEATURES, name_features
from assistant.name_likeness import READ_FEATURES as NAME_READ_FEATURES
from assistant.name_words import Run
from index.article import Language
from index.embedding import SentenceEncoder, load_encoder
from index.settings import Settings

FILE = Path(__file__).parents[2] / "assistant" / "check.json"
FALSE_SENTENCES = 0.03
FALSE_NAMES = 0.05

Pair = tuple[str, Language, Given, bool]
"""A statement, its language, a passage, and whether that carries it."""
Named = tuple[str, Language, Given, Run, bool]
"""A statement with a name that is really its own, or was put there."""
Rows = list[tuple[tuple[float, ...], bool]]


def of_xquad(texts: dict[Language, Paragraphs], each: int) -> tuple[list[Pair], list[Named]]:
    """Sentences beside their own paragraph and another, and the names in them."""
    chance = random.Random(0)
    pairs: list[Pair] = []
    names: list[Named] = []
    for own, other in PAIRS:
        true = true_sentences(texts, own, other, half=0)
        pool = swaps([text for text, _, _ in true], own)["name"]
        for text, place, one in chance.sample(true, min(each, len(true))):
            near = [p for p in texts[other] if p[0] == place[0] and p != place]
            pairs += [(text, own, one, True), (text, own, texts[other][chance.choice(near)], False)]
            mine = texts[own][place].source.passage.text
            outside = [swap for swap in chance.sample(pool, min(60, len(pool)))
                       if not held(swap, mine, own)]  # fmt: skip
            for name in facts(text, own).names if own != other else ():
                names.append((text, own, one, name, True))
                for swap in chance.sample(outside, 2):
                    changed = text[: name.start] + swap + text[name.end :]
                    put = replace(name, text=swap, end=name.start + len(swap))
                    names.append((changed, own, one, put, False))
    return pairs, names


def rows_of_pairs(pairs: Sequence[Pair], encoder: SentenceEncoder) -> dict[str, Rows]:
    """The features of statements beside passages, of those in one language and in two."""
    rows: dict[str, Rows] = defaultdict(list)
    for text, language, one, carries in pairs:
        passage = one.source.passage
        encoded = encoder.encode_question(text)
        read = encoder.read_support(encoded, one.states)
        sentences = [sentence.text for sentence in passage.sentences]
        features, _ = compare(
            text, language, encoded, one.states, passage.language, sentences, read
        )
        rows["same" if passage.language == language else "cross"].append((features, carries))
    return rows


def rows_of_names(names: Sequence[Named], encoder: SentenceEncoder) -> Rows:
    """The features of those names that letters do not find in the passage."""
    rows: Rows = []
    for text, language, one, name, real in names:
        passage = one.source.passage
        for fact in missing(facts(text, language), [(passage.text, passage.language)]):
            if fact.kind != "name" or not (fact.start < name.end and name.start < fact.end):
                continue
            if passage.language == "en" and fact.text.isascii():
                continue
            encoded = encoder.encode_question(text)
            cosines = encoded.tokens @ one.states.tokens.T
            spans = encoder.token_spans(passage)
            read = encoder.read_support(encoded, one.states)
            if features := name_features(fact, encoded, cosines, spans, passage.text, read):
                rows.append((features, real))
    return rows


def fit(rows: Rows, names: Sequence[str], passing: float) -> dict[str, float]:
    """The coefficients of the first features, with so many of the false ones over zero."""
    from sklearn.linear_model import LogisticRegression

    features = np.array([row[: len(names)] for row, _ in rows])
    true = np.array([is_true for _, is_true in rows])
    scale = np.maximum(features.std(axis=0), 1e-6)
    model = LogisticRegression(C=1, max_iter=5000, class_weight="balanced")
    model.fit(features / scale, true)
    weights: NDArray[np.float64] = model.coef_[0] / scale
    sums = features @ weights
    limit = np.quantile(sums[~true], 1 - passing)
    print(f"{np.mean(sums[true] > limit):.3f} of {true.sum()} true ones are over zero")
    weighed = zip(("intercept", *names), (-limit, *weights), strict=True)
    return {name: round(float(value), 3) for name, value in weighed}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("xquad", type=Path)
    parser.add_argument("--each", type=int, default=260)
    options = parser.parse_args()
    encoder = load_encoder(Settings())
    texts = {own: paragraphs(options.xquad, own, encoder) for own in ("ru", "en")}
    pairs, names = of_xquad(texts, options.each)
    rows = rows_of_pairs(pairs, encoder)
    named = rows_of_names(names, encoder)
    fitted: dict[str, dict[str, float]] = {}
    for title, of, used, passing in (
        ("same", rows["same"], FEATURES, FALSE_SENTENCES),
        ("cross", rows["cross"], FEATURES, FALSE_SENTENCES),
        ("cross read", rows["cross"], FEATURES + READ_FEATURES, FALSE_SENTENCES),
        ("name", named, NAME_FEATURES, FALSE_NAMES),
        ("name read", named, NAME_FEATURES + NAME_READ_FEATURES, FALSE_NAMES),
    ):
        print(title, end=": ", flush=True)
        fitted[title] = fit(of, used, passing)
    FILE.write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
