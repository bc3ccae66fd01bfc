"""Questions as readers ask them, about articles made up for it: how they are answered.

    python tests/benchmarks/readers.py tests/readers
    python tests/benchmarks/readers.py tests/readers --fit

Public questions are written beside their paragraph and repeat its words; these are in words of
their own, in the three languages, and a third have no answer in the article. Each set is a folder
with docs/ and questions.jsonl, as `multivector eval` reads them. With --fit, how what the articles
hold is weighed for such questions (`assistant/abstention.py`) is fitted on the sets, those under
held_out/ left out.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
from command import parser
from sklearn.linear_model import LogisticRegression

import assistant
from assistant import findings
from assistant.abstention import READERS, judged
from assistant.assistant import Assistant
from assistant.evaluation import RATES, GradedQuestion, grade, read_corpus, read_gold, report
from assistant.terminal import note, print_table
from index.embedding import load_encoder
from index.settings import Settings, load_settings
from index.sync import sync

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
    """Each question with its grades, and what was judged to answer it: question, hit, features."""
    corpus = read_corpus(folder / "docs")
    for gold in read_gold(folder / "questions.jsonl"):
        seen: list[tuple] = []

        def answers(*asked, seen=seen, decided=findings.answers):
            seen.append((asked[2].passage.text, judged(*asked)))
            return decided(*asked)

        with patch.object(findings, "answers", answers):
            answer = bot.ask(gold.asked.question, gold.asked.history).as_json()
        yield GradedQuestion(gold, answer, grade(gold, answer, corpus)), seen[:1]


def fit(rows: list[tuple[bool, tuple[float, ...]]]) -> dict[str, float]:
    """The logistic regression of what answers against what does not, each side of equal weight."""
    right = np.array([answering for answering, _ in rows])
    inputs = np.array([features for _, features in rows])
    scale = inputs.std(axis=0)
    model = LogisticRegression(max_iter=5000, class_weight="balanced")
    model.fit((inputs - inputs.mean(axis=0)) / scale, right)
    weights = model.coef_[0] / scale
    intercept = float(model.intercept_[0] - weights @ inputs.mean(axis=0))
    named = dict(zip(READERS, weights.round(3).tolist(), strict=True))
    return {"intercept": round(intercept, 3)} | named


def main() -> None:
    """Print the table; with --fit, write the calibration."""
    arguments = parser(__doc__, "the folder of the sets")
    arguments.add_argument("--fit", action="store_true", help="write assistant/calibration.json")
    given = arguments.parse_args()
    table: list[dict[str, object]] = []
    fitted: list[tuple[bool, tuple[float, ...]]] = []
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
                    fitted.append((right, features))
    print_table(table)
    if given.fit:
        content = json.loads(_CALIBRATION.read_text("utf-8")) | {"readers": fit(fitted)}
        _CALIBRATION.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
        note(f"written: {_CALIBRATION}")


def _held_out(folder: Path) -> bool:
    return folder.parent.name == "held_out"


if __name__ == "__main__":
    main()
