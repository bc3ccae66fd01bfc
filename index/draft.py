"""An article on its way in: read from some format, not in the folder of articles yet."""

import json
import re
from dataclasses import dataclass

from index.article import FIELDS
from index.errors import IndexingError

LONGEST = 1_000_000
"""Characters an article may have; a book is no article, and takes hours to embed."""
_SHORTEST = 40
# What YAML and text files cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found: `text` in paragraphs with blank lines between, headings after `##`.

    The fields are as the source has them and may be wrong: they are shown and can be corrected
    before the article counts. None is not known.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    id: str | None = None

    def markdown(self) -> str:
        """The draft as an article file: a front matter block and the text."""
        fields = {name: getattr(self, name) for name in FIELDS}
        # JSON's strings are YAML's double-quoted ones: no value can end its field.
        lines = [
            f"{name}: {json.dumps(' '.join(value.split()), ensure_ascii=False)}"
            for name, value in fields.items()
            if value
        ]
        return _CONTROL.sub("", "\n".join(["---", *lines, "---", "", self.text.strip(), ""]))


def checked(draft: Draft, name: str) -> Draft:
    """The draft if it holds an article; raises IndexingError where it holds too little or much."""
    letters = sum(map(str.isalpha, draft.text))
    if letters < _SHORTEST:
        raise IndexingError(f"{name} holds no article: {letters} letters of text were found in it")
    if len(draft.text) > LONGEST:
        raise IndexingError(
            f"{name} holds {len(draft.text):,} characters, {LONGEST:,} are the most: split it"
        )
    return draft


def one_line(text: str) -> str:
    """Text without line breaks and runs of blanks."""
    return " ".join(text.split())


def paragraphs_of_lines(lines: list[str]) -> str:
    """Paragraphs of lines that were broken by width, as a page has them.

    A line ends its paragraph where it ends a sentence and is clearly shorter than the longest;
    an empty line always does. A word divided at the line's end is joined again.
    """
    widths = sorted(len(line) for line in lines if line)
    full = widths[-1 - len(widths) // 10] if widths else 0
    paragraphs: list[str] = []
    joined = ""
    for line in lines:
        if not line:
            paragraphs.append(joined)
            joined = ""
            continue
        divided = re.search(r"[^\W\d_]-$", joined) and line[0].islower()
        joined = joined[:-1] + line if divided else f"{joined} {line}".strip()
        if len(line) < 0.8 * full and line.rstrip('»”")').endswith((".", "!", "?", "…")):
            paragraphs.append(joined)
            joined = ""
    return "\n\n".join(filter(None, [*paragraphs, joined]))
