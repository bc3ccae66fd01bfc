"""What readers say of answers, kept in a file of the store that `multivector eval` reads.

A good answer becomes a question with evidence: what was quoted. What a bad one should have said is
not known, so `answerable` is null until somebody fills in the line.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from assistant.answer import Answer

FILE = "feedback.jsonl"
REASONS = ("wrong", "incomplete", "source", "other")
_LONGEST_WORDS = 1_000


def record(store: Path, answer: Answer, good: bool, reasons: Sequence[str], words: str) -> Path:
    """Add a line on an answer; the file it stands in.

    `reasons` are some of REASONS, `words` what the reader wrote. The question is written as it
    was understood, so that it stands without its conversation.
    """
    file = store / FILE
    now = datetime.now(UTC)
    line: dict[str, Any] = {
        "id": f"feedback-{now:%Y%m%d-%H%M%S-%f}",
        "question": answer.understood,
        "lang": answer.language,
        "kind": "good" if good else "bad",
        "answerable": answer.answered if good else None,
        "evidence": [citation.quote for citation in answer.citations] if good else [],
        "must_include": [],
        "reasons": [reason for reason in REASONS if reason in reasons],
        "words": words[:_LONGEST_WORDS],
        "answer": answer.text,
        "quoted": [
            {
                "article_id": citation.article.id,
                "revision": citation.article.revision,
                "start": citation.sentence.start,
                "end": citation.sentence.end,
            }
            for citation in answer.citations
        ],
        "at": now.isoformat(timespec="seconds"),
    }
    store.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_suffix(".lock")), file.open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(line, ensure_ascii=False) + "\n")
    return file
