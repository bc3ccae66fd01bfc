"""An article's passages: paragraphs under their headings, with sentences and speakers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from index.article import Article, Passage, Sentence, Speaker
from index.sentences import Span, split_sentences
from index.speakers import attribute_speakers

SHORT = 200
"""Characters: a shorter paragraph is joined with a neighbour."""
LONG = 1600
"""Characters: a longer one is split, as the embedding model reads 512 tokens."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[^\S\n]+(?P<words>.*\S)")
_OWN_LINE = re.compile(r"#{1,6}\s|[-–—*•·>|]\s|\d{1,3}[.)]\s")
_SENTENCE_END = (".", "!", "?", "…", "»", "”", '"', ":", ";")
_HEADING_LENGTH = 80
_WRAPPED_LINE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph's sentences and its heading; `section` tells equal headings apart."""

    sentences: tuple[Sentence, ...]
    heading: str | None
    section: int

    @property
    def length(self) -> int:
        return self.sentences[-1].end - self.sentences[0].start

    @property
    def speakers(self) -> set[Speaker | None]:
        return {sentence.speaker for sentence in self.sentences}


def split_passages(article: Article) -> list[Passage]:
    """The passages of an article, in order.

    Every character that is neither white space nor in a heading is in exactly one sentence of
    exactly one passage. Passages are `SHORT` to `LONG` characters where paragraphs, headings and
    speakers allow it; none is longer than `LONG`.
    """
    paragraphs = _paragraphs(article)
    parts = [part for joined in _join_short(paragraphs) for part in _split_long(joined)]
    return [_passage(article, part) for part in parts]


def _passage(article: Article, paragraph: _Paragraph) -> Passage:
    start, end = paragraph.sentences[0].start, paragraph.sentences[-1].end
    return Passage(
        article_id=article.id,
        start=start,
        end=end,
        text=article.text[start:end],
        language=article.language,
        heading=paragraph.heading,
        sentences=paragraph.sentences,
    )


def _paragraphs(article: Article) -> list[_Paragraph]:
    """The paragraphs that are no headings; the headings themselves where there is nothing else."""
    text = article.text
    spans = list(_paragraph_spans(text))
    headings = _headings(text, spans)
    if all(headings):
        headings = [None] * len(spans)
    bodies: list[tuple[Span, str | None, int]] = []
    heading, section = None, 0
    for span, words in zip(spans, headings, strict=True):
        if words is None:
            bodies.append((span, heading, section))
        else:
            heading, section = None if words == article.title else words, section + 1
    sentences = [_sentences(article, span) for span, _, _ in bodies]
    speakers = attribute_speakers(
        [[sentence.text for sentence in paragraph] for paragraph in sentences], article.language
    )
    return [
        _Paragraph(
            tuple(
                replace(sentence, speaker=speaker)
                for sentence, speaker in zip(paragraph, said_by, strict=True)
            ),
            heading,
            section,
        )
        for paragraph, said_by, (_, heading, section) in zip(
            sentences, speakers, bodies, strict=True
        )
    ]


def _sentences(article: Article, span: Span) -> list[Sentence]:
    start, end = span
    spans = split_sentences(article.text[start:end], article.language)
    return [
        Sentence(start + left, start + right, article.text[start + left : start + right])
        for first, last in spans
        for left, right in _pieces(article.text[start + first : start + last], first)
    ]


def _pieces(text: str, offset: int) -> list[Span]:
    """A sentence as it is, or the pieces of one too long for a passage."""
    if len(text) <= LONG:
        return [(offset, offset + len(text))]
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=LONG,
        chunk_overlap=0,
        separators=["\n", "; ", ", ", " ", ""],
        keep_separator="end",
        strip_whitespace=True,
    )
    pieces, start = [], 0
    for chunk in splitter.split_text(text):
        start = text.index(chunk, start)
        pieces.append((offset + start, offset + start + len(chunk)))
        start += len(chunk)
    return pieces


def _paragraph_spans(text: str) -> Iterator[Span]:
    """Spans of the paragraphs, without white space around them."""
    start = 0
    for end, next_start in [(m.start(), m.end()) for m in _BLANK_LINES.finditer(text)] + [
        (len(text), len(text))
    ]:
        for left, right in _lines_of(text, start, end):
            words = text[left:right]
            if words.strip():
                left += len(words) - len(words.lstrip())
                yield left, left + len(words.strip())
        start = next_start


