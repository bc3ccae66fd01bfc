"""Public question sets as articles in a real index, made by the code that indexes any folder.

XQuAD (github.com/google-deepmind/xquad): xquad.ru*.json and xquad.en*.json, the same articles,
paragraphs and questions in Russian and English. KazQAD (github.com/IS2AI/KazQAD):
kazqad.kk*.jsonl, Kazakh questions with the passage that answers each. Several files of a set are
read as one.
"""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.terminal import progress_bar
from index.article import Language, Passage
from index.embedding import SentenceEncoder
from index.settings import load_settings
from index.store import Snapshot, Store
from index.sync import sync

Place = tuple[int, int]
"""A paragraph: the number of its article and its own in it; alike in all languages of a set."""
PublicArticle = tuple[Language, tuple[str, ...]]
"""An article's language and paragraphs."""


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A question and the paragraphs that answer it, with the offset where the answer begins."""

    text: str
    answers: Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions and articles of one language."""

    language: Language
    articles: tuple[PublicArticle, ...]
    questions: tuple[PublicQuestion, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """An index of public articles; `spans` are the places of their paragraphs in the articles."""

    snapshot: Snapshot
    spans: Mapping[Place, tuple[int, int]]

    def holds(self, passage: Passage, places: Collection[Place]) -> bool:
        """Whether a passage is one of these paragraphs, or a part of it, or joined with another."""
        return any(
            passage.article_id == _article_id(place[0])
            and passage.start < self.spans[place][1]
            and self.spans[place][0] < passage.end
            for place in places
        )

    def rank(self, passages: Sequence[Passage], places: Collection[Place]) -> float:
        """How many of the passages stand before the first that is right; infinity: none is."""
        right = (i for i, passage in enumerate(passages) if self.holds(passage, places))
        return next(right, math.inf)


def xquad(data: Path, language: Language) -> QuestionSet:
    """XQuAD in one language; questions, articles and paragraphs are in the same order in each."""
    articles: list[PublicArticle] = []
    questions: list[PublicQuestion] = []
    for file in _files(data, f"xquad.{language}*.json"):
        for article in json.loads(file.read_text("utf-8"))["data"]:
            for number, paragraph in enumerate(article["paragraphs"]):
                place = (len(articles), number)
                questions += [
                    PublicQuestion(asked["question"], {place: asked["answers"][0]["answer_start"]})
                    for asked in paragraph["qas"]
                ]
            paragraphs = tuple(_line(p["context"]) for p in article["paragraphs"])
            articles.append((language, paragraphs))
    return QuestionSet(language, tuple(articles), tuple(questions))


def kazqad(data: Path) -> QuestionSet:
    """KazQAD, each passage an article; a question asked of several passages is one question."""
    articles: dict[str, int] = {}
    questions: dict[str, dict[Place, int]] = {}
    for file in _files(data, "kazqad.kk*.jsonl"):
        for row in map(json.loads, file.read_text("utf-8").strip().split("\n")):
            article = articles.setdefault(_line(row["context"]), len(articles))
            if starts := row["answers"]["answer_start"]:
                questions.setdefault(row["question"], {})[article, 0] = starts[0]
    return QuestionSet(
        "kk",
        tuple(("kk", (context,)) for context in articles),
        tuple(PublicQuestion(text, answers) for text, answers in questions.items()),
    )


@contextmanager
def indexed(
    folder: Path, articles: Sequence[PublicArticle], encoder: SentenceEncoder
) -> Iterator[Corpus]:
    """An index of these articles in a folder; what is encoded there already is not encoded anew."""
    settings = load_settings(docs=folder / "docs", store=folder / "store")
    _write(articles, settings.docs)
    with progress_bar() as progress:
        failed = sync(settings, encoder, progress).failed
    if failed:
        raise ValueError(f"not indexed: {failed}")
    with Store(settings.store, encoder.name) as store, store.snapshot() as snapshot:
        yield Corpus(snapshot, _spans(snapshot, articles))


def _write(articles: Sequence[PublicArticle], docs: Path) -> None:
    docs.mkdir(parents=True, exist_ok=True)
    texts = {
        f"{_article_id(number)}.md": f"---\nlanguage: {language}\n---\n" + "\n\n".join(paragraphs)
        for number, (language, paragraphs) in enumerate(articles)
    }
    for name, text in texts.items():
        (docs / name).write_text(text, "utf-8")
    for file in docs.iterdir():
        if file.name not in texts:
            file.unlink()


def _spans(snapshot: Snapshot, articles: Sequence[PublicArticle]) -> dict[Place, tuple[int, int]]:
    spans: dict[Place, tuple[int, int]] = {}
    for number, (_, paragraphs) in enumerate(articles):
        text, end = snapshot.article(_article_id(number)).text, 0
        for i, paragraph in enumerate(paragraphs):
            start = text.index(paragraph.strip(), end) - _indent(paragraph)
            end = start + len(paragraph)
            spans[number, i] = (start, end)
    return spans


def _indent(paragraph: str) -> int:
    return len(paragraph) - len(paragraph.lstrip())


def _article_id(number: int) -> str:
    return f"{number:04}"


def _line(paragraph: str) -> str:
    """A paragraph on one line, so that reading leaves it as it is and offsets into it hold."""
    return re.sub(r"[\s\x00-\x1f\x7f\x85]", " ", paragraph)


def _files(data: Path, pattern: str) -> list[Path]:
    files = sorted(data.glob(pattern))
    if not files:
        raise SystemExit(f"{data} holds no {pattern}: name the folder of the question sets")
    return files
