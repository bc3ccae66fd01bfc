"""Train the span reader on public questions.

    python tests/benchmarks/span_reader.py FOLDER --minutes 40

FOLDER holds files in SQuAD's form, each read as a set of its own. The weights that are shipped were
trained on the first three sets of SQuADShifts (new Wikipedia, Amazon, Reddit:
github.com/modestyachts/squadshifts-website), on TQuAD's training set
(github.com/TQuad/turkish-nlp-qa-dataset), on a part of JaQuAD's (github.com/SkelterLabsInc/JaQuAD,
CC BY-SA 3.0) and on CMRC 2018's development set (github.com/ymcui/cmrc2018, CC BY-SA 4.0). None of
them is in a language of the project's articles but English, and none shares an article with XQuAD
or KazQAD, which measure it (sentences.py, abstention.py).

Writes index/span_reader.safetensors. The model learns to find where the answer begins and ends
among a paragraph and those most like it, or that it is in none of them, which are a fifth. So that
it does not learn to look for the question's words alone, some of those that the paragraph repeats
are left out; so that it does not matter whether question and paragraph are in one language, some
questions are moved by the distance between two languages.
"""

import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from command import load_model, parser
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from assistant.terminal import note, progress_bar
from index.article import Passage, Sentence
from index.embedding import SentenceEncoder, normalised, unpack
from index.span_reader import WEIGHTS, SpanReader

_LONGEST = 2500  # characters of a paragraph
_WINDOW = 160  # tokens of it
_BATCH = 16  # questions
_CANDIDATES = 3  # paragraphs
_NEAREST = 10  # of which they are drawn
_NONE = 0.2
_LONGEST_ANSWER = 40  # tokens
_REPEATED = 0.72  # cosine from which a word counts as repeated
_LEFT_OUT = 0.4
_MOVED = 0.35
_RATE = 1.5e-3
_WARMING = 300  # steps


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's token states, its paragraph's number and the answer's first and last token."""

    tokens: NDArray[np.float32]
    paragraph: int
    answer: str
    first: int
    last: int
    nearest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Paragraphs, each with its token states, and the questions about them."""

    texts: list[str]
    states: list[NDArray[np.float32]]
    questions: list[Asked]
    mean: NDArray[np.float32]


def read_set(file: Path, encoder: SentenceEncoder, most: int) -> QuestionSet:
    """One file of SQuAD's form, at most so many of its paragraphs."""
    paragraphs = [
        (_line(paragraph["context"]), paragraph["qas"])
        for article in json.loads(file.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
        if len(paragraph["context"]) <= _LONGEST
    ]
    paragraphs = random.Random(0).sample(paragraphs, min(most, len(paragraphs)))
    texts = [text for text, _ in paragraphs]
    passages = [
        Passage(file.stem, 0, len(t), t, "en", None, (Sentence(0, len(t), t),)) for t in texts
    ]
    with progress_bar() as progress:
        encoded = []
        for passage in encoder.encode_passages(passages):
            encoded.append(passage)
            progress(len(encoded), len(texts), file.stem)
    states = [unpack(passage.tokens).tokens for passage in encoded]
    vectors = np.stack([passage.vector for passage in encoded])
    asked = [
        (_line(qa["question"]), number, str(qa["answers"][0]["text"]), qa["answers"][0])
        for number, (_, qas) in enumerate(paragraphs)
        for qa in qas
        if qa["answers"]
    ]
    with ThreadPoolExecutor(8) as threads:
        questions = list(threads.map(encoder.encode_question, [text for text, *_ in asked]))
    found = []
    for question, (_, number, answer, given) in zip(questions, asked, strict=True):
        start = int(given["answer_start"])
        spans = encoder.token_spans(passages[number])
        inside = np.nonzero((spans[:, 0] < start + len(answer)) & (spans[:, 1] > start))[0]
        right = texts[number][start : start + len(answer)] == _line(answer)
        if right and len(question.tokens) and 0 < len(inside) <= _LONGEST_ANSWER:
            nearest = tuple(np.argsort(-(vectors @ question.vector))[:_NEAREST].tolist())
            first, last = int(inside[0]), int(inside[-1])
            found.append(Asked(question.tokens, number, answer, first, last, nearest))
    return QuestionSet(texts, states, found, np.concatenate(states).mean(axis=0))


def train(sets: Sequence[QuestionSet], minutes: float) -> SpanReader:
    """The reader after so many minutes of training."""
    torch.manual_seed(0)
    random.seed(0)
    reader = SpanReader(len(sets[0].mean))
    optimiser = torch.optim.AdamW(reader.parameters(), lr=_RATE, weight_decay=0.02)
    began = time.monotonic()
    losses: list[float] = []
    for step, batch in enumerate(_batches(sets), start=1):
        done = (time.monotonic() - began) / 60 / minutes
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1, step / _WARMING) * (1 - done)
        found = loss(reader, sets, batch)
        optimiser.zero_grad()
        found.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        losses.append(found.item())
        if step % 200 == 0:
            note(f"{step} steps, {done:.0%}: loss {np.mean(losses[-200:]):.3f}")
    return reader.eval()


