"""The answer as data: what was said, where it stands, and its JSON."""

from dataclasses import dataclass, field
from typing import Any, Literal

from index.article import Article, Language, Passage, Sentence


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of an article, word for word: `article.text[start:end] == quote`.

    `bold` are the spans of the quote, as offsets into `quote`, that answer the question.
    """

    number: int
    article: Article
    passage: Passage
    sentence: Sentence
    bold: tuple[tuple[int, int], ...] = ()

    @property
    def quote(self) -> str:
        """The words themselves."""
        return self.sentence.text

    def as_json(self) -> dict[str, Any]:
        """The citation as the design's section 3 has it, the speaker's role and the revision."""
        speaker = self.sentence.speaker
        return {
            "number": self.number,
            "article_id": self.article.id,
            "title": self.article.title,
            "publisher": self.article.publisher,
            "published": self.article.published,
            "url": self.article.url,
            "revision": self.article.revision,
            "heading": self.passage.heading,
            "speaker": speaker.name if speaker else None,
            "role": speaker.role if speaker else None,
            "quote": self.quote,
            "start": self.sentence.start,
            "end": self.sentence.end,
        }


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that the search found, with its article and a score from 0 to 1."""

    article: Article
    passage: Passage
    score: float

    def as_json(self) -> dict[str, Any]:
        """The passage as the design's section 3 has it."""
        passage = self.passage
        return {
            "article_id": passage.article_id,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A sentence that the check refused, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and everything it stands on.

    `text` holds a marker `[n]` for each citation. `understood` is the question as it was searched
    for: typed in another keyboard layout, or completed from the conversation. Where `answered` is
    false, `text` says in `language` what the articles do not hold and `passages` are the nearest.
    `notice` says in one line why quotes stand where a language model should have written.
    """

    question: str
    understood: str
    language: Language
    answered: bool
    text: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[FoundPassage, ...] = ()
    mode: Literal["quotes", "model"] = "quotes"
    unsupported: tuple[Unsupported, ...] = ()
    notice: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The answer as the design's section 3 has it."""
        return {
            "question": self.question,
            "understood": self.understood,
            "language": self.language,
            "answered": self.answered,
            "text": self.text,
            "citations": [citation.as_json() for citation in self.citations],
            "passages": [passage.as_json() for passage in self.passages],
            "mode": self.mode,
            "unsupported": [{"text": u.text, "reason": u.reason} for u in self.unsupported],
            "notice": self.notice,
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
        }
