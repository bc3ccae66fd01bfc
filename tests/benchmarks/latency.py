"""How long an answer takes once everything is loaded: the median and the 95th percentile.

    python tests/benchmarks/latency.py QUESTIONS.jsonl

Asks each question (`id`, `question`, optional `history` a line) of the articles in docs/, or in
the folder that --docs names. The machine must be idle otherwise.
"""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from command import load_model, parser

from assistant.assistant import Assistant
from assistant.batch import BatchQuestion, read_questions
from assistant.terminal import print_table
from index.settings import load_settings
from index.sync import sync


def measure(questions: Sequence[BatchQuestion], assistant: Assistant) -> list[dict[str, object]]:
    """A row for each step and for the whole, in milliseconds."""
    assistant.warm_up()
    seconds: dict[str, list[float]] = {}
    for asked in questions:
        started = perf_counter()
        answer = assistant.ask(asked.question, asked.history)
        whole = perf_counter() - started
        for step, taken in {**answer.seconds, "whole": whole}.items():
            seconds.setdefault(step, []).append(taken)
    return [
        {
            "step": step,
            "questions": len(taken),
            "median, ms": round(1000 * float(np.median(taken))),
            "95th percentile, ms": round(1000 * float(np.percentile(taken, 95))),
        }
        for step, taken in seconds.items()
    ]


def main() -> None:
    """Print the table."""
    arguments = parser(__doc__, "a file of questions")
    arguments.add_argument("--docs", type=Path, default=load_settings().docs)
    given = arguments.parse_args()
    settings = load_settings(docs=given.docs, store=given.work / "latency")
    sync(settings, load_model())
    print_table(measure(read_questions(given.data), Assistant(settings)))


if __name__ == "__main__":
    main()
