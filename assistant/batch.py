"""Questions from JSON lines: an id, a question and the conversation before it on each line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Turn
from assistant.errors import AssistantError


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """A question of a batch; `place` says where it stands, `data` is its whole line."""

    id: str | int
    question: str
    history: tuple[Turn, ...]
    place: str
    data: Mapping[str, Any]


def read_questions(file: Path) -> list[BatchQuestion]:
    """All questions of a file, so that a bad line is found before the first one is answered.

    Raises:
        AssistantError: the file cannot be read, holds no question, or a line of it is none.
    """
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        raise AssistantError(f"{file} cannot be read: {error.strerror}") from None
    questions = list(parse_questions(lines, str(file)))
    if not questions:
        raise AssistantError(f'{file} holds no question: write {{"id": …, "question": …}} a line')
    return questions


def parse_questions(lines: Iterable[bytes], name: str) -> Iterator[BatchQuestion]:
    """The questions of these lines as they come; empty lines count but are passed over.

    Raises:
        AssistantError: a line is no question, with its number in `name`.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _parse(line, f"{name}, line {number}")


def _parse(line: bytes, place: str) -> BatchQuestion:
    from assistant.question import MAX_LENGTH

    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise AssistantError(f"{place}: not UTF-8, save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise AssistantError(f"{place}: not JSON, {error}") from None
    if not isinstance(data, dict):
        raise AssistantError(f'{place}: not an object, write {{"id": …, "question": …}}')
    identifier = data.get("id")
    if not isinstance(identifier, str | int) or isinstance(identifier, bool):
        raise AssistantError(f'{place}: no "id", give the question a string or a number')
    question = data.get("question")
    if not isinstance(question, str):
        raise AssistantError(f'{place}: no "question", give it as a string')
    if not question.strip():
        raise AssistantError(f"{place}: the question is empty")
    if len(question) > MAX_LENGTH:
        raise AssistantError(
            f"{place}: the question has {len(question)} characters, {MAX_LENGTH} are the limit"
        )
    return BatchQuestion(
        identifier, question, read_history(data.get("history"), place), place, data
    )


def read_history(turns: object, place: str) -> tuple[Turn, ...]:
    """The conversation before a question; `place` names it where it is none (AssistantError)."""
    if turns is None:
        return ()
    wrong = f'{place}: "history" is not a list of {{"role": "user" or "assistant", "content": …}}'
    if not isinstance(turns, list):
        raise AssistantError(wrong)
    history = []
    for turn in turns:
        match turn:
            case {"role": "user" | "assistant" as role, "content": str() as content}:
                history.append(Turn(role, content))
            case _:
                raise AssistantError(wrong)
    return tuple(history)
