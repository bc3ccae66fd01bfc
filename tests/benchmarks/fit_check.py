"""Fit the regressions of the check of a model's sentences, and write them to assistant/check.json.

    python tests/benchmarks/fit_check.py XQUAD NEWS [--each N]

They are fitted on every second article of XQUAD, the folder of xquad.ru*.json and xquad.en*.json,
whose other articles `check.py` measures, and on every sixth block of NEWS, on which the support
reader was not trained (`support_reader.py` says what that is). N statements of each pair of
languages are taken of both (default 300).

"same" and "cross" tell whether a passage carries a statement in its own or another language: a
sentence of XQuAD, or a line of the news in the words of another translation, beside its passage and
beside another of the same article; and lines with a word exchanged or a verb denied. "name" tells
whether a name that letters do not find is one of the passage's: those of true statements, and
others put in their places. Of each there is one for the model alone and one for the support reader
as well. Their intercepts are such that the sum of one true statement in forty is under zero, and
that of one false name in twenty over it.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from falsified import Line, Windows, read_lines
from numpy.typing import NDArray
from statements import PAIRS, Paragraphs, given, held, paragraphs, swaps, true_sentences
from support_reader import is_held_out

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
TRUE_LOST = 1 / 40
FALSE_NAMES = 1 / 20

Pair = tuple[str, Language, Given, bool]
"""A statement, its language, a passage, and whether that carries it."""
Named = tuple[str, Language, Given, Run, bool]
"""A statement with a name that is really its own, or was put there."""
_DONE = ("true", "name", "word", "denied")
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


def of_news(
    windows: Windows, lines: Sequence[Line], encoder: SentenceEncoder, each: int
) -> tuple[list[Pair], list[Named]]:
    """Lines beside their own window in every language and another, and the names in them."""
    chance = random.Random(1)
    lines = [line for line in lines if is_held_out(line)]
    chance.shuffle(lines)
    taken: dict[tuple[str, ...], int] = defaultdict(int)
    pairs: list[Pair] = []
    names: list[Named] = []
    for line in lines:
        for language in ("en", "ru", "kk"):
            if (line.window, language) not in windows or line.done not in _DONE:
                continue
            kind = line.done, line.language, language
            same = line.language == language
            most = each // 3 if line.done in ("word", "denied") else each
            if taken[kind] >= most or (same and not line.reworded):
                continue
            taken[kind] += 1
            (one,) = given([windows[line.window, language]], language, encoder)
            if not same:
                names += _names(line, one)
            if line.done in ("word", "denied"):
                pairs.append((line.text, line.language, one, False))
            if line.done == "true":
                beside = [
                    window
                    for window, a in windows
                    if window[0] == line.window[0] and window != line.window and a == language
                ]
                pairs.append((line.text, line.language, one, True))
                if beside:
                    text = windows[chance.choice(beside), language]
                    (another,) = given([text], language, encoder)
                    pairs.append((line.text, line.language, another, False))
    return pairs, names


def _names(line: Line, one: Given) -> Iterator[Named]:
    for name in facts(line.text, line.language).names:
        put = any(start < name.end and name.start < end for start, end in line.false)
        if put == (line.done == "name"):
            yield line.text, line.language, one, name, not put


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


def fit(
    rows: Rows, names: Sequence[str], lost: float | None = None, passing: float = 0
) -> dict[str, float]:
    """The coefficients of the first features, with so many true ones under zero or false over."""
    from sklearn.linear_model import LogisticRegression

    features = np.array([row[: len(names)] for row, _ in rows])
    true = np.array([is_true for _, is_true in rows])
    scale = np.maximum(features.std(axis=0), 1e-6)
    model = LogisticRegression(C=1, max_iter=5000, class_weight="balanced")
    model.fit(features / scale, true)
    weights: NDArray[np.float64] = model.coef_[0] / scale
    sums = features @ weights
    limit = float(np.quantile(sums[~true], 1 - passing))
    print(
        f"{np.mean(sums[true] > limit):.3f} of {true.sum()} true ones over it, {len(rows)} in all"
    )
    coefficients = dict(zip(names, weights.tolist(), strict=True))
    return {
        name: round(value, 3)
        for name, value in ({"intercept": -float(limit)} | coefficients).items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("xquad", type=Path)
    parser.add_argument("news", type=Path)
    parser.add_argument("--each", type=int, default=300)
    options = parser.parse_args()
    encoder = load_encoder(Settings())
    texts = {own: paragraphs(options.xquad, own, encoder) for own in ("ru", "en")}
    windows, lines = read_lines(options.news, random.Random(0))
    found = [of_xquad(texts, options.each), of_news(windows, lines, encoder, options.each)]
    rows = rows_of_pairs([pair for pairs, _ in found for pair in pairs], encoder)
    named = rows_of_names([name for _, names in found for name in names], encoder)
    fitted: dict[str, dict[str, float]] = {}
    for kind in ("same", "cross"):
        for title, used in ((kind, FEATURES), (f"{kind} read", FEATURES + READ_FEATURES)):
            print(title, end=": ")
            fitted[title] = fit(rows[kind], used, lost=TRUE_LOST)
    for title, used in (
        ("name", NAME_FEATURES),
        ("name read", NAME_FEATURES + NAME_READ_FEATURES),
    ):
        print(title, end=": ")
        fitted[title] = fit(named, used, passing=FALSE_NAMES)
    FILE.write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
