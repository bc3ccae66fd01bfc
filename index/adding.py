"""Putting one article into the folder, or out of it: the index follows with the next sync."""

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from index.article import Article
from index.draft import Draft
from index.errors import IndexingError
from index.formats import MOST_BYTES, read_draft
from index.near_copies import NearCopy, near_copies
from index.passages import split_passages
from index.reading import first_line, parse_article
from index.urls import same_page

_NAME_LENGTH = 80
# Windows keeps these names for devices.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addition:
    """An article as it will be indexed, before it is; `content` is that of its file.

    `article.file` is where it goes; `replaces` the article it is a new revision of (same id or
    url); `near_copies` those that it says nearly the same as.
    """

    article: Article
    content: str
    passages: int
    replaces: Article | None
    near_copies: tuple[NearCopy, ...]

    def opening(self, lines: int = 3) -> list[str]:
        """The first lines of the text."""
        return [line for line in self.article.text.split("\n") if line.strip()][:lines]


def draft_of(source: str) -> Draft:
    """The draft of a file or of a web address.

    Raises IndexingError where it cannot be read or fetched, or holds no article.
    """
    from index.fetching import fetch, is_url

    if not is_url(source):
        return draft_of_file(Path(source))
    page = fetch(source)
    if page.suffix == ".html":
        from index.from_html import read_html

        return read_html(page.data, page.url, page.url, page.charset)
    # The address of another kind of file is its last part's and the suffix the server's word.
    draft = read_draft(page.data, f"page{page.suffix}", page.url)
    return replace(draft, url=draft.url or page.url)


def draft_of_file(path: Path) -> Draft:
    """The draft of a file; raises IndexingError where it cannot be read or holds no article."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise IndexingError(f"{path} is larger than {MOST_BYTES:,} bytes: this is no article")
        data = path.read_bytes()
    except OSError as error:
        raise IndexingError(f"{path} cannot be read ({error.strerror}): check its name") from None
    return read_draft(data, path.name)


def plan(draft: Draft, docs: Path, indexed: Sequence[Article]) -> Addition:
    """What adding the draft would do; nothing is written yet.

    `indexed` are the articles that there are. Raises FieldError where a field makes no sense.
    """
    if not draft.title:
        draft = replace(draft, title=first_line(draft.text))
    before = _same_article(draft, indexed)
    file = _file(draft, docs, before, indexed)
    if before:
        # The name of a file may hold what an id that is written down may not.
        draft = replace(draft, id=None if before.id == file.rpartition(".")[0] else before.id)
    content = draft.markdown()
    article = parse_article(content.encode("utf-8", "replace"), file)
    copies = near_copies(article, [other for other in indexed if other is not before])
    return Addition(article, content, len(split_passages(article)), before, tuple(copies))


def put(addition: Addition, docs: Path, store: Path) -> Path | None:
    """Write the article's file, whole or not at all; where the file that it replaces is kept."""
    path = docs / addition.article.file
    old = addition.replaces and docs / addition.replaces.file
    kept = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if old and old.exists():
            kept = _kept(store, old)
            shutil.copy2(old, kept)
        descriptor, temporary = tempfile.mkstemp(prefix=".adding-", dir=path.parent)
        try:
            with open(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(addition.content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(temporary)
        if old and old != path:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise IndexingError(f"{path} cannot be written ({error.strerror}): free it") from None
    return kept


def take_out(article: Article, docs: Path, store: Path) -> Path:
    """Move an article's file out of the folder; returns where it is kept."""
    path = docs / article.file
    kept = _kept(store, path)
    try:
        shutil.move(path, kept)
    except OSError as error:
        raise IndexingError(f"{path} cannot be moved to {kept} ({error.strerror})") from None
    return kept


def put_back(kept: Path, path: Path) -> None:
    """Move a file that was taken out to where it was; raises IndexingError where one is again."""
    if path.exists():
        raise IndexingError(f"{path} is there again: remove it first, or keep the one in {kept}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(kept, path)
    except OSError as error:
        raise IndexingError(f"{path} cannot be written ({error.strerror}): free it") from None


def put_old_back(new: Article, kept: Path, old: Article, docs: Path, store: Path) -> None:
    """Take an article's file out and put the one that it replaced back where it was."""
    taken = take_out(new, docs, store)
    try:
        put_back(kept, docs / old.file)
    except IndexingError:
        put_back(taken, docs / new.file)
        raise


def _same_article(draft: Draft, indexed: Sequence[Article]) -> Article | None:
    for article in indexed:
        if draft.id is not None and article.id == draft.id:
            return article
    return next((a for a in indexed if same_page(draft.url, a.url)), None)


def _file(draft: Draft, docs: Path, before: Article | None, indexed: Sequence[Article]) -> str:
    """The name of the draft's file: that of the article it replaces, or a free one."""
    if before:
        return before.file.rpartition(".")[0] + ".md"
    name = safe_name(draft.id or draft.title or "")
    ids = {article.id for article in indexed}
    number, stem = 1, name
    while stem in ids or any((docs / f"{stem}{suffix}").exists() for suffix in (".md", ".txt")):
        number += 1
        stem = f"{name}-{number}"
    return f"{stem}.md"


def safe_name(text: str) -> str:
    """A file's name made of the words of a text alone: no path, no dots, no device of Windows."""
    words = re.findall(r"[^\W_]+", text.casefold())
    name = "-".join(words)[:_NAME_LENGTH].strip("-")
    # Some systems allow 255 bytes, not letters.
    name = name.encode()[:180].decode(errors="ignore")
    return f"article-{name}".rstrip("-") if not name or _RESERVED.fullmatch(name) else name


def _kept(store: Path, path: Path) -> Path:
    """A free place in the store for a file that leaves the folder of articles."""
    folder = store / "removed"
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexingError(f"{folder} cannot be made ({error.strerror})") from None
    return folder / f"{stamp}-{path.name}"
