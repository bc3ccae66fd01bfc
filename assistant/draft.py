"""The model's output made fit to be read: no thoughts, links, images or tags, whole sentences."""

import re
from collections.abc import Iterator

from index.article import Language
from index.sentences import split_sentences

# Longer than this no construct is waited for: the character that opened it was a plain one.
_LONGEST = 400

_THOUGHT = re.compile(r"<(think|thinking|reasoning|thought)>.*?(?:</\1>|\Z)", re.DOTALL | re.I)
_THOUGHT_OPEN = re.compile(r"<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_DEFINITION = re.compile(r"^\s*\[[^\]\n]+\]:\s*\S+.*$", re.MULTILINE)
_TAG = re.compile(r"<[/!a-zA-Z][^<>\n]{0,300}>")
_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,12}://|www\.|(?:data|javascript|mailto):)[^\s<>)\]]*", re.IGNORECASE
)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}|[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
_CLOSED = re.compile(r"!?\[[^\]\n]*\](?:(?![(\[:]|$)|\([^)\n]*\)|\[[^\]\n]*\](?!\())|<[^>\n]*>")
_OPENS = re.compile(r"<|!?\[|!$|\b[a-z][a-z0-9+.-]{0,12}:?/{0,2}$|\bwww", re.IGNORECASE)

_BRACKETED = re.compile(r"\s*[\[【]\s*(?:источник|source|дереккөз|№)?\s*\d[\d\s,;]*[\]】]", re.I)
_LEADING = re.compile(rf"^(?:{_BRACKETED.pattern}[.;,]?)+", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…\]】][»”\"')]*$")
_LETTER = re.compile(r"[^\W\d_]")


def plain(text: str) -> str:
    """The text without thoughts, images, links (their words stay), tags, addresses, emphasis."""
    text = _THOUGHT.sub("", text)
    text = _DEFINITION.sub("", _IMAGE.sub("", text))
    text = _ADDRESS.sub("", _TAG.sub("", _LINK.sub(r"\1", text)))
    return _LINE_MARK.sub("", _EMPHASIS.sub(r"\2", text))


class Draft:
    """What the model has written so far; `add` it token by token, `finish` it at the end."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._raw = ""
        self._shown = 0  # characters of the plain text that were passed on
        self._settled = 0  # characters of the plain text whose sentences are settled

    @property
    def text(self) -> str:
        """The whole plain text."""
        return plain(self._raw)

    @property
    def pending(self) -> str:
        """What of the text that can be shown has not become a complete sentence yet."""
        return plain(self._raw[: self._safe_end()])[self._settled :].lstrip()

    def add(self, token: str) -> tuple[str, list[str]]:
        """What of the text can be shown now, and the sentences that are complete now."""
        self._raw += token
        return self._show(self._safe_end()), self._complete(ended=False)

    def finish(self) -> tuple[str, list[str]]:
        """The rest of the text and of its sentences."""
        return self._show(len(self._raw)), self._complete(ended=True)

    def _safe_end(self) -> int:
        """Up to where the raw text cannot be part of something that `plain` removes."""
        thoughts = list(_THOUGHT_OPEN.finditer(self._raw))
        thought = thoughts[-1] if thoughts else None
        if thought and not re.search(rf"</{thought[1]}>", self._raw[thought.end() :], re.I):
            return thought.start()
        tail = max(0, len(self._raw) - _LONGEST)
        opened = [m.start() for m in _OPENS.finditer(self._raw, tail)]
        inside = 0  # up to here an image reaches, which goes as a whole
        for start in opened:
            if start < inside:
                continue
            rest = self._raw[start:]
            closed = _CLOSED.match(rest)
            broken = "\n" in rest or (rest[0] not in "<![" and re.search(r"\s", rest))
            if not closed and not broken:
                return start
            if closed and rest[0] == "!":
                inside = start + closed.end()
        return len(self._raw)

    def _show(self, end: int) -> str:
        text = plain(self._raw[:end])
        shown, self._shown = text[self._shown :], max(self._shown, len(text))
        return shown

    def _complete(self, ended: bool) -> list[str]:
        text = plain(self._raw if ended else self._raw[: self._safe_end()])
        rest = text[self._settled :]
        if not ended and not re.search(r"[.!?…\n]", rest):
            return []
        spans = [(a, b) for a, b in split_sentences(rest, self._language)]
        sentences = list(_with_markers(rest, spans))
        if not ended and sentences:
            # The last is complete only when the next one has begun.
            sentences.pop()
        if ended and len(sentences) + (self._settled > 0) > 1:
            # A stream that broke off leaves half a sentence, which says something else.
            last = rest[slice(*sentences[-1])].rstrip()
            if not _ENDED.search(last):
                sentences.pop()
        if sentences:
            self._settled += sentences[-1][1]
        return [rest[a:b].strip() for a, b in sentences if _LETTER.search(rest[a:b])]


def _with_markers(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences with the markers that stand after their full stop."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        leading = _LEADING.match(text, start) or _LEADING.match(text[start:end])
        length = len(leading[0]) if leading and held else 0
        if held and length:
            held = (held[0], start + length)
            start += length
        if start < end and _LETTER.search(text[start:end]):
            if held:
                yield held
            held = (start, end)
    if held:
        yield held


def without_markers(sentence: str) -> tuple[str, tuple[int, ...]]:
    """A sentence without its source markers, and the numbers in them in their order."""
    numbers = [int(n) for m in _BRACKETED.finditer(sentence) for n in re.findall(r"\d+", m[0])]
    text = re.sub(r"\s+([.,;:!?…])", r"\1", _BRACKETED.sub("", sentence))
    return " ".join(text.split()), tuple(dict.fromkeys(numbers))
