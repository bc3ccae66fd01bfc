"""The model's output made fit to be read: no thoughts, links, images or tags, whole sentences."""

import re
from collections.abc import Iterator

from assistant.markers import LEADING
from assistant.unwrapped import unwrapped
from index.article import Language
from index.sentences import split_sentences

# Longer than this no construct is waited for: the character that opened it was a plain one.
_LONGEST = 400

_THOUGHT = re.compile(r"<(think|thinking|reasoning|thought)>.*?(?:</\1>|\Z)", re.DOTALL | re.I)
_THOUGHT_OPEN = re.compile(r"<(think|thinking|reasoning|thought)>", re.IGNORECASE)
_THOUGHT_END = re.compile(r"</(?:think|thinking|reasoning|thought)>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?")
_LINK = re.compile(r"\[(\[?)([^\[\]\n]*)\1?\]?\]\([^)\n]*\)")
_DEFINITION = re.compile(r"^\s*\[[^\]\n]+\]:\s*\S+.*$", re.MULTILINE)
_SOURCE_TAG = re.compile(r"<source\b[^<>\n\d]{0,20}(\d{1,2})[^<>\n]{0,200}>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:br|/p|/li|/div|/tr|/h\d)\b[^<>\n]{0,40}>", re.IGNORECASE)
_TAG = re.compile(r"<[/!a-zA-Z][^<>\n]{0,300}>")
_ADDRESS = re.compile(
    r"(?:\b(?:https?|ftp|file)(?=://))?://[^\s<>)\]]*"
    r"|\b(?:www\.|(?:data|javascript|mailto):)[^\s<>)\]]*",
    re.IGNORECASE,
)
# Whatever they enclose: a mark that waited for its other half would be shown meanwhile.
_EMPHASIS = re.compile(r"\*\*|__|`+|(?<=\S)(?<!\d)\*(?!\d)|(?<!\d)\*(?=[^\s\d])|(?<!\w)_|_(?!\w)")
_ESCAPE = re.compile(r"\\(?=[$%&#_*\[\]])")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t].*$", re.MULTILINE)
_TABLE_HEAD = re.compile(r"^[ \t]*\|.*\n[ \t]*\|[ \t:|-]+$\n?", re.MULTILINE)
_TABLE_ROW = re.compile(r"^[ \t]*\|(.*?)\|?[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*```\w*[ \t]*$", re.MULTILINE)
_LINE_MARK = re.compile(r"^[ \t]*(?:[-*•>]|\d{1,2}[.)]|\(\d{1,2}\))[ \t]+", re.MULTILINE)
_CLOSED = re.compile(r"!?\[[^\]\n]*\]+(?:(?![(\[:\]]|$)|\([^)\n]*\)|\[[^\]\n]*\](?!\())|<[^>\n]*>")
_OPENS = re.compile(r"<|!?\[|!$|[*_`\\]+$|\w*:(?://)?$|:/$")
# The last line where it may yet become what goes as a whole: a table, a heading, a list's mark.
_UNSURE_LINE = re.compile(
    r"(?:^|\n)(?:[ \t]*\|.*\n?)+\Z"
    r"|(?:^|\n)[ \t]*(?:#.*|```\w*|[-*•>][ \t]*|\d{1,2}[.)]?[ \t]*|\(\d{0,2}\)?[ \t]*)?\Z"
)
_SCHEMES = ("https", "ftp", "file", "www", "data", "javascript", "mailto")
_LAST_WORD = re.compile(r"\b[a-z]+\Z", re.IGNORECASE)

