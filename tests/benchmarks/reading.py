"""What the span reader learns on: token states of passages and of questions about them.

Public question sets of SQuAD's form; and news in three languages at once, every question in each.
"""

import json
import random
import re
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from assistant.terminal import progress_bar
from index.article import Language, Passage, Sentence
from index.embedding import SentenceEncoder
from index.states import unpack

Lines = dict[Language, list[str]]
"""A document's lines, which say the same in each language."""

NEWS_QUESTIONS = Path(__file__).with_name("news_questions.jsonl")
"""Questions about the news of NTREX-128 and of WMT's tests, each in three languages.

`lines` are the numbers of the document's lines that answer it, counted from 0; none where it does
not. `en`, `ru` and `kk` are the question, `a_en` and so on the words that answer it.
"""

_LONGEST = 2500  # characters of a paragraph
_LONGEST_ANSWER = 40  # tokens
_NEAREST = 10
_LINES = (1, 5)  # of news in a passage
_HELD_OUT = 6  # every sixth document of the news
_NTREX: dict[Language, str] = {"en": "src.eng", "ru": "ref.rus", "kk": "ref.kaz"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The number of a passage, and the first and the last token of the answer in it."""

    passage: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's token states, its answer, and the passages most like it that do not hold it.

    The answer is one and the same, once for each language that the passages are in.
    """

    tokens: NDArray[np.float32]
    language: str | None
    answers: tuple[Answer, ...]
    nearest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Passages with their token states, and the questions about them."""

    passages: list[Passage]
    states: list[NDArray[np.float32]]
    questions: list[Asked]

    @property
    def mean(self) -> NDArray[np.float32]:
        """The mean state: where the set's language lies."""
        mean: NDArray[np.float32] = np.concatenate(self.states).mean(axis=0)
        return mean


@dataclass(frozen=True, slots=True)
class _Row:
    """A question, where each of its answers stands (passage, start, end), and who holds it."""

    text: str
    language: Language | None
    places: list[tuple[int, int, int]]
    holding: Collection[int]


def read_squad(file: Path, encoder: SentenceEncoder, most: int) -> QuestionSet:
    """One file of SQuAD's form, at most so many of its paragraphs."""
    paragraphs = [
        (_line(paragraph["context"]), paragraph["qas"])
        for article in json.loads(file.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
        if len(paragraph["context"]) <= _LONGEST
    ]
    paragraphs = random.Random(0).sample(paragraphs, min(most, len(paragraphs)))
    rows = []
    for number, (text, qas) in enumerate(paragraphs):
        for qa in qas:
            for given in qa["answers"][:1]:
                answer, start = _line(str(given["text"])), int(given["answer_start"])
                end = start + len(answer)
                if text[start:end] == answer:
                    holding = {i for i, (other, _) in enumerate(paragraphs) if answer in other}
                    rows.append(_Row(_line(qa["question"]), None, [(number, start, end)], holding))
    return _encoded([_passage(file.stem, text, "en") for text, _ in paragraphs], rows, encoder)


def read_news(folder: Path, encoder: SentenceEncoder, held_out: bool = False) -> QuestionSet:
    """News in several languages: every sixth document where `held_out`, the others otherwise."""
    documents = {**read_ntrex(folder), **_wmt(folder)}
    chosen = {name for i, name in enumerate(documents) if (i % _HELD_OUT == 0) == held_out}
    passages: list[Passage] = []
    places: dict[tuple[str, Language, int], tuple[int, int, str]] = {}
    for name in chosen:
        for language, lines in documents[name].items():
            for span in together(name, len(lines)):
                text = ""
                for number in span:
                    text = f"{text} {lines[number]}".lstrip()
                    start = len(text) - len(lines[number])
                    places[name, language, number] = (len(passages), start, lines[number])
                passages.append(_passage("news", text, language))
    rows = []
    for row in map(json.loads, NEWS_QUESTIONS.read_text("utf-8").splitlines()):
        if (name := row["document"]) not in chosen:
            continue
        languages = documents[name]
        of = {a: [places[name, a, number] for number in row["lines"]] for a in languages}
        answers = []
        for language in languages if row["lines"] else ():
            answer = row[f"a_{language}"]
            passage, start, line = next(place for place in of[language] if answer in place[2])
            begins = start + line.index(answer)
            answers.append((passage, begins, begins + len(answer)))
        holding = {passage for found in of.values() for passage, _, _ in found}
        rows += [_Row(row[language], language, answers, holding) for language in _NTREX]
    return _encoded(passages, rows, encoder)


def read_ntrex(folder: Path) -> dict[str, Lines]:
    """The documents of NTREX-128, in three languages."""
    (ids,) = folder.rglob("DOCUMENT_IDS.tsv")
    documents: dict[str, Lines] = {}
    for language, name in _NTREX.items():
        read = (ids.parent / "NTREX-128" / f"newstest2019-{name}.txt").read_text("utf-8-sig")
        for document, line in zip(ids.read_text("utf-8").split(), read.split("\n"), strict=False):
            documents.setdefault(document, {}).setdefault(language, []).append(line.strip())
    return documents


def _wmt(folder: Path) -> dict[str, Lines]:
    """The news among WMT's tests from Russian into English, with the first translation."""
    documents: dict[str, Lines] = {}
    for file in sorted(folder.rglob("*.ru-en.all.xml")):
        for document in ElementTree.parse(file).iter("doc"):
            news = file.name.startswith("newstest") or document.get("domain") == "news"
            if not news or document.get("testsuite"):
                continue
            (source,) = document.iter("src")
            translated = min(document.iter("ref"), key=lambda of: of.get("translator", ""))
            read = [
                {line.get("id"): " ".join((line.text or "").split()) for line in of.iter("seg")}
                for of in (source, translated)
            ]
            both = [number for number in read[0] if number in read[1]]
            documents[document.get("id", "")] = {
                "ru": [read[0][number] for number in both],
                "en": [read[1][number] for number in both],
            }
    return documents


def together(name: str, lines: int) -> Iterator[range]:
    """The lines of each passage of a document, alike in all languages."""
    drawn = random.Random(name)
    start = 0
    while start < lines:
        end = min(start + drawn.randint(*_LINES), lines)
        yield range(start, end)
        start = end


def _passage(name: str, text: str, language: Language) -> Passage:
    return Passage(name, 0, len(text), text, language, None, (Sentence(0, len(text), text),))


def _encoded(
    passages: list[Passage], rows: Sequence[_Row], encoder: SentenceEncoder
) -> QuestionSet:
    with progress_bar() as progress:
        encoded = []
        for passage in encoder.encode_passages(passages):
            encoded.append(passage)
            progress(len(encoded), len(passages), passages[0].article_id)
    states = [unpack(passage.tokens).tokens for passage in encoded]
    vectors = np.stack([passage.vector for passage in encoded])
    languages = np.array([passage.language for passage in passages])
    with ThreadPoolExecutor(8) as threads:
        questions = list(threads.map(encoder.encode_question, [row.text for row in rows]))
    asked = []
    for question, row in zip(questions, rows, strict=True):
        answers = []
        for number, start, end in row.places:
            spans = encoder.token_spans(passages[number])
            inside = np.nonzero((spans[:, 0] < end) & (spans[:, 1] > start))[0]
            if 0 < len(inside) <= _LONGEST_ANSWER:
                answers.append(Answer(number, int(inside[0]), int(inside[-1])))
        if not len(question.tokens) or (row.places and not answers):
            continue
        likeness = vectors @ question.vector
        likeness[list(row.holding)] = -np.inf
        nearest = [
            number
            for language in dict.fromkeys(languages)
            for number in _highest(np.where(languages == language, likeness, -np.inf))
        ]
        asked.append(Asked(question.tokens, row.language, tuple(answers), tuple(nearest)))
    return QuestionSet(passages, states, asked)


def _highest(likeness: NDArray[np.float32]) -> list[int]:
    best = np.argsort(-likeness)[:_NEAREST]
    return [int(number) for number in best if np.isfinite(likeness[number])]


def _line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f\x85]", " ", text)
