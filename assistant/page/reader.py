"""An article as HTML: every code point of its text, headings, and the cited spans marked."""

import re
from collections.abc import Sequence
from html import escape

from assistant.page.conversation import byline, web_anchor
from assistant.page.faults import fault_label
from assistant.page.texts import label
from index.article import Article, Passage
from index.catalog import Fate

Span = tuple[int, int]

_MOST_SPANS = 100
_HASHES = re.compile(r"#{1,6}[ \t]+")


def render_article(
    article: Article,
    passages: Sequence[Passage],
    marked: Sequence[Span] = (),
    fate: Fate = "current",
) -> str:
    """The article with its head, its sentences as `data-start`/`data-end` spans, and marks.

    `marked` are the spans to mark, in code points of the article's text. A revision that was
    replaced or removed since it was quoted says so.
    """
    spans = [(start, end) for start, end in marked if 0 <= start < end <= len(article.text)]
    headings = {passage.heading for passage in passages if passage.heading}
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    cuts = {edge for span in spans for edge in span}
    cuts.update(edge for sentence in sentences for edge in (sentence.start, sentence.end))
    about = " ".join(filter(None, (byline(article), web_anchor(article))))
    return (
        f'<article class="article" lang="{article.language}">'
        f'<header><h2 tabindex="-1">{escape(article.title)}</h2><p class="byline">{about}</p>'
        f"{_fate(article, fate)}"
        f'</header><div class="text">{_text(article.text, headings, sorted(cuts), spans)}</div>'
        "</article>"
    )


def asked_spans(request: object) -> tuple[str, str, list[Span]]:
    """The article, its revision and the spans that the browser asks for.

    What is malformed is left out; no revision: that of today.
    """
    fields = request if isinstance(request, dict) else {}
    spans = fields.get("spans")
    pairs = spans[:_MOST_SPANS] if isinstance(spans, list) else []
    return (
        str(fields.get("article") or ""),
        str(fields.get("revision") or ""),
        [
            (pair[0], pair[1])
            for pair in pairs
            if isinstance(pair, list) and len(pair) == 2 and all(type(e) is int for e in pair)
        ],
    )


def _fate(article: Article, fate: Fate) -> str:
    """The line over a revision that is no longer the article."""
    if fate == "current":
        return ""
    current = (
        f'<button type="button" class="link" data-article="{escape(article.id)}" data-start="0" '
        f'data-end="0">{label("open_current")}</button>'
        if fate == "replaced"
        else ""
    )
    return f'<p class="fate {fate}" role="note">{label(f"is_{fate}")} {current}</p>'


def render_fault(message: str) -> str:
    """A fault in the article's place, as one calm line."""
    return f'<p class="aside">{fault_label(message)}</p>'


def _text(text: str, headings: set[str], cuts: Sequence[int], spans: Sequence[Span]) -> str:
    """The text as paragraphs; the line breaks between them are kept, so no code point is lost."""
    html, at, cut = [], 0, 0
    for line in re.finditer(r"[^\n]+", text):
        html.append(text[at : line.start()])
        at = line.end()
        start = line.start()
        hashes = _HASHES.match(line[0])
        heading = line[0][hashes.end() :] if hashes else line[0]
        tag = "h3" if heading.strip() in headings else "p"
        html.append(f"<{tag}>")
        if hashes and tag == "h3":
            # What only marks a heading is not shown, and no code point is lost.
            html.append(f'<span class="hashes">{hashes[0]}</span>')
            start += hashes.end()
        while start < line.end():
            while cut < len(cuts) and cuts[cut] <= start:
                cut += 1
            end = min(cuts[cut], line.end()) if cut < len(cuts) else line.end()
            html.append(_piece(text, start, end, spans))
            start = end
        html.append(f"</{tag}>")
    return "".join([*html, text[at:]])


def _piece(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    cited = any(left <= start and end <= right for left, right in spans)
    tag = "mark" if cited else "span"
    return f'<{tag} data-start="{start}" data-end="{end}">{escape(text[start:end])}</{tag}>'
