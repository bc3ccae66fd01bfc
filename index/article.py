"""The things the index is made of: articles, their passages and sentences, who speaks in them."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ru", "kk", "en"]

FIELDS = ("id", "title", "publisher", "published", "url", "language")
"""What the front matter of an article's file may say of it."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is shown to the reader.

    `text` is what every offset refers to, in Unicode code points. `published` is an ISO date cut
    to what is known: `2025`, `2025-11` or `2025-11-03`. `revision` is a hash of all the other
    fields, so equal revisions mean equal articles.
    """

    id: str
    title: str
    text: str
    language: Language
    publisher: str | None
    published: str | None
    url: str | None
    file: str
    revision: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person whose words are reported: the name and, where the article gives one, the role."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: `article.text[start:end] == text`; no `speaker`: the narrator's."""

    start: int
    end: int
    text: str
    speaker: Speaker | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched: a paragraph, several short ones, or a part of a long one.

    `article.text[start:end] == text`; the sentences lie inside it in order, without overlap.
    `heading` is the section of the article that the passage stands in.
    """

    article_id: str
    start: int
    end: int
    text: str
    language: Language
    heading: str | None
    sentences: tuple[Sentence, ...]

    @property
    def speaker(self) -> Speaker | None:
        """The person whose words the whole passage reports, if it is one person's."""
        speakers = {sentence.speaker for sentence in self.sentences}
        return speakers.pop() if len(speakers) == 1 else None
