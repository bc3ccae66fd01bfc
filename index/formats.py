"""From any file to a draft of an article: the format by the content, then by the name."""

from pathlib import PurePath

from index.draft import Draft, checked
from index.errors import IndexingError

MOST_BYTES = 50_000_000
FORMATS = (".md", ".txt", ".html", ".pdf", ".docx", ".odt", ".epub")
_HTML = (".html", ".htm", ".xhtml")


def read_draft(data: bytes, name: str, url: str | None = None) -> Draft:
    """The article that a file holds; `name` is used to tell the format and in messages only.

    Raises IndexingError where the format is none of `FORMATS`, or the file holds no article.
    """
    shown = PurePath(name).name or name
    if not data:
        raise IndexingError(f"{shown} is empty")
    if len(data) > MOST_BYTES:
        raise IndexingError(f"{shown} has {len(data):,} bytes, {MOST_BYTES:,} are the most")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"%PDF-"):
        from index.from_pdf import read_pdf

        return read_pdf(data, shown)
    if data.startswith(b"PK\x03\x04"):
        return _read_archive(data, shown, suffix)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise IndexingError(f"{shown} is an old or encrypted Office file: save it as .docx")
    if suffix in _HTML or data[:200].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        from index.from_html import read_html

        return read_html(data, shown, url)
    if suffix in (".md", ".txt"):
        return _read_text(data, shown)
    raise IndexingError(f"{shown} is of a kind that is not read: use {', '.join(FORMATS)}")


def _read_archive(data: bytes, name: str, suffix: str) -> Draft:
    from index.archive import open_archive

    with open_archive(data, name) as archive:
        parts = set(archive.namelist())
    if "word/document.xml" in parts:
        from index.from_docx import read_docx

        return read_docx(data, name)
    if "META-INF/container.xml" in parts:
        from index.from_epub import read_epub

        return read_epub(data, name)
    if "content.xml" in parts and suffix != ".ods":
        from index.from_odt import read_odt

        return read_odt(data, name)
    raise IndexingError(f"{name} is an archive and no article: use {', '.join(FORMATS)}")


def _read_text(data: bytes, name: str) -> Draft:
    from index.reading import date_in_name, read_unjudged

    fields, text = read_unjudged(data, name)
    # The file gets another name: what only the old one says is kept as a field.
    published = fields.pop("published", None) or date_in_name(name)
    return checked(Draft(text, published=published, **fields), name)
