"""How well the check of a model's sentences tells true from false.

    python tests/benchmarks/check.py XQUAD [--article FILE GOLD.jsonl] [--fit] [--misses] [--each N]

XQUAD is the folder of xquad.ru*.json and xquad.en*.json, which are parallel: a sentence is true of
its own paragraph and of its translation. FILE is an article and GOLD.jsonl questions on it, whose
sentences with evidence are true, as are the paraphrases in `statements.jsonl` here, in Russian and
English. Every sentence cites its passage. From each true one false ones are made:

    number, date, name, country   one swapped for another of its kind that the passage has not
    its own number, name, ...     the same, but one that the passage itself has of something else
    word                          a number word swapped for another
    scale, currency               millions for billions, dollars for euros
    opposite                      grew for fell, exports for imports, president for prime minister
    denied                        a verb denied that was not, or the other way round
    invented                      a sentence of another paragraph of the same article, or written
                                  about what the passage is about

N true sentences of each pair of languages are tried (default 60). --fit prints the coefficients of
`assistant/check.json`, fitted on every second article; without it the other articles are measured,
so that nothing is measured on what was fitted.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from statements import (
    PAIRS,
    Paragraphs,
    Statement,
    from_gold,
    held,
    paragraphs,
    statements,
    swaps,
    true_sentences,
    written,
)

from assistant.check import Checker
from assistant.facts import facts, missing
from assistant.likeness import compare
from assistant.name_likeness import name_features
from index.article import Language
from index.embedding import EncodedQuestion, SentenceEncoder, load_encoder
from index.settings import Settings

# Of names put in others' places in a sentence, how many may pass where the letters do not tell.
FALSE_NAMES = 0.05


class Watched:
    """An encoder that knows whether it was asked to embed a sentence."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self.encoder, self.asked = encoder, False
        self.token_spans = encoder.token_spans

    def encode_question(self, text: str) -> EncodedQuestion:
        self.asked = True
        return self.encoder.encode_question(text)


def measure(tried: Sequence[Statement], encoder: SentenceEncoder, misses: bool) -> None:
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    seconds, embedded = [], []
    watched = Watched(encoder)
    for one in tried:
        checker = Checker(watched, [one.given], one.language)
        watched.asked = False
        started = perf_counter()
        checked = checker.check(f"{one.text} [1]")
        seconds.append(perf_counter() - started)
        embedded.append(watched.asked)
        passed = (checked.reason is None) == (one.done == "true")
        for pair in (one.pair, "all"):
            right[one.done][pair].append(passed)
        if misses and not passed:
            print(f"{one.pair} {one.done:9}{checked.reason} {checked.missing} | {one.text}")
    pairs = [p for p in ("ru on ru", "en on en", "en on ru", "ru on en", "all")
             if any(p in found for found in right.values())]  # fmt: skip
    print(f"{'':17}" + "".join(f"{pair:>15}" for pair in pairs))
    for done, found in right.items():
        cells = (
            f"{np.mean(found[pair]):8.3f} ({len(found[pair]):4})" if found[pair] else " " * 15
            for pair in pairs
        )
        print(f"{done:17}" + "".join(cells))
    print_times(1000 * np.array(seconds), np.array(embedded))


def print_times(taken: NDArray[np.float64], embedded: NDArray[np.bool_]) -> None:
    """The median of all milliseconds, and of those of the sentences that were embedded."""
    print(f"{np.median(taken):.1f} ms a sentence (mean {taken.mean():.1f}), {len(taken)} sentences")
    for name, some in (("embedded", taken[embedded]), ("not embedded", taken[~embedded])):
        if len(some):
            print(
                f"  {name}: {np.median(some):.1f} ms, 95 in 100 within "
                f"{np.percentile(some, 95):.1f}; {len(some)} sentences"
            )


