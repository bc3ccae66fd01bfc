"""PDF files: the text of their pages, without what every page repeats."""

import io
import logging
import re
from collections import Counter
from time import monotonic
from typing import Any

from index.draft import LONGEST, Draft, checked, one_line, paragraphs_of_lines
from index.errors import IndexingError

MOST_PAGES = 200
_SECONDS = 60.0
_LETTERS_OF_A_PAGE = 20  # fewer on the average: pictures of pages, with a stamp or a number


def read_pdf(data: bytes, name: str) -> Draft:
    """The article of a PDF file.

    Its stated title is taken, its dates are not: they tell when the file was made. Raises
    IndexingError where it is encrypted, scanned, damaged, or has more than `MOST_PAGES` pages.
    """
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    # Faults that a reader mends are no news to the user.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise IndexingError(f"{name} is encrypted: save it without a password")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise IndexingError(
                f"{name} has {count:,} pages, {MOST_PAGES} are the most: save those of the article"
            )
        pages = _pages(reader, name)
        stated = reader.metadata.title if reader.metadata else None
    except DependencyError:
        raise IndexingError(f"{name} is encrypted: save it without a password") from None
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        # pypdf lets the slips of a damaged file through as they come.
        raise IndexingError(f"{name} is a damaged PDF ({error}): get the file again") from None
    except RecursionError:
        raise IndexingError(f"{name} is a damaged PDF (a loop): get the file again") from None
    letters = sum(char.isalpha() for page in pages for line in page for char in line)
    if letters < _LETTERS_OF_A_PAGE * max(count, 1):
        raise IndexingError(
            f"{name} holds pictures of {count} pages and no text: run it through text recognition"
        )
    text = paragraphs_of_lines([line for page in _without_running_heads(pages) for line in page])
    title = one_line(stated or "")
    # «Microsoft Word - статья.docx» and the like are no titles.
    if re.search(r"\.\w{2,5}$|^(?:Microsoft|untitled)", title, re.IGNORECASE):
        title = ""
    return checked(Draft(text=text, title=title or None), name)


def _pages(reader: Any, name: str) -> list[list[str]]:  # noqa: ANN401  (imported when needed)
    """The lines of each page."""
    until = monotonic() + _SECONDS
    pages, length = [], 0
    for page in reader.pages:
        text = page.extract_text()
        length += len(text)
        if length > 2 * LONGEST or monotonic() > until:
            raise IndexingError(f"{name} takes too long to read: save the article's pages alone")
        pages.append([one_line(line) for line in text.splitlines()])
    return pages


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """The pages without first and last lines that most of them share, their numbers aside."""
    if len(pages) < 3:
        return pages

    def key(line: str) -> str:
        return re.sub(r"\d+", "0", line)

    ends = Counter(key(line) for page in pages for line in {*page[:2], *page[-2:]})
    running = {line for line, times in ends.items() if line and times > len(pages) / 2}
    return [
        [
            line
            for position, line in enumerate(page)
            if not (key(line) in running and (position < 2 or position >= len(page) - 2))
        ]
        for page in pages
    ]
