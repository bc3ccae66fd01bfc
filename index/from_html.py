"""Web pages: the article in a page's markup, found by trafilatura."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from index.draft import Draft, checked, one_line
from index.errors import IndexingError

_MOST_BYTES = 10_000_000
_LANGUAGE = re.compile(rb"<html\b[^>]*\blang\s*=\s*[\"']?(ru|kk|en)\b", re.IGNORECASE)


def read_html(data: bytes, name: str, url: str | None = None, charset: str | None = None) -> Draft:
    """The article of a web page, with the title, date and publisher that the page states.

    `charset` is the one the server named. Raises IndexingError where there is no article.
    """
    if len(data) > _MOST_BYTES:
        raise IndexingError(f"{name} has {len(data):,} bytes, {_MOST_BYTES:,} are the most")
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        _decoded(data, charset),
        url=url,
        include_comments=False,
        include_formatting=True,  # else headings are not told from paragraphs
        with_metadata=True,
        # A date that the page states, never one guessed from its text.
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": date.today().isoformat(),
        },
    )
    if found is None or found.body is None:
        raise IndexingError(f"{name} holds no article: no main text was found in the page")
    title = one_line(found.title or "")
    stated = _LANGUAGE.search(data[:5_000])
    draft = Draft(
        text="\n\n".join(_blocks(found.body, title)),
        title=title or None,
        publisher=one_line(found.sitename or found.hostname or "") or None,
        published=found.date or None,
        url=url or found.url or None,
        # Kazakh sites state Russian and the other way round: only a hint, the text decides.
        language="en" if stated and stated[1].lower() == b"en" else None,
    )
    return checked(draft, name)


def _decoded(data: bytes, charset: str | None) -> bytes | str:
    if charset:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass  # what the server says may be wrong: the page's own bytes tell
    return data


def _blocks(body: Any, title: str) -> Iterator[str]:  # noqa: ANN401  (an lxml element)
    """Headings, paragraphs and rows of lists in order, as Markdown without inline marks."""
    for line_break in body.iter("lb"):
        line_break.tail = f" {line_break.tail or ''}"
    for element in body:
        words = one_line("".join(element.itertext()))
        if not words:
            continue
        if element.tag == "head":
            if words != title:
                yield f"## {words}"
        elif element.tag == "list":
            yield "\n".join(
                f"- {one_line(''.join(item.itertext()))}" for item in element.iter("item")
            )
        elif element.tag == "table":
            for row in element.iter("row"):
                yield " | ".join(one_line("".join(cell.itertext())) for cell in row)
        elif element.tag == "quote" and len(element):
            yield from _blocks(element, title)
        else:
            yield words
