"""Scores answers against questions whose evidence is known.

Rates are fractions of the questions that they apply to:

retrieved    the evidence stands in one of the first five passages  (answerable)
cited        a citation quotes the evidence                         (answerable)
cited_first  the first citation quotes the evidence                 (answerable)
precision    share of the citations that quote evidence             (answerable and answered)
facts        the text holds every required fact                     (answerable)
answered     a question with an answer got one                      (answerable)
abstained    a question without an answer got none                  (absent)
verbatim     every quote stands word for word in an article         (answered)
markers      the [n] of the text are the citations' numbers         (answered)
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.batch import BatchQuestion, read_questions
from assistant.errors import AssistantError

RATES = (
    "retrieved",
    "cited",
    "cited_first",
    "precision",
    "facts",
    "answered",
    "abstained",
    "verbatim",
    "markers",
)
_PASSAGES_READ = 5
_SHORTEST_PART = 20  # a quote longer than this may also be a part of the evidence

Grades = Mapping[str, float]
Report = dict[str, dict[str, float | int | None]]


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what a right answer must quote and say.

    `evidence` are strings any of which a right citation quotes; `must_include` are groups of
    strings, one of each of which the text must hold. `answerable` None: nobody has said yet, as
    of an answer that a reader found bad.
    """

    asked: BatchQuestion
    language: str
    kind: str
    answerable: bool | None
    evidence: tuple[str, ...]
    must_include: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """A question, the answer to it as JSON and the answer's grades, from 0 to 1."""

    gold: GoldQuestion
    answer: Mapping[str, Any]
    grades: Grades

    @property
    def misses(self) -> tuple[str, ...]:
        """The rates that this answer failed altogether."""
        return tuple(
            name for name, value in self.grades.items() if name != "precision" and not value
        )


def read_gold(file: Path) -> list[GoldQuestion]:
    """The questions of a JSON lines file.

    Raises:
        AssistantError: the file cannot be read, or a line of it is no such question.
    """
    return [_gold_question(asked) for asked in read_questions(file)]


def _gold_question(asked: BatchQuestion) -> GoldQuestion:
    match asked.data:
        case {
            "lang": str() as language,
            "kind": str() as kind,
            "answerable": (bool() | None) as answerable,
            "evidence": list() as evidence,
            "must_include": list() as groups,
        } if all(isinstance(group, list) for group in groups):
            return GoldQuestion(
                asked, language, kind, answerable, tuple(evidence), tuple(map(tuple, groups))
            )
    raise AssistantError(f"{asked.place}: needs lang, kind, answerable, evidence and must_include")


def read_corpus(docs: Path) -> str:
    """The normalised text of every file in the folder, which a verbatim quote must stand in."""
    files = sorted(file for file in docs.rglob("*") if file.suffix in {".md", ".txt"})
    return _normalised("\n".join(file.read_text("utf-8", errors="replace") for file in files))


def grade(gold: GoldQuestion, answer: Mapping[str, Any], corpus: str) -> Grades:
    """The grades that apply to this answer, by name, each from 0 to 1."""
    evidence = [_normalised(text) for text in gold.evidence]
    quotes = [_normalised(citation["quote"]) for citation in answer["citations"]]
    right = [
        any(text in quote or (len(quote) > _SHORTEST_PART and quote in text) for text in evidence)
        for quote in quotes
    ]
    answered = bool(answer["answered"])
    grades: dict[str, float] = {}
    if gold.answerable:
        passages = [_normalised(passage["text"]) for passage in answer["passages"][:_PASSAGES_READ]]
        text = _with_decimal_points(_normalised(answer["text"]))
        grades["retrieved"] = any(part in passage for part in evidence for passage in passages)
        grades["cited"] = answered and any(right)
        grades["cited_first"] = answered and right[:1] == [True]
        grades["facts"] = answered and all(
            any(_with_decimal_points(_normalised(option)) in text for option in group)
            for group in gold.must_include
        )
        grades["answered"] = answered
        if answered:
            grades["precision"] = sum(right) / len(right) if right else 0.0
    elif gold.answerable is False:
        grades["abstained"] = not answered
    if answered:
        markers = {int(number) for number in re.findall(r"\[(\d+)\]", answer["text"])}
        numbers = {citation["number"] for citation in answer["citations"]}
        grades["verbatim"] = bool(quotes) and all(quote in corpus for quote in quotes)
        grades["markers"] = bool(markers) and markers == numbers
    return grades


def report(graded: Sequence[GradedQuestion]) -> Report:
    """The rates of all questions, of each language and of each kind, rounded to three places."""
    rows = {"all": _rates(graded)}
    for language in sorted({item.gold.language for item in graded}):
        rows[f"lang={language}"] = _rates([i for i in graded if i.gold.language == language])
    for kind in sorted({item.gold.kind for item in graded}):
        rows[f"kind={kind}"] = _rates([item for item in graded if item.gold.kind == kind])
    return rows


def _rates(graded: Sequence[GradedQuestion]) -> dict[str, float | int | None]:
    rates: dict[str, float | int | None] = {}
    for name in RATES:
        values = [item.grades[name] for item in graded if name in item.grades]
        rates[name] = round(sum(values) / len(values), 3) if values else None
    rates["questions"] = len(graded)
    return rates


def _normalised(text: str) -> str:
    return " ".join(text.split()).casefold()


def _with_decimal_points(text: str) -> str:
    return re.sub(r"(?<=\d),(?=\d)", ".", text)
