"""EPUB publications: the text of their chapters in reading order."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from index.archive import local_name, open_archive, parse_xml, read_part
from index.draft import Draft, checked, one_line
from index.errors import IndexingError

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {*_HEADINGS, "p", "li", "blockquote", "div", "dd", "dt", "td", "th"}
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def read_epub(data: bytes, name: str) -> Draft:
    """The article of an EPUB file; raises IndexingError where it is none or damaged."""
    with open_archive(data, name) as archive:
        if "META-INF/encryption.xml" in archive.namelist():
            raise IndexingError(f"{name} is encrypted: get it without copy protection")
        container = parse_xml(read_part(archive, "META-INF/container.xml", name), name)
        package_path = next(
            (str(e.get("full-path")) for e in container.iter() if local_name(e) == "rootfile"), ""
        )
        package = parse_xml(read_part(archive, package_path, name), name)
        items = {
            e.get("id"): unquote(str(e.get("href")))
            for e in package.iter()
            if local_name(e) == "item" and "html" in str(e.get("media-type"))
        }
        order = [e.get("idref") for e in package.iter() if local_name(e) == "itemref"]
        folder = posixpath.dirname(package_path)
        blocks: list[str] = []
        for reference in order:
            if reference in items:
                part = posixpath.normpath(posixpath.join(folder, items[reference]))
                blocks += _chapter(read_part(archive, part, name), name)

    def stated(field: str) -> str | None:
        found = (e.text or "" for e in package.iter() if local_name(e) == field)
        return one_line(next(found, "")) or None

    published = _DATE.match(stated("date") or "")
    draft = Draft(
        text="\n\n".join(blocks),
        title=stated("title"),
        publisher=stated("publisher"),
        published=published[0] if published else None,
    )
    return checked(draft, name)


def _chapter(data: bytes, name: str) -> Iterator[str]:
    from lxml import html
    from lxml.etree import LxmlError

    try:
        root: Any = html.document_fromstring(data)
    except (LxmlError, ValueError) as error:
        raise IndexingError(f"{name} is damaged ({error}): get the file again") from None
    for element in root.iter():
        tag = local_name(element)
        if tag not in _BLOCKS or any(
            local_name(child) in _BLOCKS for child in element.iter() if child is not element
        ):
            continue
        words = one_line(element.text_content())
        if words:
            yield f"## {words}" if tag in _HEADINGS else words
