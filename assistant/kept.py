"""A conversation as the browser keeps it, and back: places in articles, not their words.

What comes back from a browser is not trusted: the words of a citation are read from the article
again, and one whose place is not there is dropped.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.answer import Answer, Citation, FoundPassage, Unsupported
from assistant.question import MAX_LENGTH
from index.article import Article, Passage, Sentence
from index.errors import IndexingError
from index.passages import split_passages

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_MOST_CITATIONS = 50
_LONGEST_TEXT = 20_000


def keep(answer: Answer) -> dict[str, Any]:
    """The answer as small JSON that `restore` reads."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "language": answer.language,
        "answered": answer.answered,
        "text": answer.text,
        "mode": answer.mode,
        "citations": [
            {
                "number": c.number,
                "article": c.article.id,
                "revision": c.article.revision,
                "start": c.sentence.start,
                "end": c.sentence.end,
                "bold": [list(span) for span in c.bold],
            }
            for c in answer.citations
        ],
        "passages": [
            [p.article.id, p.article.revision, p.passage.start, p.passage.end]
            for p in answer.passages
        ],
        "unsupported": [[one.text, one.reason] for one in answer.unsupported],
    }


def restore(kept: object, assistant: "Assistant") -> Answer | None:
    """The answer that was kept, its citations read from the articles again; None: it is none."""
    return next(iter(restore_all([kept], assistant)), None)


def restore_all(kept: Sequence[object], assistant: "Assistant") -> list[Answer]:
    """The answers of a conversation that was kept; what is none is left out."""
    library = _Library(assistant)
    return [answer for one in kept if (answer := _restored(one, library))]


def _restored(kept: object, library: "_Library") -> Answer | None:
    match kept:
        case {
            "question": str() as question,
            "understood": str() as understood,
            "language": "ru" | "kk" | "en" as language,
            "answered": bool() as answered,
            "text": str() as text,
            "mode": "quotes" | "model" as mode,
            "citations": list() as citations,
            "passages": list() as passages,
            "unsupported": list() as unsupported,
        } if len(question) <= MAX_LENGTH and len(text) <= _LONGEST_TEXT:
            pass
        case _:
            return None
    return Answer(
        question=question,
        understood=understood[:MAX_LENGTH],
        language=language,
        answered=answered,
        text=text,
        citations=tuple(filter(None, map(library.citation, citations[:_MOST_CITATIONS]))),
        passages=tuple(filter(None, map(library.found, passages[:_MOST_CITATIONS]))),
        mode=mode,
        unsupported=tuple(
            Unsupported(str(one[0]), str(one[1]))
            for one in unsupported[:_MOST_CITATIONS]
            if isinstance(one, list) and len(one) == 2
        ),
    )


class _Library:
    """The revisions that a kept answer quotes, each read once."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._read: dict[tuple[str, str], tuple[Article, Sequence[Passage]] | None] = {}

    def citation(self, kept: object) -> Citation | None:
        match kept:
            case {
                "number": int() as number,
                "article": str() as article_id,
                "revision": str() as revision,
                "start": int() as start,
                "end": int() as end,
                "bold": list() as bold,
            }:
                at = self._passage(article_id, revision, start, end)
            case _:
                return None
        if at is None:
            return None
        article, passage = at
        inside = [s for s in passage.sentences if start <= s.start and s.end <= end]
        speaker = inside[-1].speaker if inside else None
        sentence = Sentence(start, end, article.text[start:end], speaker)
        spans = tuple(
            (span[0], span[1])
            for span in bold[:_MOST_CITATIONS]
            if isinstance(span, list) and len(span) == 2 and all(type(e) is int for e in span)
        )
        return Citation(number, article, passage, sentence, spans)

    def found(self, kept: object) -> FoundPassage | None:
        match kept:
            case [str() as article_id, str() as revision, int() as start, int() as end]:
                at = self._passage(article_id, revision, start, end)
                return FoundPassage(*at, 0.0) if at else None
        return None

    def _passage(
        self, article_id: str, revision: str, start: int, end: int
    ) -> tuple[Article, Passage] | None:
        """The passage that holds these code points, from the revision that was quoted."""
        key = (article_id, revision)
        if key not in self._read:
            self._read[key] = self._revision(*key)
        read = self._read[key]
        if read is None or not 0 <= start < end:
            return None
        holding = [p for p in read[1] if p.start <= start and end <= p.end]
        return (read[0], holding[0]) if holding else None

    def _revision(self, article_id: str, revision: str) -> tuple[Article, Sequence[Passage]] | None:
        try:
            article, fate = self._assistant.revision(article_id, revision)
        except IndexingError:
            return None
        if fate == "current":
            return article, self._assistant.passages(article_id)
        return article, split_passages(article)
