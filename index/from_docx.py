"""Word documents (.docx): paragraphs, headings and tables in their order."""

import io
from zipfile import BadZipFile

from index.archive import open_archive
from index.draft import Draft, checked, one_line
from index.errors import IndexingError


def read_docx(data: bytes, name: str) -> Draft:
    """The article of a Word document; raises IndexingError where it is none or damaged."""
    open_archive(data, name).close()
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table
    from lxml.etree import LxmlError

    try:
        document = Document(io.BytesIO(data))
        title = one_line(document.core_properties.title or "")
        blocks = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                blocks += [
                    " | ".join(one_line(cell.text) for cell in row.cells) for row in block.rows
                ]
                continue
            words, style = one_line(block.text), (block.style and block.style.name) or ""
            if style == "Title" and words:
                title = title or words
            elif words:
                blocks.append(f"## {words}" if style.startswith("Heading") else words)
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, LxmlError) as error:
        raise IndexingError(
            f"{name} is no Word document that can be read ({error}): save it again as .docx"
        ) from None
    return checked(Draft(text="\n\n".join(blocks), title=title or None), name)
