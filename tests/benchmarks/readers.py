"""Questions as readers ask them, about articles made up for it: how they are answered.

    python tests/benchmarks/readers.py tests/readers
    python tests/benchmarks/readers.py tests/readers --fit ../shared/data

Public questions are written beside their paragraph and repeat its words; these are in words of
their own, in the three languages, and a third have no answer in the article. Each set is a folder
with docs/ and questions.jsonl, as `multivector eval` reads them. With --fit, how what the articles
hold is weighed for such questions (`assistant/abstention.py`) is fitted on the sets, those under
held_out/ left out, and on the public questions with and without their paragraph and article, which
weigh less: without them every long question would seem to be answered.
"""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

import abstention
import numpy as np
from command import load_model, parser
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import assistant
from assistant import findings
from assistant.abstention import READERS, judged
from assistant.assistant import Assistant
from assistant.evaluation import RATES, GradedQuestion, grade, read_corpus, read_gold, report
from assistant.question import Question
from assistant.quotes import choose_quotes
from assistant.ranking import rank_sentences
from assistant.terminal import note, print_table
from index.embedding import SentenceEncoder, load_encoder
from index.search import SearchHit
from index.settings import Settings, load_settings
from index.states import EncodedQuestion
from index.sync import sync

Rows = tuple[bool, NDArray[np.float64], float]
"""Whether they are answered, the features of each, and what all of them weigh."""

# What the public questions weigh against 1 of the readers': half of it those that are answered.
_PUBLIC = (0.15, 0.0525, 0.0975)
_CALIBRATION = Path(assistant.__file__).with_name("calibration.json")


def sets(folder: Path) -> list[Path]:
    """The folders of the sets, those held out last."""
    found = [file.parent for file in folder.rglob("questions.jsonl")]
    return sorted(found, key=lambda path: (_held_out(path), path))


def opened(settings: Settings) -> Assistant:
    """An assistant over the articles of one set, indexed where they are not yet."""
    failed = sync(settings, load_encoder(settings)).failed
    assert not failed, failed
    return Assistant(settings)


def graded(folder: Path, bot: Assistant) -> Iterator[tuple[GradedQuestion, list[tuple]]]:
    """Each question with its grades, and what was judged to answer it: passage, features."""
    corpus = read_corpus(folder / "docs")
    for gold in read_gold(folder / "questions.jsonl"):
        seen: list[tuple] = []

        def answers(*asked, seen=seen, decided=findings.answers):
            seen.append((asked[2].hit.passage.text, judged(*asked)))
            return decided(*asked)

        with patch.object(findings, "answers", answers):
            answer = bot.ask(gold.asked.question, gold.asked.history).as_json()
        yield GradedQuestion(gold, answer, grade(gold, answer, corpus)), seen[:1]


def public(data: Path, work: Path, encoder: SentenceEncoder) -> Iterator[Rows]:
    """Public questions: with their paragraph, without it, and without its article."""
    observed = abstention.observe(data, work, encoder, _of_the_quote)
    for pair in observed.values():
        for features, right, weight in zip(
            pair.features, (True, False, False), _PUBLIC, strict=False
        ):
            yield right, features[~np.isnan(features[:, 0])], weight / len(observed)


def _of_the_quote(
    question: Question, encoded: EncodedQuestion, hits: Sequence[SearchHit]
) -> tuple[float, ...]:
    """The features of the best quote; NaN where there is none and nothing is to be decided."""
    chosen = choose_quotes(question, rank_sentences(question, hits))
    if not chosen:
        return (math.nan,) * len(READERS)
    return judged(question, encoded, max(chosen, key=lambda quote: quote.probability))


def fit(rows: Iterable[Rows]) -> dict[str, float]:
    """The logistic regression of what answers against what does not."""
    inputs, right, weights = (
        np.concatenate(parts)
        for parts in zip(
            *(
                (f, np.full(len(f), answering), np.full(len(f), weight / len(f)))
                for answering, f, weight in rows
            ),
            strict=True,
        )
    )
    scale = inputs.std(axis=0)
    model = LogisticRegression(max_iter=5000)
    model.fit(inputs / scale, right, sample_weight=weights / weights.mean())
    names = ("intercept", *READERS)
    values = [*model.intercept_, *(model.coef_[0] / scale)]
    return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}


def main() -> None:
    """Print the table; with --fit, write the calibration."""
    arguments = parser(__doc__, "the folder of the sets")
    arguments.add_argument(
        "--fit", type=Path, metavar="DATA", help="write assistant/calibration.json"
    )
    given = arguments.parse_args()
    table: list[dict[str, object]] = []
    seen_of: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    for folder in sets(given.data):
        place = given.work / "readers" / folder.name
        settings = load_settings(docs=folder / "docs", store=place)
        found = list(graded(folder, opened(settings)))
        row = report([one for one, _ in found])["all"]
        name = f"{folder.name}{' (held out)' if _held_out(folder) else ''}"
        table.append({"set": name, "questions": row["questions"]} | {r: row[r] for r in RATES})
        if _held_out(folder):
            continue
        for one, seen in found:
            for text, features in seen:
                right = any(part in text for part in one.gold.evidence)
                if right or not one.gold.answerable:
                    seen_of[right].append(features)
    print_table(table)
    if given.fit:
        rows = [(right, np.array(seen), 0.5) for right, seen in seen_of.items()]
        rows += public(given.fit, given.work, load_model())
        content = json.loads(_CALIBRATION.read_text("utf-8")) | {"readers": fit(rows)}
        _CALIBRATION.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
        note(f"written: {_CALIBRATION}")


def _held_out(folder: Path) -> bool:
    return folder.parent.name == "held_out"


if __name__ == "__main__":
    main()
