"""A conversation as a Word file: markers lead to the notes, the notes to the articles."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from assistant.export import SOURCES, TITLE, Document

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def docx(made: Document) -> bytes:
    """The document as the bytes of a .docx file."""
    from docx import Document as new_document

    written = new_document()
    written.add_heading(TITLE[made.language], 0)
    for section in made.sections:
        written.add_heading(section.question, 1)
        for line in section.lines:
            paragraph = written.add_paragraph()
            for part in line:
                if isinstance(part, int):
                    _link(paragraph, f"[{part}]", anchor=f"note{part}")
                else:
                    paragraph.add_run(part)
    if made.notes:
        written.add_heading(SOURCES[made.language], 1)
    for note in made.notes:
        paragraph = written.add_paragraph()
        _bookmark(paragraph, f"note{note.number}", note.number)
        paragraph.add_run(f"[{note.number}] «{note.quote}» {note.source} ")
        if note.url:
            _link(paragraph, note.url, url=note.url)
    file = BytesIO()
    written.save(file)
    return file.getvalue()


def _link(paragraph: "Paragraph", words: str, url: str = "", anchor: str = "") -> None:
    from docx.shared import RGBColor

    link = _element("w:hyperlink")
    if url:
        link.set(_name("r:id"), paragraph.part.relate_to(url, _LINK, is_external=True))
    else:
        link.set(_name("w:anchor"), anchor)
    run = paragraph.add_run(words)
    run.font.color.rgb = RGBColor(0x0A, 0x64, 0x78)
    run.font.superscript = bool(anchor)
    link.append(run._r)
    paragraph._p.append(link)


def _bookmark(paragraph: "Paragraph", name: str, number: int) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = _element(tag)
        mark.set(_name("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(_name("w:name"), name)
        paragraph._p.append(mark)


def _element(tag: str) -> Any:  # noqa: ANN401  (an XML element; lxml has no types)
    from docx.oxml import OxmlElement

    return OxmlElement(tag)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))
