"""Formats that are ZIP archives of XML: opened and parsed within limits."""

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from index.errors import IndexingError

if TYPE_CHECKING:
    from lxml import etree

_MOST_ENTRIES = 5_000
_MOST_BYTES = 200_000_000
_MOST_BYTES_OF_PART = 50_000_000
_MOST_TIMES = 200  # text compresses 3 to 20 times, a bomb a thousand


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, its sizes checked; Python reads no entry beyond the size it states.

    Raises IndexingError where it is damaged, encrypted, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise IndexingError(f"{name} is damaged ({error}): get the file again") from None
    total = sum(entry.file_size for entry in entries)
    if (
        len(entries) > _MOST_ENTRIES
        or total > _MOST_BYTES
        or total > _MOST_TIMES * max(len(data), 50_000)
    ):
        raise IndexingError(
            f"{name} would unpack to {len(entries):,} files of {total:,} bytes: this is no article"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise IndexingError(f"{name} is encrypted: save it without a password")
    return archive


def read_part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """One file of the archive; raises IndexingError where it is missing, damaged or too long."""
    try:
        if archive.getinfo(part).file_size > _MOST_BYTES_OF_PART:
            raise IndexingError(f"{name} holds {part} of over {_MOST_BYTES_OF_PART:,} bytes")
        return archive.read(part)
    except KeyError:
        raise IndexingError(f"{name} is no such document: it has no {part}") from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise IndexingError(f"{name} is damaged ({error}): get the file again") from None


def parse_xml(data: bytes, name: str) -> "etree._Element":
    """The root of an XML document: no entity is expanded and nothing is fetched."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise IndexingError(f"{name} is damaged ({error}): get the file again") from None
    return root


def local_name(element: Any) -> str:  # noqa: ANN401  (lxml's comments have a function for a tag)
    """An element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
