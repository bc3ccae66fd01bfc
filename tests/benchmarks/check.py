"""How well the check of a model's sentences tells true from false.

    python tests/benchmarks/check.py XQUAD [--article FILE GOLD.jsonl] [--fit] [--misses] [--each N]

XQUAD is the folder of xquad.ru*.json and xquad.en*.json, which are parallel: a sentence is true of
its own paragraph and of its translation. FILE is an article and GOLD.jsonl questions on it, whose
sentences with evidence are true. From each true sentence a false one is made by swapping one
figure, name or country for another one of the same kind that its passage does not hold; and a
sentence of another paragraph of the same article is an invented one. Every sentence cites its
passage. N true sentences of each pair of languages are tried (default 60).

--fit prints the coefficients of `assistant/check.json`, fitted on every second article; without
it the other articles are measured, so that nothing is measured on what was fitted.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from assistant.check import Checker, Given, compare
from assistant.facts import facts, missing
from assistant.prompt import Source
from index.article import Article, Language, Passage, Sentence
from index.embedding import SentenceEncoder, load_encoder, unpack
from index.sentences import split_sentences
from index.settings import Settings

Paragraphs = dict[tuple[int, int], Given]
PAIRS: tuple[tuple[Language, Language], ...] = (
    ("ru", "ru"), ("en", "en"), ("en", "ru"), ("ru", "en"),
)  # fmt: skip
_SHORTEST = 40  # characters of a sentence that says something


@dataclass(frozen=True)
class Statement:
    """A sentence, the passage that it cites, and what was done to it."""

    text: str
    language: Language
    given: Given
    done: str

    @property
    def pair(self) -> str:
        return f"{self.language} on {self.given.source.passage.language}"


def paragraphs(folder: Path, language: Language, encoder: SentenceEncoder) -> Paragraphs:
    places, texts = [], []
    for file in sorted(folder.glob(f"xquad.{language}*.json")):
        for number, article in enumerate(json.loads(file.read_text("utf-8"))["data"]):
            for place, paragraph in enumerate(article["paragraphs"]):
                places.append((number, place))
                texts.append(paragraph["context"])
    return dict(zip(places, given(texts, language, encoder), strict=True))


def given(texts: Sequence[str], language: Language, encoder: SentenceEncoder) -> list[Given]:
    passages = []
    for text in texts:
        spans = split_sentences(text, language)
        sentences = tuple(Sentence(a, b, text[a:b]) for a, b in spans)
        passages.append(Passage("a", 0, len(text), text, language, None, sentences))
    return [
        Given(
            Source(1, Article("a", "", p.text, language, None, None, None, "a", "r"), p),
            unpack(encoded.tokens),
        )
        for p, encoded in zip(passages, encoder.encode_passages(passages), strict=True)
    ]


def true_sentences(
    texts: dict[Language, Paragraphs], own: Language, other: Language, half: int
) -> list[tuple[str, tuple[int, int], Given]]:
    return [
        (sentence.text, place, texts[other][place])
        for place, one in texts[own].items()
        if place[0] % 2 == half
        for sentence in one.source.passage.sentences
        if len(sentence.text) >= _SHORTEST
    ]


def statements(
    texts: dict[Language, Paragraphs], each: int, chance: random.Random
) -> Iterator[Statement]:
    for own, other in PAIRS:
        true = true_sentences(texts, own, other, half=1)
        pool = swaps([text for text, _, _ in true], own)
        for text, place, one in chance.sample(true, min(each, len(true))):
            yield Statement(text, own, one, "true")
            for done, changed in corrupted(text, own, one, pool, chance):
                yield Statement(changed, own, one, done)
            others = [t for t, p, _ in true if p[0] == place[0] and p != place]
            if others:
                yield Statement(chance.choice(others), own, one, "invented")


def from_gold(
    article: Path, gold: Path, encoder: SentenceEncoder, chance: random.Random
) -> Iterator[Statement]:
    """The sentences of the article that hold a question's evidence, and what is made of them."""
    blocks = [b.strip() for b in article.read_text("utf-8").split("\n\n") if len(b) > 120]
    passages = given(blocks, "ru", encoder)
    evidence = {
        piece
        for line in gold.read_text("utf-8").splitlines()
        for piece in json.loads(line)["evidence"]
    }
    every = [s.text for one in passages for s in one.source.passage.sentences]
    pool = swaps(every, "ru")
    for one in passages:
        own = [s.text for s in one.source.passage.sentences]
        for text in own:
            if not any(piece in text for piece in evidence) or len(text) < _SHORTEST:
                continue
            yield Statement(text, "ru", one, "true")
            for done, changed in corrupted(text, "ru", one, pool, chance):
                yield Statement(changed, "ru", one, done)
            strange = chance.choice([s for s in every if s not in own and len(s) >= _SHORTEST])
            yield Statement(strange, "ru", one, "invented")


