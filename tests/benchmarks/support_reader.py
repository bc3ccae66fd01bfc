"""Train the support reader on public news in three languages.

    python tests/benchmarks/support_reader.py NEWS

NEWS holds copies of NTREX-128 (github.com/MicrosoftTranslator/NTREX, CC BY-SA 4.0) and of WMT's
tests of 2021 to 2023 between English and Russian (github.com/wmt-conference/wmt21-news-systems and
so on), with what some systems made of them. None of it is an article of XQuAD or of docs/, which
measure the check (`tests/benchmarks/check.py`).

Every line is a statement, and is made false in some ways (`falsified.py`): its passage, in its own
language or another, says all of its words but those. A line beside another passage of its block is
about something else, and has names, figures and countries that are not there. So the reader learns
for each word whether the passage says it, and for the whole whether the passage is about it.

The shipped weights were trained in two goes: 5000 batches at a rate of 2e-3 by an earlier form of
this, which was shown words of the passage in each other's place as well, then 4500 at 1.1e-3
(`--go-on`). Encoding takes longer than training, over half an hour on two cores, and holds 8 GB.

Writes index/support_reader.safetensors and prints, of every sixth block, how surely (AUC) false
words are told from true ones, and statements from those about something else, by language.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from command import load_model, parser
from falsified import Line, Windows, read_lines
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils.rnn import pad_sequence

from assistant.facts import facts, missing
from assistant.terminal import note, print_table, progress_bar
from index.article import Language, Passage, Sentence
from index.embedding import SentenceEncoder
from index.states import unpack
from index.support_reader import WEIGHTS, SupportReader, load_support_reader

Key = tuple[tuple[int, int], Language]
"""A passage: its window, which is a block and a line of it, and its language."""

_BATCH = 24  # statements
_RATE = 2e-3
_WARMING = 300  # steps
_LONGEST = 300  # tokens of a passage
_OTHER = 0.3  # how often a true statement stands beside another passage
_FAR = 0.15  # how often that is of any block
_OWN_LANGUAGE = 0.25  # how often a passage is in the statement's language
_LONGER = 0.35  # how often another passage of the block stands beside it
_TELLING = 3.0  # how much more a name, a figure or a denial weighs than another word
_WHOLE = 0.5  # its loss's weight beside that of the words
_HELD_OUT = 6  # every sixth block
_UNKNOWN = -1.0
_DENIAL = re.compile(r"not|never|\w+n['’]t|не|ни|емес|жоқ", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Stated:
    """A statement with its token states, the word of each token, and which words are false."""

    line: Line
    tokens: NDArray[np.float16]
    words: tuple[tuple[int, int], ...]
    word_of: NDArray[np.int64]

    def labels(self) -> NDArray[np.float32]:
        """1 for the tokens of true words, 0 for those of false ones."""
        spans = np.array(self.words)[self.word_of]
        found = np.ones(len(spans), dtype=np.float32)
        for start, end in self.line.false:
            found[(spans[:, 0] < end) & (spans[:, 1] > start)] = 0
        return found

    def weights(self) -> NDArray[np.float32]:
        """How much each token weighs: names, figures and denials more."""
        words = [self.line.text[a:b] for a, b in self.words]
        telling = [not word.islower() or bool(_DENIAL.fullmatch(word)) for word in words]
        return np.where(np.array(telling)[self.word_of], _TELLING, 1.0).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """The passages with their token states, and the statements about them."""

    windows: Windows
    states: dict[Key, NDArray[np.float16]]
    stated: list[Stated]
    beside: dict[tuple[int, Language], list[Key]]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A statement beside passages: `labels` float32[tokens], `whole`; -1 where it is not known."""

    stated: Stated
    language: Language
    passage: NDArray[np.float16]
    labels: NDArray[np.float32]
    whole: float


