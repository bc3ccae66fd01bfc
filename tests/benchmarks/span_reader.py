"""Train the span reader on public questions.

    python tests/benchmarks/span_reader.py FOLDER NEWS

FOLDER holds files in SQuAD's form, each read as a set of its own: the first three sets of
SQuADShifts (new Wikipedia, Amazon, Reddit: github.com/modestyachts/squadshifts-website), TQuAD's
training set (github.com/TQuad/turkish-nlp-qa-dataset), a part of JaQuAD's
(github.com/SkelterLabsInc/JaQuAD, CC BY-SA 3.0) and CMRC 2018's development set
(github.com/ymcui/cmrc2018, CC BY-SA 4.0). NEWS holds copies of NTREX-128, the news of 2018 in
English, Russian and Kazakh (github.com/MicrosoftTranslator/NTREX, CC BY-SA 4.0), and of WMT's tests
of 2021 to 2023 from Russian into English (github.com/wmt-conference/wmt21-news-systems and so on);
the questions about them, each in three languages, are in `news_questions.jsonl` here, and each is
asked of its passage in every language. None of these shares an article with XQuAD, KazQAD or
tests/readers, which measure the reader. The shipped weights were trained in three goes: 35
minutes on FOLDER alone, by an earlier form of this, then 3000 steps at a rate of 1.5e-3 and 3800 at
1e-3 with NEWS (`--go-on`).

Writes index/span_reader.safetensors and prints, for each language of question and passage, how
often the right passage of the news held out is read as the likeliest among those of its language.
The model learns to find where the answer begins and ends among a passage and those most like it, or
that it is in none of them, which are a fifth. So that it does not learn to look for the question's
words alone, some of those that the passage repeats are left out; and some questions of the sets
that are in one language are moved by the distance to another's.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import torch
from command import load_model, parser
from numpy.typing import NDArray
from reading import Answer, Asked, QuestionSet, read_news, read_squad
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from assistant.terminal import note, print_table
from index.span_reader import WEIGHTS, SpanReader, load_span_reader
from index.states import normalised

_WINDOW = 160  # tokens of a passage
_BATCH = 16  # questions
_CANDIDATES = 3  # passages
_NONE = 0.2
_REPEATED = 0.72  # cosine from which a word counts as repeated
_LEFT_OUT = 0.4
_MOVED = 0.35
_RATE = 1e-3
_WARMING = 300  # steps
_NEWS = 3  # how often a question about news comes for each of the others


def train(sets: Sequence[QuestionSet], steps: int, reader: SpanReader | None = None) -> SpanReader:
    """The reader, or a new one, after so many batches."""
    torch.manual_seed(0)
    random.seed(0)
    reader = reader or SpanReader(sets[0].states[0].shape[1])
    ways = _ways(sets)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=_RATE, weight_decay=0.02)
    losses: list[float] = []
    warming = min(_WARMING, 1 + steps // 10)
    for step, batch in zip(range(steps), _batches(sets), strict=False):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1, (step + 1) / warming) * (1 - step / steps)
        found = loss(reader, ways, batch)
        optimiser.zero_grad()
        found.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        losses.append(found.item())
        if (step + 1) % 200 == 0:
            note(f"{step + 1} of {steps} steps: loss {np.mean(losses[-200:]):.3f}")
    return reader.eval()


Ways = Sequence[NDArray[np.float32]]
"""From one language's mean state to another's."""


def _ways(sets: Sequence[QuestionSet]) -> Ways:
    alone = [one for one in sets if len({passage.language for passage in one.passages}) == 1]
    return [a - b for a, b in combinations([one.mean for one in alone], 2)]


def _batches(sets: Sequence[QuestionSet]) -> Iterator[list[tuple[QuestionSet, Asked]]]:
    everything = [
        (one, asked)
        for one in sets
        for asked in one.questions
        for _ in range(_NEWS if asked.language else 1)
    ]
    while True:
        random.shuffle(everything)
        for start in range(0, len(everything), _BATCH):
            yield everything[start : start + _BATCH]


def loss(reader: SpanReader, ways: Ways, batch: Sequence[tuple[QuestionSet, Asked]]) -> Tensor:
    """The cross-entropy of where the answer begins and ends among a question's passages."""
    texts: list[Tensor] = []
    questions: list[Tensor] = []
    ranges: list[range] = []
    answers: list[tuple[int, int] | None] = []
    for own, asked in batch:
        answer = random.choice(asked.answers) if asked.answers else None
        question = torch.from_numpy(_question(ways, own, asked, answer))
        if random.random() < _NONE:
            answer = None
        others = random.sample(asked.nearest, min(_CANDIDATES, len(asked.nearest)))
        at = len(texts)
        answers.append(None)
        for number in others if answer is None else [answer.passage, *others[: _CANDIDATES - 1]]:
            right = answer if answer and answer.passage == number else None
            states, left_out = _window(own.states[number], right)
            if right:
                answers[-1] = (right.first - left_out, right.last - left_out)
            texts.append(torch.from_numpy(states))
            questions.append(question)
        ranges.append(range(at, len(texts)))
    logits = reader(*_padded(texts), *_padded(questions))
    losses = []
    for rows, answer in zip(ranges, answers, strict=True):
        for end in (0, 1):
            places = logits[rows.start : rows.stop, :, end].reshape(-1)
            target = 0 if answer is None else 1 + min(answer[end], logits.shape[1] - 1)
            among = torch.cat([reader.none[end : end + 1], places])
            losses.append(functional.cross_entropy(among[None], torch.tensor([target])))
    return torch.stack(losses).mean()


