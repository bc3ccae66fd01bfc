"""OpenDocument texts (.odt): paragraphs and headings of their content.xml."""

from typing import Any

from index.archive import local_name, open_archive, parse_xml, read_part
from index.draft import Draft, checked, one_line
from index.errors import IndexingError


def read_odt(data: bytes, name: str) -> Draft:
    """The article of an OpenDocument text; raises IndexingError where it is none or damaged."""
    with open_archive(data, name) as archive:
        root = parse_xml(read_part(archive, "content.xml", name), name)
        if b"encryption-data" in read_part(archive, "META-INF/manifest.xml", name):
            raise IndexingError(f"{name} is encrypted: save it without a password")
        about = (
            parse_xml(read_part(archive, "meta.xml", name), name)
            if "meta.xml" in archive.namelist()
            else None
        )
    blocks = []
    title = ""
    if about is not None:
        title = next((_words(e) for e in about.iter() if local_name(e) == "title"), "")
    for element in root.iter():
        words = _words(element) if local_name(element) in ("p", "h") else ""
        if not words or any(local_name(a) in _ASIDE for a in element.iterancestors()):
            continue
        blocks.append(f"## {words}" if local_name(element) == "h" else words)
    return checked(Draft(text="\n\n".join(blocks), title=title or None), name)


_ASIDE = {"note", "annotation", "tracked-changes"}
_BLANK = {"s", "tab", "line-break"}


def _words(element: Any) -> str:  # noqa: ANN401  (an lxml element)
    """The words of a paragraph without its notes; blanks are elements here."""
    parts = [element.text or ""]
    for child in element:
        if local_name(child) not in _ASIDE:
            parts.append(" " if local_name(child) in _BLANK else _words(child))
        parts.append(child.tail or "")
    return one_line("".join(parts)) if local_name(element) in ("p", "h") else "".join(parts)