def read(folder: Path, encoder: SentenceEncoder) -> News:
    """The news in the folder, encoded."""
    windows, lines = read_lines(folder, random.Random(0))
    passages = [
        Passage("n", 0, len(text), text, language, None, (Sentence(0, len(text), text),))
        for (_, language), text in windows.items()
    ]
    states: dict[Key, NDArray[np.float16]] = {}
    stated: list[Stated] = []
    with progress_bar() as progress, ThreadPoolExecutor(16) as threads:
        for key, encoded in zip(windows, encoder.encode_passages(passages), strict=True):
            states[key] = unpack(encoded.tokens).tokens.astype(np.float16)
            progress(len(states), len(windows), "passages")
        encoding = threads.map(encoder.encode_question, [line.text for line in lines])
        for line, question in zip(lines, encoding, strict=True):
            tokens = question.tokens.astype(np.float16)
            if len(tokens):
                stated.append(Stated(line, tokens, question.words, question.word_of))
            progress(len(stated), len(lines), "statements")
    beside: dict[tuple[int, Language], list[Key]] = defaultdict(list)
    for window, language in windows:
        beside[window[0], language].append((window, language))
    return News(windows, states, stated, beside)


def is_held_out(line: Line) -> bool:
    """Whether the line's block is one of those that measure."""
    return line.window[0] % _HELD_OUT == 0


def draw(news: News, stated: Stated, chance: random.Random) -> Row:
    """The statement beside a passage that says it, or at times beside another."""
    line = stated.line
    languages = [a for a in ("en", "ru", "kk") if (line.window, a) in news.states]
    others = [language for language in languages if language != line.language]
    telling = line.reworded or line.done != "true"
    own = line.language in languages and telling and chance.random() < _OWN_LANGUAGE
    language: Language = line.language if own or not others else chance.choice(others)
    key = line.window, language
    around = [other for other in news.beside[line.window[0], language] if other != key]
    if line.done == "true" and chance.random() < _OTHER:
        far = not around or chance.random() < _FAR
        other = chance.choice(list(news.states) if far else around)
        if other[0] != line.window:
            return Row(stated, other[1], _cut(news.states[other]), _absent(news, stated, other), 0)
    passage = news.states[key]
    if around and chance.random() < _LONGER:
        pair = [passage, news.states[chance.choice(around)]]
        passage = np.concatenate(pair if chance.random() < 0.5 else pair[::-1])
    whole = 1.0 if line.done == "true" else _UNKNOWN
    return Row(stated, language, _cut(passage), stated.labels(), whole)


def _cut(states: NDArray[np.float16]) -> NDArray[np.float16]:
    return states[:_LONGEST]


def _absent(news: News, stated: Stated, other: Key) -> NDArray[np.float32]:
    """0 for the tokens of facts that another window has not; of the others nothing is known."""
    line = stated.line
    found = np.full(len(stated.tokens), _UNKNOWN, dtype=np.float32)
    text = news.windows.get((other[0], line.language))
    if text is None:
        return found
    spans = np.array(stated.words)[stated.word_of]
    for fact in missing(facts(line.text, line.language), [(text, line.language)]):
        found[(spans[:, 0] < fact.end) & (spans[:, 1] > fact.start)] = 0
    return found