def swaps(sentences: Sequence[str], language: Language) -> dict[str, list[str]]:
    """What can be put in the place of a figure, a name, a country: those of all sentences."""
    pool: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        stated = facts(sentence, language)
        pool["figure"] += [f.text for f in stated.figures if not f.word and not f.unit]
        pool["unit"] += [f.text for f in stated.figures if f.unit not in ("", "day", "month")]
        pool["name"] += [n.text for n in stated.names]
        pool["country"] += [p.text for p in stated.places]
    return pool


def corrupted(
    text: str, language: Language, one: Given, pool: dict[str, list[str]], chance: random.Random
) -> Iterator[tuple[str, str]]:
    """The text with one fact swapped for another of its kind that the passage does not hold."""
    stated = facts(text, language)
    kinds = {
        "figure": [f for f in stated.figures if not f.word and not f.unit],
        "unit": [f for f in stated.figures if f.unit not in ("", "day", "month")],
        "name": stated.names,
        "country": stated.places,
    }
    held = [(one.source.passage.text, one.source.passage.language)]
    for kind, parts in kinds.items():
        if not parts:
            continue
        part = chance.choice(parts)
        for swap in chance.sample(pool[kind], min(20, len(pool[kind]))):
            stated = facts(f"A {swap} a" if language == "en" else f"а {swap} а", language)
            absent = {fact.text for fact in missing(stated, held)}
            if swap in absent or (absent and kind in ("figure", "unit")):
                yield kind, text[: part.start] + swap + text[part.end :]
                break


def measure(tried: Sequence[Statement], encoder: SentenceEncoder, misses: bool) -> None:
    right: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    seconds = []
    for one in tried:
        started = perf_counter()
        checked = Checker(encoder, [one.given], one.language).check(f"{one.text} [1]")
        seconds.append(perf_counter() - started)
        passed = (checked.reason is None) == (one.done == "true")
        for row in (one.pair, "all"):
            right[row][one.done].append(passed)
        if misses and not passed:
            print(f"{one.pair} {one.done:9}{checked.reason} {checked.missing} | {one.text}")
    kinds = ["true", "figure", "unit", "name", "country", "invented"]
    print(f"{'':10}" + "".join(f"{kind:>18}" for kind in kinds))
    for row, found in right.items():
        cells = (
            f"{np.mean(found[kind]):12.3f} ({len(found[kind]):3})" if found[kind] else " " * 18
            for kind in kinds
        )
        print(f"{row:10}" + "".join(cells))
    print(f"{1000 * np.median(seconds):.0f} ms a sentence, {len(tried)} sentences")


def fit(texts: dict[Language, Paragraphs], encoder: SentenceEncoder, each: int) -> None:
    from sklearn.linear_model import LogisticRegression

    chance = random.Random(0)
    rows: dict[str, list[tuple[tuple[float, ...], bool]]] = defaultdict(list)
    for own, other in PAIRS:
        true = true_sentences(texts, own, other, half=0)
        for text, place, one in chance.sample(true, min(each, len(true))):
            encoded = encoder.encode_question(text)
            near = [p for p in texts[other] if p[0] == place[0] and p != place]
            for given_, is_true in [(one, True), *((texts[other][p], False) for p in near)]:
                passage = given_.source.passage
                features, _ = compare(
                    text, own, encoded, given_.states, other, [s.text for s in passage.sentences]
                )
                rows["same" if own == other else "cross"].append((features, is_true))
    for name, found in rows.items():
        model = LogisticRegression(C=100, max_iter=5000, class_weight="balanced")
        model.fit([features for features, _ in found], [is_true for _, is_true in found])
        print(name, [round(c, 2) for c in model.coef_[0]], round(model.intercept_[0], 2))


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
        return
    measure(list(statements(texts, options.each, chance)), encoder, options.misses)
    if options.article:
        measure(list(from_gold(*options.article, encoder, chance)), encoder, options.misses)


if __name__ == "__main__":
    main()