_CONTINUES = re.compile(r"\n\s*(?=[^\W\d_A-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
_ENDED = re.compile(r"[.!?…\]】)][»”\"')]*$")
_LETTER = re.compile(r"[^\W\d_]")


def plain(text: str) -> str:
    """The text without thoughts, images, links (their words stay), tags, addresses, markdown.

    What is a source marker in them stays as one; a table's rows become lines.
    """
    text = _THOUGHT.sub("", text.replace("\r", ""))
    text = _DEFINITION.sub("", _IMAGE.sub("", text))
    text = _LINK.sub(lambda m: f"[{m[2]}]" if m[2].strip().isdigit() else m[2], text)
    text = _BLOCK_TAG.sub("\n", _SOURCE_TAG.sub(r"[\1]", text))
    text = text.replace("<sup>", "[").replace("</sup>", "]")
    text = _ADDRESS.sub("", _TAG.sub("", text))
    text = _HEADING.sub("", _FENCE.sub("", text))
    text = _TABLE_ROW.sub(_row, _TABLE_HEAD.sub("", text))
    return _EMPHASIS.sub("", _LINE_MARK.sub("", _ESCAPE.sub("", text)))


def _row(line: re.Match[str]) -> str:
    cells = [cell.strip() for cell in line[1].split("|")]
    return ": ".join([cells[0], ", ".join(cells[1:])] if len(cells) > 1 else cells)


class Draft:
    """What the model has written so far; `add` it token by token, `finish` it at the end."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._received = ""
        self._raw = ""  # what was received, without the JSON around it
        self._shown = 0  # characters of the plain text that were passed on
        self._settled = 0  # characters of the plain text whose sentences are settled
        self.restarts = 0  # how often all that was written turned out to be a thought

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
        self._received += token
        self._drop_thought()
        self._raw = unwrapped(self._received)
        return self._show(self._safe_end()), self._complete(ended=False)

    def finish(self) -> tuple[str, list[str]]:
        """The rest of the text and of its sentences."""
        self._raw = unwrapped(self._received, ended=True)
        return self._show(len(self._raw)), self._complete(ended=True)

    def _drop_thought(self) -> None:
        """Begin anew where a thought ends that never began: its beginning was in the prompt."""
        ends = list(_THOUGHT_END.finditer(_THOUGHT.sub(lambda m: " " * len(m[0]), self._received)))
        if ends:
            self._received = self._received[ends[-1].end() :]
            self._shown, self._settled = 0, 0
            self.restarts += 1

    def _safe_end(self) -> int:
        """Up to where the raw text cannot be part of something that `plain` removes."""
        thoughts = list(_THOUGHT_OPEN.finditer(self._raw))
        thought = thoughts[-1] if thoughts else None
        if thought and not re.search(rf"</{thought[1]}>", self._raw[thought.end() :], re.I):
            return thought.start()
        tail = max(0, len(self._raw) - _LONGEST)
        ends = [self._unclosed(tail)]
        if line := _UNSURE_LINE.search(self._raw, tail):
            ends.append(line.start())
        word = _LAST_WORD.search(self._raw, tail)
        if word and any(scheme.startswith(word[0].lower()) for scheme in _SCHEMES):
            ends.append(word.start())
        return min(ends)

    def _unclosed(self, tail: int) -> int:
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
            if closed:
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
        sentences = list(_with_markers(rest, _spans(rest, self._language)))
        if not ended and sentences:
            # The last is complete only when the next one has begun.
            sentences.pop()
        if ended and len(sentences) + (self._settled > 0) > 1:
            # A stream that broke off leaves half a sentence, which says something else.
            last = rest[slice(*sentences[-1])].rstrip()
            if not _ENDED.search(last) and not _in_list(text[: self._settled], rest, sentences):
                sentences.pop()
        if sentences:
            self._settled += sentences[-1][1]
        found = [" ".join(rest[a:b].split()) for a, b in sentences if _LETTER.search(rest[a:b])]
        # "Here is what was agreed:" states nothing.
        return [sentence for sentence in found if not sentence.endswith(":")]


def _spans(text: str, language: Language) -> list[tuple[int, int]]:
    """The sentences of a text: a line ends one unless the next goes on in small letters."""
    joined = _CONTINUES.sub(lambda m: " " * len(m[0]), text)
    found, start = [], 0
    for line in joined.splitlines(keepends=True):
        found += [(start + a, start + b) for a, b in split_sentences(line, language)]
        start += len(line)
    return found


def _in_list(settled: str, rest: str, sentences: list[tuple[int, int]]) -> bool:
    """Whether the last sentence is an item of a list whose items end without a full stop."""
    before = settled + rest[: sentences[-1][0]]
    return "\n" in before[len(before.rstrip()) :] and not _ENDED.search(before.rstrip())


def _with_markers(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences with the markers that stand after their full stop."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        leading = LEADING.match(text[start:end])
        if held and leading:
            after = start + len(leading[0])
            if "\n" not in text[held[1] : start] or not _LETTER.search(text[after:end]):
                held, start = (held[0], after), after
        if start < end and _LETTER.search(text[start:end]):
            if held:
                yield held
            held = (start, end)
    if held:
        yield held