def read_rows(reader: SupportReader, rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """The reader's logits of rows: [rows, tokens] and [rows]."""
    texts: tuple[Tensor, ...] = ()
    for of in ([row.stated.tokens for row in rows], [row.passage for row in rows]):
        padded = pad_sequence([torch.from_numpy(one).float() for one in of], batch_first=True)
        lengths = torch.tensor([len(one) for one in of])
        texts += padded, torch.arange(padded.shape[1]) < lengths[:, None]
    found: tuple[Tensor, Tensor] = reader(*texts)
    return found


def loss(reader: SupportReader, rows: Sequence[Row]) -> Tensor:
    """Cross-entropy, true and false words weighing alike; and that of the whole statements."""
    logits, whole = read_rows(reader, rows)
    labels, weights = (
        pad_sequence([torch.from_numpy(one) for one in of], batch_first=True, padding_value=fill)
        for of, fill in (
            ([row.labels for row in rows], _UNKNOWN),
            ([row.stated.weights() for row in rows], 0.0),
        )
    )
    entropy = weights * binary_cross_entropy_with_logits(
        logits, labels.clamp(min=0), reduction="none"
    )
    total = torch.zeros(())
    for told in (labels == 1, labels == 0):
        total = total + (entropy * told).sum() / (weights * told).sum().clamp(min=1) / 2
    wanted = torch.tensor([row.whole for row in rows])
    known = wanted >= 0
    if known.any():
        total = total + _WHOLE * binary_cross_entropy_with_logits(whole[known], wanted[known])
    return total


def train(
    news: News, steps: int, dimension: int, reader: SupportReader | None = None
) -> SupportReader:
    """The reader, or a new one, after so many batches."""
    torch.manual_seed(0)
    chance = random.Random(1)
    reader = reader or SupportReader(dimension)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=_RATE, weight_decay=0.02)
    losses: list[float] = []
    warming = min(_WARMING, 1 + steps // 10)
    for step, batch in zip(range(steps), _batches(news, chance), strict=False):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1, (step + 1) / warming) * (1 - step / steps)
        found = loss(reader, [draw(news, stated, chance) for stated in batch])
        optimiser.zero_grad()
        found.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        losses.append(found.item())
        if (step + 1) % 250 == 0:
            note(f"{step + 1} of {steps} steps: loss {np.mean(losses[-250:]):.3f}")
    return reader.eval()


def _batches(news: News, chance: random.Random) -> Iterator[list[Stated]]:
    learned = [stated for stated in news.stated if not is_held_out(stated.line)]
    while True:
        chance.shuffle(learned)
        for start in range(0, len(learned), _BATCH):
            yield learned[start : start + _BATCH]


@torch.inference_mode()
def measure(reader: SupportReader, news: News) -> list[dict[str, object]]:
    """How surely false words, and statements about something else, are told: AUC, by language.

    A name, a figure or a country is told from those of true statements, another word from the
    other words.
    """
    chance = random.Random(2)
    held_out = [stated for stated in news.stated if is_held_out(stated.line)]
    scores: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for start in range(0, len(held_out), _BATCH):
        rows = [draw(news, stated, chance) for stated in held_out[start : start + _BATCH]]
        logits, whole = read_rows(reader, rows)
        for row, of_words, of_all in zip(rows, logits.numpy(), whole.tolist(), strict=True):
            done, language = row.stated.line.done, row.stated.line.language
            found = scores[f"{language} on {row.language}"]
            if row.whole >= 0:
                found["whole" if row.whole else "not whole"].append(of_all)
            if row.whole == 0:
                continue
            of_words, false = of_words[: len(row.labels)], row.labels == 0
            if done != "true":
                found[done].append(float(of_words[false].mean()))
            else:
                telling = row.stated.weights() > 1
                found["facts"] += of_words[telling].tolist()
                found["words"] += of_words[~telling].tolist()
    told_from = {
        "name": "facts", "country": "facts", "number": "facts", "date": "facts",
        "word": "words", "denied": "facts", "not whole": "whole",
    }  # fmt: skip
    return [
        {"statement": pair}
        | {
            name: round(_auc(found[of], found[name]), 3) if found[of] and found[name] else None
            for name, of in told_from.items()
        }
        for pair, found in sorted(scores.items())
    ]


def _auc(true: Sequence[float], false: Sequence[float]) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score([1] * len(true) + [0] * len(false), [*true, *false]))


def main() -> None:
    """Train, write and measure."""
    arguments = parser(__doc__, "the folder of the news")
    arguments.add_argument("--steps", type=int, default=9000, help="batches of 24 statements")
    arguments.add_argument("--go-on", action="store_true", help="begin with the shipped weights")
    given = arguments.parse_args()
    encoder = load_model()
    news = read(given.data, encoder)
    note(f"{len(news.stated)} statements about {len(news.windows)} passages")
    reader = load_support_reader(encoder.dimension) if given.go_on else None
    reader = train(news, given.steps, encoder.dimension, reader)
    weights = {name: value.half().contiguous() for name, value in reader.state_dict().items()}
    save_file(weights, WEIGHTS)
    note(f"written: {WEIGHTS}")
    print_table(measure(reader, news))


if __name__ == "__main__":
    main()
