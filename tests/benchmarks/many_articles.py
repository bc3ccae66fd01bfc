"""Many articles: the first sync, a sync of one changed article, latency of questions and memory.

The articles are made of public paragraphs, each told from its copies by a number before it. So
that the first sync does not take hours, a paragraph is encoded once and its copies get the same
encoding, a little turned: what is measured of it is reading, splitting, storing and publishing.
Questions are encoded, searched and answered as ever.
"""

import json
import random
import re
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.assistant import Assistant
from index.article import Passage, Sentence
from index.embedding import SentenceEncoder
from index.encoder import EncodedPassage
from index.settings import load_settings
from index.sync import sync
from tests.benchmarks.command import load_model, parser
from tests.benchmarks.corpus import kazqad, xquad

_MARK = re.compile(r"\A\d+-\d+: ")
_PARAGRAPHS = 60  # of each language
_LONG_ENOUGH = 250
_TURNED = 0.05


class CopyingEncoder:
    """The model, asked once for each paragraph whatever the number before it."""

    def __init__(self, model: SentenceEncoder) -> None:
        self._model = model
        self._known: dict[str, EncodedPassage] = {}
        self._random = np.random.default_rng(1)
        self.name, self.dimension = model.name, model.dimension
        self.copied = True

    def encode_passages(self, passages: Sequence[Passage]) -> Iterator[EncodedPassage]:
        for passage in passages:
            bare = _without_mark(passage) if self.copied else passage
            if bare.text not in self._known or not self.copied:
                (self._known[bare.text],) = self._model.encode_passages([bare])
            encoded = self._known[bare.text]
            turned = self._random.normal(scale=_TURNED / self.dimension**0.5, size=self.dimension)
            vector = encoded.vector + turned.astype(np.float32)
            yield replace(encoded, vector=vector / np.linalg.norm(vector))


def _without_mark(passage: Passage) -> Passage:
    """The passage as it is without the number before its text."""
    mark = _MARK.match(passage.text)
    if not mark:
        return passage
    cut = mark.end()
    first, *others = passage.sentences
    if first.end - first.start <= cut:
        return passage
    opening = Sentence(first.start + cut, first.end, first.text[cut:], first.speaker)
    return replace(
        passage,
        start=passage.start + cut,
        text=passage.text[cut:],
        sentences=(opening, *others),
    )


def write_articles(data: Path, docs: Path, count: int, passages: int) -> list[str]:
    """Write so many articles of so many paragraphs; returns questions about the paragraphs."""
    docs.mkdir(parents=True, exist_ok=True)
    sets = [xquad(data, "ru"), xquad(data, "en"), kazqad(data)]
    chance = random.Random(1)
    for number in range(count):
        chosen = sets[number % len(sets)]
        every = [p for _, article in chosen.articles for p in article]
        # Shorter ones would be joined, each pair a text of its own.
        paragraphs = [p for p in every if len(p) > _LONG_ENOUGH][:_PARAGRAPHS]
        body = "\n\n".join(f"{number}-{i}: {chance.choice(paragraphs)}" for i in range(passages))
        date = f"{2020 + number % 6}-{1 + number % 12:02}-{1 + number % 28:02}"
        (docs / f"article-{number}.md").write_text(
            f"---\nlanguage: {chosen.language}\npublished: {date}\n---\n{body}", "utf-8"
        )
    return [question.text for chosen in sets for question in chosen.questions[:20]]


def main() -> None:
    """Print what was measured, as JSON."""
    arguments = parser(__doc__)
    arguments.add_argument("--articles", type=int, default=1000)
    arguments.add_argument("--passages", type=int, default=40)
    given = arguments.parse_args()
    folder = given.work / f"many-{given.articles}-{given.passages}"
    settings = load_settings(docs=folder / "docs", store=folder / "store")
    questions = write_articles(given.data, settings.docs, given.articles, given.passages)
    encoder = CopyingEncoder(load_model())
    figures: dict[str, object] = {"articles": given.articles}
    steps: dict[str, float] = {}
    last = ["start", time.perf_counter()]

    def watch(done: int, total: int, step: str) -> None:
        now = time.perf_counter()
        steps[str(last[0])] = steps.get(str(last[0]), 0.0) + now - float(last[1])
        last[:] = [step, now]

    begun = time.perf_counter()
    report = sync(settings, encoder, watch)
    figures["first sync, s"] = round(time.perf_counter() - begun, 1)
    figures["of it"] = {step: round(seconds, 1) for step, seconds in steps.items()}
    figures["passages embedded"] = report.embedded
    begun = time.perf_counter()
    sync(settings, encoder)
    figures["sync of nothing, s"] = round(time.perf_counter() - begun, 2)
    changed = settings.docs / "article-0.md"
    text = changed.read_text("utf-8")
    changed.write_text(text.replace("0-3: ", f"0-3: {time.time_ns()} "), "utf-8")
    encoder.copied = False
    begun = time.perf_counter()
    report = sync(settings, encoder)
    figures["sync of one changed paragraph, s"] = round(time.perf_counter() - begun, 2)
    figures["passages embedded then"] = report.embedded
    assistant = Assistant(settings)
    assistant.warm_up()
    begun = time.perf_counter()
    assistant.ask(questions[0])
    figures["first question, s"] = round(time.perf_counter() - begun, 2)
    seconds = []
    parts: dict[str, list[float]] = {}
    for question in questions:
        begun = time.perf_counter()
        answer = assistant.ask(question)
        seconds.append(time.perf_counter() - begun)
        for name, value in answer.seconds.items():
            parts.setdefault(name, []).append(value)
    figures["question, s"] = {
        "median": round(float(np.median(seconds)), 3),
        "95 of 100": round(float(np.quantile(seconds, 0.95)), 3),
        **{name: round(float(np.median(values)), 3) for name, values in parts.items()},
    }
    figures["memory at most, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = sum(file.stat().st_size for file in settings.store.rglob("*") if file.is_file())
    figures["store, MB"] = size // 1_000_000
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