def fit(texts: dict[Language, Paragraphs], encoder: SentenceEncoder, each: int) -> None:
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(0)
    rows: dict[str, list[tuple[tuple[float, ...], bool]]] = defaultdict(list)
    for own, other in PAIRS:
        true = true_sentences(texts, own, other, half=0)
        for text, place, one in chance.sample(true, min(each, len(true))):
            encoded = encoder.encode_question(text)
            near = [p for p in texts[other] if p[0] == place[0] and p != place]
            strange = texts[other][chance.choice(near)]
            for given_, is_true in ((one, True), (strange, False)):
                passage = given_.source.passage
                features, _ = compare(
                    text, own, encoded, given_.states, other, [s.text for s in passage.sentences]
                )
                rows["same" if own == other else "cross"].append((features, is_true))
    for name, found in rows.items():
        model = LogisticRegression(C=100, max_iter=5000, class_weight="balanced")
        model.fit([features for features, _ in found], [is_true for _, is_true in found])
        print(name, [round(c, 2) for c in model.coef_[0]], round(model.intercept_[0], 2))


def fit_names(texts: dict[Language, Paragraphs], encoder: SentenceEncoder, each: int) -> None:
    """Print the regression of names: those of true sentences, and others put in their places."""
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(0)
    rows, real = [], []
    for own, other in PAIRS[2:]:
        true = true_sentences(texts, own, other, half=0)
        pool = swaps([text for text, _, _ in true], own)["name"]
        for text, place, one in chance.sample(true, min(each, len(true))):
            mine = texts[own][place].source.passage.text
            tried = [(text, name, True) for name in facts(text, own).names]
            outside = [swap for swap in pool if not held(swap, mine, own)]
            for _, name, _ in tuple(tried):
                for swap in chance.sample(outside, 2):
                    changed = text[: name.start] + swap + text[name.end :]
                    end = name.start + len(swap)
                    tried.append((changed, replace(name, text=swap, end=end), False))
            passage = one.source.passage
            spans = encoder.token_spans(passage)
            for sentence, name, is_real in tried:
                for fact in missing(facts(sentence, own), [(passage.text, other)]):
                    if fact.kind != "name" or not (fact.start < name.end and name.start < fact.end):
                        continue
                    if other == "en" and fact.text.isascii():
                        continue
                    encoded = encoder.encode_question(sentence)
                    cosines = encoded.tokens @ one.states.tokens.T
                    rows.append(name_features(fact, encoded, cosines, spans, passage.text))
                    real.append(is_real)
    kept = [bool(row) for row in rows]
    features, wanted = np.array([row for row in rows if row]), np.array(real)[kept]
    model = LogisticRegression(C=100, max_iter=5000, class_weight="balanced")
    model.fit(features, wanted)
    sums = model.decision_function(features)
    limit = np.quantile(sums[~wanted], 1 - FALSE_NAMES)
    print(
        "name", [round(c, 2) for c in model.coef_[0]], round(model.intercept_[0] - limit, 2),
        f"keeps {np.mean(sums[wanted] > limit):.2f} of {wanted.sum()}, {len(wanted)} in all",
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("xquad", type=Path)
    parser.add_argument("--article", type=Path, nargs=2, metavar=("FILE", "GOLD"))
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--each", type=int, default=60)
    options = parser.parse_args()
    encoder = load_encoder(Settings())
    chance = random.Random(1)
    texts = {own: paragraphs(options.xquad, own, encoder) for own in ("ru", "en")}
    if options.fit:
        fit(texts, encoder, options.each)
        fit_names(texts, encoder, options.each)
        return
    measure(list(statements(texts, options.each, chance)), encoder, options.misses)
    if options.article:
        print("\nThe article")
        measure(list(from_gold(*options.article, encoder, chance)), encoder, options.misses)
        print("\nThe article in other words")
        measure(list(written(options.article[0], encoder, chance)), encoder, options.misses)


if __name__ == "__main__":
    main()
