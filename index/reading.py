"""Files to articles: find them, decode them, read their front matter, clean their text."""

import codecs
import hashlib
import json
import os
import re
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import cast, get_args

import yaml

from index.article import FIELDS, Article, Language
from index.errors import FieldError, IndexingError
from index.language import detect_language

SUFFIXES = (".md", ".txt")

_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?P<fields>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_FIELD_LINE = re.compile(rf"^({'|'.join(FIELDS)})[ \t]*:[ \t]*['\"]?(.+?)['\"]?[ \t]*$", re.M)
_ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?")
_FILE_DATE = re.compile(r"(?<!\d)(\d{4})(?:-(\d\d)(?:-(\d\d))?|(\d\d)(\d\d))(?!\d)")
_NEWLINE = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_CREDIT = re.compile(
    r"[*_(\[]*(?:"
    r"(?:фото|фотография|снимок|коллаж|скриншот|иллюстрация|инфографика|видео|обложка"
    r"|сурет|суреттер|фотосурет|бейне"
    r"|photos?|pictures?|images?|collage|illustration|screenshot|video|photo credit)"
    r"\s*(?::|©|\([cс]\)|/)"
    r"|фото\s+(?:пресс-служб|автора|из\s)|photo\s+(?:by|courtesy)\s"
    r")[^.!?]*(?:\.\w+[^.!?]*)*\.?",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_CREDIT_LENGTH = 120
_TITLE_LENGTH = 160


def find_articles(docs: Path) -> list[Path]:
    """The article files of a folder and its subfolders, sorted; hidden ones are not articles.

    Raises IndexingError where the folder is missing, no folder, or cannot be read.
    """
    if not docs.is_dir():
        what = "is a file, not a folder" if docs.exists() else "does not exist"
        raise IndexingError(f"The folder of articles {docs} {what}: name another one with --docs.")

    def refuse(error: OSError) -> None:
        raise IndexingError(
            f"The folder {error.filename} cannot be read ({error.strerror}): allow reading it."
        )

    found = []
    for folder, subfolders, files in os.walk(docs, onerror=refuse):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        found += [
            Path(folder, name)
            for name in files
            if name.lower().endswith(SUFFIXES) and not name.startswith(".")
        ]
    return sorted(found)


def read_article(path: Path, docs: Path) -> Article:
    """The article of one file below `docs`.

    What the front matter does not say is taken from the file: the title from its first line, the
    date from its name, the language from its words, the id from its path without the suffix.

    Raises IndexingError for a file that is unreadable, empty or binary, and for a front matter
    field that makes no sense; the message names the file, the line or field, the value, the mend.
    """
    return parse_article(_read(path), path.relative_to(docs).as_posix())


def parse_article(data: bytes, name: str) -> Article:
    """The article of a file's bytes, as `read_article`; `name` is its path below the folder."""
    block, text = _parts(data, name)
    fields = _fields(block, name)
    if not text.strip():
        raise IndexingError(f"{name} is empty: write the article into it or delete the file.")
    article = Article(
        id=_id(fields, name),
        title=fields.get("title") or first_line(text),
        text=text,
        language=_language(fields, name) or detect_language(text),
        publisher=fields.get("publisher"),
        published=_published(fields, name) or date_in_name(name),
        url=_url(fields, name),
        file=name,
        revision="",
    )
    return replace(article, revision=_revision(article))


def read_unjudged(data: bytes, name: str) -> tuple[dict[str, str], str]:
    """The fields of a file's front matter as they stand there, right or wrong, and its text.

    A block that is no YAML is read line by line. Raises IndexingError where the file is no text or
    the block has no end.
    """
    block, text = _parts(data, name)
    try:
        return _fields(block, name), text
    except IndexingError:
        return dict(_FIELD_LINE.findall(block)), text


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IndexingError(
            f"{path} cannot be read ({error.strerror}): check that it exists and may be read."
        ) from error


def _decode(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 with a byte order mark, or Windows-1251; anything else is refused."""
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    text: str | None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decode_windows(data)
    # a stray control character is dropped later, many of them are no text
    if text is None or len(_NOT_TEXT.findall(text)) > len(text) // 1000:
        raise IndexingError(
            f"{name} is not a text file that can be read: save it as UTF-8 or remove it."
        )
    return text


def _decode_windows(data: bytes) -> str | None:
    """Cyrillic text of one byte a letter; None where it does not look like that."""
    text = data.decode("cp1251", errors="replace")
    if set(text) & set("ќўїєґјѕћ"):
        # letters of other languages, where the Kazakh table of Windows has its own
        text = data.decode("kz1048", errors="replace")
    letters = sum(map(str.isalpha, text))
    lower = sum(map(str.islower, text))
    visible = len(text) - sum(map(str.isspace, text))
    looks_written = letters > 0.7 * visible and lower > 0.7 * letters
    return text if looks_written and "\ufffd" not in text else None


def _parts(data: bytes, name: str) -> tuple[str, str]:
    """What stands between two lines of `---` at the beginning, and the text, cleaned."""
    text = _NEWLINE.sub("\n", _decode(data, name))
    block = ""
    if re.match(r"---[ \t]*\n", text):
        match = _FRONT_MATTER.match(text)
        if not match:
            raise IndexingError(
                f"{name}, line 1: the front matter is not closed: "
                "end it with a line of three dashes."
            )
        block, text = match["fields"], text[match.end() :]
    return block, _without_credits(_NOT_TEXT.sub("", text)).strip("\n")


def _fields(block: str, name: str) -> dict[str, str]:
    """The fields of a front matter, all as text."""
    try:
        # BaseLoader makes text, lists and mappings only: safe, and no date is guessed
        fields = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        problem = getattr(error, "problem", None) or "not readable as YAML"
        raise IndexingError(
            f"{name}, line {line}: broken front matter ({problem}): "
            "write each field as `name: value`, a value with a colon in double quotes."
        ) from error
    if fields in (None, ""):
        fields = {}
    if not isinstance(fields, dict):
        raise IndexingError(
            f"{name}, line 2: the front matter has no fields: write each as `name: value`."
        )
    known = {}
    for field in FIELDS:
        value = fields.get(field, "")
        if not isinstance(value, str):
            raise FieldError(name, field, str(value), "is not one value: write plain text.")
        value = " ".join(_NOT_TEXT.sub("", value).split())
        if value not in ("", "~", "null"):
            known[field] = value
    return known


def _id(fields: dict[str, str], name: str) -> str:
    if "id" not in fields:
        return name.rpartition(".")[0]
    if not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*", fields["id"]):
        raise FieldError(
            name, "id", fields["id"], "is no id: use letters, digits, dots, dashes and slashes."
        )
    return fields["id"]


def _language(fields: dict[str, str], name: str) -> Language | None:
    value = fields.get("language")
    if value is None:
        return None
    if value.lower() not in get_args(Language):
        raise FieldError(name, "language", value, "is not known: write ru, kk or en.")
    return cast(Language, value.lower())


def _url(fields: dict[str, str], name: str) -> str | None:
    value = fields.get("url")
    if value is not None and not re.fullmatch(r"https?://[^\s/\"'<>][^\s\"'<>]*", value, re.I):
        raise FieldError(
            name, "url", value, "is no web address: begin it with https:// or leave it empty."
        )
    return value


def _published(fields: dict[str, str], name: str) -> str | None:
    value = fields.get("published")
    if value is None:
        return None
    match = _ISO_DATE.fullmatch(value)
    published = _iso_date(*match.groups()) if match else None
    if published is None:
        raise FieldError(name, "published", value, "is no date: write 2025-11-03, 2025-11 or 2025.")
    return published


def date_in_name(name: str) -> str | None:
    """The date that a file's name holds: `2025-11-03.md`, `kazakhstan-202511.txt`."""
    found = _FILE_DATE.search(Path(name).stem)
    if not found:
        return None
    year, month, day, packed_month, packed_day = found.groups()
    return _iso_date(year, month or packed_month, day or packed_day)


def _iso_date(year: str, month: str | None, day: str | None) -> str | None:
    """The parts joined, or nothing where no calendar has that day."""
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


def first_line(text: str) -> str:
    """The first line of a text, as the title of an article that has none."""
    line = " ".join(text.lstrip().partition("\n")[0].lstrip("#").strip("*_ \t").split())
    if len(line) <= _TITLE_LENGTH:
        return line or "…"
    return line[:_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _without_credits(text: str) -> str:
    """The text without its lines of picture credits and pictures, and the blank lines after."""
    kept: list[str] = []
    dropped = False
    for line in text.split("\n"):
        stripped = line.strip()
        if _IMAGE.fullmatch(stripped) or (
            len(stripped) <= _CREDIT_LENGTH and _CREDIT.fullmatch(stripped)
        ):
            dropped = True
        elif stripped or not dropped:
            kept.append(line)
            dropped = False
    return "\n".join(kept)


def _revision(article: Article) -> str:
    fields = json.dumps(asdict(article), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(fields.encode()).hexdigest()[:16]