def _batches(sets: Sequence[QuestionSet]) -> Iterator[list[tuple[QuestionSet, Asked]]]:
    everything = [(one, question) for one in sets for question in one.questions]
    while True:
        random.shuffle(everything)
        for start in range(0, len(everything), _BATCH):
            yield everything[start : start + _BATCH]


def loss(
    reader: SpanReader, sets: Sequence[QuestionSet], batch: Sequence[tuple[QuestionSet, Asked]]
) -> Tensor:
    """The cross-entropy of where the answer begins and ends among a question's paragraphs."""
    texts: list[Tensor] = []
    questions: list[Tensor] = []
    ranges: list[range] = []
    answers: list[tuple[int, int, int] | None] = []
    for own, asked in batch:
        question = torch.from_numpy(_question(sets, own, asked))
        others = [i for i in asked.nearest if asked.answer not in own.texts[i]]
        random.shuffle(others)
        absent = random.random() < _NONE
        chosen = others[:_CANDIDATES] if absent else [asked.paragraph, *others[: _CANDIDATES - 1]]
        at = len(texts)
        for number in chosen:
            states, left_out = _window(
                own.states[number], None if number != asked.paragraph else asked
            )
            texts.append(torch.from_numpy(states))
            questions.append(question)
            if number == asked.paragraph:
                answers.append((0, asked.first - left_out, asked.last - left_out))
        if absent:
            answers.append(None)
        ranges.append(range(at, len(texts)))
    logits = reader(*_padded(texts), *_padded(questions))
    losses = []
    for rows, answer in zip(ranges, answers, strict=True):
        for end in (0, 1):
            places = logits[rows.start : rows.stop, :, end].reshape(-1)
            target = 0 if answer is None else 1 + min(answer[1 + end], logits.shape[1] - 1)
            among = torch.cat([reader.none[end : end + 1], places])
            losses.append(functional.cross_entropy(among[None], torch.tensor([target])))
    return torch.stack(losses).mean()


def _question(sets: Sequence[QuestionSet], own: QuestionSet, asked: Asked) -> NDArray[np.float32]:
    """The question, some words of it left out, or moved as if it were in another language."""
    tokens = asked.tokens
    if random.random() < 0.5:
        repeated = (tokens @ own.states[asked.paragraph].T).max(axis=1) >= _REPEATED
        kept = ~(repeated & (np.random.random(len(tokens)) < _LEFT_OUT))
        tokens = tokens[kept] if kept.sum() >= 3 else tokens
    if random.random() < _MOVED:
        between = [a.mean - b.mean for a, b in combinations(sets, 2)] or [np.zeros(tokens.shape[1])]
        way = random.choice(between) * random.choice((-1, 1))
        if random.random() < 0.5:
            noise = np.random.standard_normal(tokens.shape[1])
            way = noise / np.linalg.norm(noise) * np.linalg.norm(way)
        tokens = normalised(tokens + way.astype(np.float32))
    return tokens


def _window(states: NDArray[np.float32], answer: Asked | None) -> tuple[NDArray[np.float32], int]:
    """A part of a long paragraph, with the answer, and how many tokens before it are left out."""
    over = len(states) - _WINDOW
    if over <= 0:
        return states, 0
    first = max(0, answer.last - _WINDOW + 1) if answer else 0
    start = random.randint(min(first, over), min(answer.first, over) if answer else over)
    return states[start : start + _WINDOW], start


def _padded(texts: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """The states [rows, tokens, dimension] and which of them are real."""
    padded = pad_sequence(list(texts), batch_first=True)
    lengths = torch.tensor([len(text) for text in texts])
    return padded, torch.arange(padded.shape[1]) < lengths[:, None]


def _line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f\x85]", " ", text)


def main() -> None:
    """Train and write."""
    arguments = parser(__doc__, "the folder of the question sets, in SQuAD's form")
    arguments.add_argument("--minutes", type=float, default=40, help="how long to train")
    arguments.add_argument("--most", type=int, default=2500, help="paragraphs of a set")
    given = arguments.parse_args()
    files = sorted(given.data.glob("*.json"))
    if not files:
        raise SystemExit(f"{given.data} holds no .json: name the folder of the question sets")
    encoder = load_model()
    sets = [read_set(file, encoder, given.most) for file in files]
    note(f"{sum(len(one.questions) for one in sets)} questions of {len(sets)} sets")
    reader = train(sets, given.minutes)
    weights = {name: value.half().contiguous() for name, value in reader.state_dict().items()}
    save_file(weights, WEIGHTS)
    note(f"written: {WEIGHTS}")


if __name__ == "__main__":
    main()