def _lines_of(text: str, start: int, end: int) -> Iterator[Span]:
    """The paragraphs between two blank lines: its lines, or all of it where lines were wrapped."""
    cuts = [start, *(m.end() for m in re.compile("\n").finditer(text, start, end)), end]
    lines = list(pairwise(cuts))
    wrapped = _is_wrapped([text[left:right].strip() for left, right in lines])
    joined: Span | None = None
    for left, right in lines:
        own = not wrapped or _OWN_LINE.match(text[left:right].lstrip())
        after_heading = joined and _MARKDOWN_HEADING.match(text[joined[0] : joined[1]].lstrip())
        if joined and not own and not after_heading:
            joined = joined[0], right
            continue
        if joined:
            yield joined
        joined = left, right
    if joined:
        yield joined


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line ends were put in by width: short lines, most of them ending amid a sentence."""
    if len(lines) == 1 or max(map(len, lines)) > _WRAPPED_LINE_LENGTH:
        return False
    amid = sum(not line.endswith(_SENTENCE_END) for line in lines[:-1])
    return amid > len(lines[:-1]) / 2


def _headings(text: str, spans: list[Span]) -> list[str | None]:
    """For each paragraph the heading it is, or None.

    A line that looks like one is a heading only before a paragraph that does not: a list of short
    lines is none, apart from a title and a first section at the top.
    """
    headings: list[str | None] = []
    candidates = [_heading_words(text[start:end]) for start, end in spans]
    for position, words in enumerate(candidates):
        following = candidates[position + 1 : position + 2] == [None]
        at_top = position == 0 and candidates[2:3] == [None]
        marked = text[spans[position][0]] == "#"
        headings.append(words if marked or following or at_top else None)
    return headings


def _heading_words(paragraph: str) -> str | None:
    """The words of a paragraph that looks like a heading."""
    if "\n" in paragraph:
        return None
    marked = _MARKDOWN_HEADING.fullmatch(paragraph)
    words = marked["words"].rstrip("#") if marked else paragraph
    words = " ".join(words.strip("*_ ").split())
    if not any(map(str.isalpha, words)):
        return None
    if marked:
        return words
    plain = (
        len(words) <= _HEADING_LENGTH
        and not _OWN_LINE.match(paragraph)
        and words[-1] not in ".!?:;,…"
        and not words[0].islower()
    )
    return words if plain else None


def _join_short(paragraphs: list[_Paragraph]) -> Iterator[_Paragraph]:
    """Short paragraphs joined with the next, else the previous, of their section and speaker."""
    group: list[_Paragraph] = []
    speakers: set[Speaker | None] = set()
    for paragraph in paragraphs:
        # nobody new speaks, on one side or the other
        same = speakers <= paragraph.speakers or paragraph.speakers <= speakers
        if group and not (same and _is_short_beside(group[0], group[-1], paragraph)):
            yield _joined(group)
            group, speakers = [], set()
        group.append(paragraph)
        speakers |= paragraph.speakers
    if group:
        yield _joined(group)


def _is_short_beside(first: _Paragraph, last: _Paragraph, right: _Paragraph) -> bool:
    """Whether one of two neighbours in a section is short, and both together are not long."""
    start, end = first.sentences[0].start, last.sentences[-1].end
    return (
        first.section == right.section
        and right.sentences[-1].end - start < LONG
        and min(end - start, right.length) < SHORT
    )


def _joined(group: list[_Paragraph]) -> _Paragraph:
    sentences = tuple(sentence for paragraph in group for sentence in paragraph.sentences)
    return replace(group[0], sentences=sentences)


def _split_long(paragraph: _Paragraph) -> Iterator[_Paragraph]:
    """A paragraph as it is, or cut between sentences into parts of about equal length."""
    parts = -(-paragraph.length // LONG)
    goal = paragraph.length / parts
    start = 0
    for position, sentence in enumerate(paragraph.sentences):
        first = paragraph.sentences[start].start
        end_next = (
            paragraph.sentences[position + 1].end
            if position + 1 < len(paragraph.sentences)
            else None
        )
        full = sentence.end - first >= goal or (end_next or 0) - first > LONG
        if end_next is None or (parts > 1 and full):
            yield replace(paragraph, sentences=paragraph.sentences[start : position + 1])
            start = position + 1
