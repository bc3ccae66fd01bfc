"""A conversation as a PDF: markers lead to the notes, the notes to the articles on the web."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.export import SOURCES, TITLE, Document

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = Path(__file__).with_name("fonts")
_FONT = "DejaVu"
_BODY, _SMALL = 11, 9.5  # points
_ACCENT = (10, 100, 120)


def pdf(made: Document) -> bytes:
    """The document as the bytes of a PDF file, A4, its font within."""
    from fpdf import FPDF

    file = FPDF(format="A4")
    file.set_margin(22)
    file.set_auto_page_break(auto=True, margin=22)
    file.add_font(_FONT, "", _FONTS / "DejaVuSerif.ttf")
    file.add_font(_FONT, "B", _FONTS / "DejaVuSerif-Bold.ttf")
    file.set_title(TITLE[made.language])
    file.set_lang(made.language)
    file.add_page()
    _heading(file, TITLE[made.language], 18)
    places = {note.number: file.add_link() for note in made.notes}
    for section in made.sections:
        _heading(file, section.question, 13)
        for line in section.lines:
            for part in line:
                if isinstance(part, int):
                    _words(file, f" [{part}]", _SMALL, places[part])
                else:
                    _words(file, part, _BODY)
            file.ln(9)
    if made.notes:
        _heading(file, SOURCES[made.language], 13)
    for note in made.notes:
        file.set_link(places[note.number], y=file.get_y(), page=file.page)
        _words(file, f"[{note.number}] «{note.quote}» {note.source} ", _SMALL)
        if note.url:
            _words(file, note.url, _SMALL, note.url)
        file.ln(8)
    return bytes(file.output())


def _heading(file: "FPDF", words: str, size: float) -> None:
    file.ln(3)
    file.set_font(_FONT, "B", size)
    file.set_text_color(0)
    file.multi_cell(0, size * 0.5, words, align="L", new_x="LMARGIN", new_y="NEXT")
    file.ln(3)


def _words(file: "FPDF", words: str, size: float, link: int | str = "") -> None:
    file.set_font(_FONT, "", size)
    file.set_text_color(*(_ACCENT if link else (20, 20, 20)))
    file.write(size * 0.55, words, link=link)