def _question(
    ways: Ways, own: QuestionSet, asked: Asked, answer: Answer | None
) -> NDArray[np.float32]:
    """The question, some words of it left out, or moved as if it were in another language."""
    tokens = asked.tokens
    if answer and random.random() < 0.5:
        repeated = (tokens @ own.states[answer.passage].T).max(axis=1) >= _REPEATED
        kept = ~(repeated & (np.random.random(len(tokens)) < _LEFT_OUT))
        tokens = tokens[kept] if kept.sum() >= 3 else tokens
    if ways and asked.language is None and random.random() < _MOVED:
        way = random.choice(ways) * random.choice((-1, 1))
        if random.random() < 0.5:
            noise = np.random.standard_normal(tokens.shape[1])
            way = noise / np.linalg.norm(noise) * np.linalg.norm(way)
        tokens = normalised(tokens + way.astype(np.float32))
    return tokens


def _window(states: NDArray[np.float32], answer: Answer | None) -> tuple[NDArray[np.float32], int]:
    """A part of a long passage, with the answer, and how many tokens before it are left out."""
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


@torch.inference_mode()
def found(reader: SpanReader, news: QuestionSet) -> list[dict[str, object]]:
    """How often the right passage, and "none", is the likeliest, by language of the question."""
    hits: dict[str, dict[str, list[bool]]] = {}
    for asked in news.questions:
        numbers = [*asked.nearest, *(answer.passage for answer in asked.answers)]
        texts = [torch.from_numpy(news.states[number]) for number in numbers]
        logits = reader(*_padded(texts), *_padded([torch.from_numpy(asked.tokens)] * len(texts)))
        likely = dict(zip(numbers, (logits - reader.none).logsumexp(1).mean(1), strict=True))
        row = hits.setdefault(str(asked.language), {})
        for answer in asked.answers:
            language = news.passages[answer.passage].language
            rivals = [likely[n] for n in asked.nearest if news.passages[n].language == language]
            row.setdefault(language, []).append(bool(likely[answer.passage] > max(rivals)))
        row.setdefault("among all", []).append(
            max(likely, key=lambda n: float(likely[n])) not in asked.nearest
        ) if asked.answers else row.setdefault("none", []).append(max(likely.values()) < 0)
    return [
        {"question": language} | {name: round(float(np.mean(of)), 3) for name, of in row.items()}
        for language, row in hits.items()
    ]


def main() -> None:
    """Train, write and measure."""
    arguments = parser(__doc__, "the folder of the question sets, in SQuAD's form")
    arguments.add_argument("news", type=Path, help="the folder of NTREX")
    arguments.add_argument("--steps", type=int, default=12000, help="batches of 16 questions")
    arguments.add_argument("--most", type=int, default=2500, help="paragraphs of a set")
    arguments.add_argument("--go-on", action="store_true", help="begin with the shipped weights")
    given = arguments.parse_args()
    files = sorted(given.data.glob("*.json"))
    if not files:
        raise SystemExit(f"{given.data} holds no .json: name the folder of the question sets")
    encoder = load_model()
    sets = [read_squad(file, encoder, given.most) for file in files]
    sets.append(read_news(given.news, encoder))
    note(f"{sum(len(one.questions) for one in sets)} questions of {len(sets)} sets")
    reader = load_span_reader(encoder.dimension) if given.go_on else None
    reader = train(sets, given.steps, reader)
    weights = {name: value.half().contiguous() for name, value in reader.state_dict().items()}
    save_file(weights, WEIGHTS)
    note(f"written: {WEIGHTS}")
    print_table(found(reader, read_news(given.news, encoder, held_out=True)))


if __name__ == "__main__":
    main()
