"""How well the check of a model's sentences tells true from false.

    python tests/benchmarks/check.py XQUAD [--article FILE GOLD.jsonl] [--readers FOLDER]
                                     [--misses] [--each N]

XQUAD is the folder of xquad.ru*.json and xquad.en*.json, which are parallel: a sentence is true of
its own paragraph and of its translation. FILE is an article and GOLD.jsonl questions on it, whose
sentences with evidence are true, as are the paraphrases in `statements.jsonl` here, in Russian,
Kazakh and English. Every sentence cites its passage. From each true one false ones are made:

    number, date, name, country   one swapped for another of its kind that the passage has not
    its own number, name, ...     the same, but one that the passage itself has of something else
    word                          a number word swapped for another
    scale, currency               millions for billions, dollars for euros
    opposite                      grew for fell, exports for imports, president for prime minister
    denied                        a verb denied that was not, or the other way round
    invented                      a sentence of another paragraph of the same article, or written
                                  about what the passage is about

FOLDER is tests/readers: sentences as a language model may write them, in three languages, about the
made-up articles there, each true of its passage or false in one of nine ways; they were written by
somebody who did not know the check.

N true sentences of each pair of languages are tried (default 60), of those articles on which
nothing was fitted (`fit_check.py`).
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from statements import (
    PAIRS,
    Statement,
    from_gold,
    of_readers,
    paragraphs,
    statements,
    written,
)

from assistant.check import Checker
from index.embedding import SentenceEncoder, load_encoder
from index.settings import Settings
from index.states import EncodedQuestion, PassageStates


class Watched:
    """An encoder that knows whether it was asked to embed a sentence."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self.encoder, self.asked = encoder, False
        self.token_spans = encoder.token_spans

    def encode_question(self, text: str) -> EncodedQuestion:
        self.asked = True
        return self.encoder.encode_question(text)

    def read_support(self, statement: EncodedQuestion, passage: PassageStates) -> object:
        return self.encoder.read_support(statement, passage)


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
    own, other = [f"{a} on {b}" for a, b in PAIRS], {one.pair for one in tried}
    pairs = [*(pair for pair in own if pair in other), *sorted(other.difference(own)), "all"]
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


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("xquad", type=Path)
    parser.add_argument("--article", type=Path, nargs=2, metavar=("FILE", "GOLD"))
    parser.add_argument("--readers", type=Path, metavar="FOLDER")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--each", type=int, default=60)
    options = parser.parse_args()
    encoder = load_encoder(Settings())
    chance = random.Random(1)
    texts = {own: paragraphs(options.xquad, own, encoder) for own in ("ru", "en")}
    measure(list(statements(texts, options.each, chance)), encoder, options.misses)
    if options.article:
        print("\nThe article")
        measure(list(from_gold(*options.article, encoder, chance)), encoder, options.misses)
        print("\nThe article in other words")
        measure(list(written(options.article[0], encoder, chance)), encoder, options.misses)
    if options.readers:
        print("\nAs a model writes")
        measure(list(of_readers(options.readers, encoder)), encoder, options.misses)


if __name__ == "__main__":
    main()
