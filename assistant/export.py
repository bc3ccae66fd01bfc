"""A conversation as a document: questions, answers, and a note for each quoted sentence."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Answer, Citation
from assistant.answer_text import article_line
from assistant.web_link import web_link
from index.article import Language

Format = Literal["md", "docx", "pdf"]

TITLE: dict[Language, str] = {
    "ru": "Вопросы и ответы по статьям",
    "kk": "Мақалалар бойынша сұрақтар мен жауаптар",
    "en": "Questions and answers from the articles",
}
SOURCES: dict[Language, str] = {"ru": "Источники", "kk": "Дереккөздер", "en": "Sources"}
MIME: dict[Format, str] = {
    "md": "text/markdown;charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_MARKER = re.compile(r"\[(\d+)\]")
# What XML and UTF-8 cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Note:
    """A quoted sentence with its source, numbered through the document."""

    number: int
    quote: str
    source: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """A question and the lines of its answer: each a row of words (str) and notes (int)."""

    question: str
    lines: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What is written into a file, whatever its format."""

    language: Language
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]


def document(answers: Sequence[Answer]) -> Document:
    """The answers of a conversation as a document in the language of the last one."""
    sections: list[Section] = []
    notes: list[Note] = []
    for answer in answers:
        numbers = {c.number: len(notes) + i for i, c in enumerate(answer.citations, start=1)}
        notes += [_note(numbers[citation.number], citation) for citation in answer.citations]
        text = _CONTROL.sub("", answer.text)
        lines = tuple(_line(line, numbers) for line in text.splitlines() if line.strip())
        sections.append(Section(_CONTROL.sub("", answer.question), lines))
    language = answers[-1].language if answers else "ru"
    return Document(language, tuple(sections), tuple(notes))


def export(answers: Sequence[Answer], format: Format) -> bytes:
    """The conversation as a file of the format."""
    written: dict[Format, Callable[[Document], bytes]] = {
        "md": lambda made: markdown(made).encode(),
        "docx": _docx,
        "pdf": _pdf,
    }
    return written[format](document(answers))


def markdown(made: Document) -> str:
    """The document as Markdown with footnotes."""
    blocks = [f"# {TITLE[made.language]}"]
    for section in made.sections:
        blocks.append(f"## {_plain(section.question)}")
        blocks += [
            "".join(f"[^{part}]" if isinstance(part, int) else _plain(part) for part in line)
            for line in section.lines
        ]
    for note in made.notes:
        source = " ".join(filter(None, (_plain(note.source), note.url and f"<{note.url}>")))
        blocks.append(f"[^{note.number}]: «{_plain(note.quote)}» {source}")
    return "\n\n".join(blocks) + "\n"


def _docx(made: Document) -> bytes:
    from assistant.to_docx import docx

    return docx(made)


def _pdf(made: Document) -> bytes:
    from assistant.to_pdf import pdf

    return pdf(made)


def _line(line: str, numbers: dict[int, int]) -> tuple[str | int, ...]:
    """The words and the notes of a line; a number in brackets without a note stays words."""
    parts: list[str | int] = []
    at = 0
    for marker in _MARKER.finditer(line):
        number = numbers.get(int(marker[1])) if len(marker[1]) < 9 else None
        if number is not None:
            parts += [line[at : marker.start()].rstrip(), number]
            at = marker.end()
    return tuple(part for part in (*parts, line[at:]) if part != "")


def _note(number: int, citation: Citation) -> Note:
    speaker = citation.sentence.speaker
    by = ", ".join(filter(None, (speaker.name, speaker.role))) if speaker else ""
    source = ". ".join(filter(None, (by, article_line(citation.article))))
    return Note(
        number,
        _CONTROL.sub("", citation.quote),
        _CONTROL.sub("", f"{source}."),
        web_link(citation.article.url),
    )


def _plain(words: str) -> str:
    """Words in which nothing reads as Markdown or HTML."""
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))
