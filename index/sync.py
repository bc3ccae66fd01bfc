"""Making the index match the folder of articles: only what changed is embedded again."""

import hashlib
import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from index.article import Article, Passage
from index.catalog import (
    catalog_path,
    catalogs,
    create_catalog,
    open_catalog,
    select_articles,
    storage_faults,
)
from index.encoder import Encoder
from index.errors import IndexingError
from index.publish import (
    Revision,
    drop_unused_collections,
    lost_collections,
    publish,
)
from index.reading import find_articles, read_article
from index.settings import Settings
from index.staging import not_encoded, stage_encoded, staged_passages
from index.urls import Page, page_of
from index.vectors import Place, place_of

Step = Literal["waiting", "reading", "splitting", "embedding", "publishing"]
Progress = Callable[[int, int, Step], None]
"""Called with what is done, the total, and the step.

Reading counts files, splitting the articles that changed, embedding the passages that are not
embedded yet, publishing the vectors written.
"""

# Small enough that an interrupted sync loses a second or two of work.
_BATCH = 32


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be indexed; `kept` is the id of its older revision, still indexed."""

    file: str
    reason: str
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, as article ids in their order; `embedded` counts passages.

    `superseded` are files of articles that another file holds a newer revision of (same url).
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    superseded: tuple[FailedFile, ...] = ()
    embedded: int = 0


def sync(
    settings: Settings, encoder: Encoder, progress: Progress | None = None, *, wait: float = 60.0
) -> SyncReport:
    """Make the index in `settings.store` match the folder `settings.docs`.

    Until it is done questions are answered from the old state; then, at one instant and for every
    process, from the new one. Killed at any moment it leaves the old state, and the next sync goes
    on where it stopped. A folder without articles empties the index; a missing one is an error.
    A file that cannot be read is reported and its older revision, if there is one, stays.

    Waits up to `wait` seconds for another sync of the same store. Raises IndexingError.
    """
    report: Progress = progress or (lambda done, total, step: None)
    store = settings.store
    with storage_faults(store):
        store.mkdir(parents=True, exist_ok=True)
        with _only_sync(store, report, wait):
            files = find_articles(settings.docs)
            create_catalog(catalog_path(store), encoder.name, encoder.dimension)
            with closing(open_catalog(catalog_path(store))) as connection:
                vectors = place_of(settings, _store_id(store))
                return _sync(connection, store, vectors, settings.docs, files, encoder, report)


@contextmanager
def _only_sync(store: Path, report: Progress, wait: float) -> Iterator[None]:
    """Hold the lock that only one sync of a store has; the system frees it if this one dies."""
    lock = FileLock(store / "sync.lock")
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            report(0, 0, "waiting")
            lock.acquire(timeout=wait)
    except Timeout:
        raise IndexingError(
            f"Another sync of the index in {store} is still running after {wait:.0f} s of waiting: "
            "run `multivector sync` again when it has ended"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _sync(
    connection: sqlite3.Connection,
    store: Path,
    vectors: Place,
    docs: Path,
    files: list[Path],
    encoder: Encoder,
    report: Progress,
) -> SyncReport:
    drop_unused_collections(connection, vectors)
    version, model = connection.execute("SELECT version, model FROM state").fetchone()
    if version:
        _drop_older_catalogs(store)
    splitting = _splitting()
    old = {article.id: article for article in select_articles(connection)}
    current: dict[str, bytes] = dict(
        connection.execute("SELECT id, source FROM article WHERE splitting = ?", (splitting,))
    )
    known = {old[i].file: (old[i], source) for i, source in current.items()}
    new, failed = _read(files, docs, old, known, report)
    superseded = _drop_superseded(new, docs)
    changed = [
        (article, source)
        for article, source in new.values()
        if model != encoder.name or old.get(article.id) != article or article.id not in current
    ]
    removed = sorted(old.keys() - new.keys())
    embedded = 0
    if changed or removed or not version or lost_collections(connection, vectors):
        revisions = []
        for done, (article, source) in enumerate(changed):
            report(done, len(changed), "splitting")
            passages = staged_passages(connection, article, splitting)
            hashes = [_hash(passage, encoder.name) for passage in passages]
            revisions.append(Revision(article, source, passages, hashes))
        embedded = _embed(connection, revisions, encoder, report)
        publish(
            connection,
            vectors,
            revisions,
            removed,
            model=encoder.name,
            dimension=encoder.dimension,
            splitting=splitting,
            progress=lambda done, total: report(done, total, "publishing"),
        )
    ids = {article.id for article, _ in changed}
    return SyncReport(
        added=tuple(sorted(new.keys() - old.keys())),
        updated=tuple(sorted(ids & old.keys())),
        removed=tuple(removed),
        unchanged=tuple(sorted(new.keys() - ids)),
        failed=tuple(failed),
        superseded=tuple(superseded),
        embedded=embedded,
    )


def _read(
    files: list[Path],
    docs: Path,
    old: dict[str, Article],
    known: dict[str, tuple[Article, bytes]],
    report: Progress,
) -> tuple[dict[str, tuple[Article, bytes]], list[FailedFile]]:
    """The articles that the index shall hold, with their files' hashes, and the files that failed.

    A file that is as it was is not parsed again. One that fails stands for what it held before.
    """
    articles: dict[str, tuple[Article, bytes]] = {}
    failures: dict[str, str] = {}
    for done, path in enumerate(files):
        report(done, len(files), "reading")
        file = path.relative_to(docs).as_posix()
        try:
            source = _file_hash(path)
            before, before_source = known.get(file, (None, None))
            article = before if before and source == before_source else read_article(path, docs)
        except IndexingError as error:
            failures[file] = str(error)
            continue
        if article.id in articles:
            failures[file] = (
                f"{file} has the id {article.id!r} of {articles[article.id][0].file}: give one of "
                "them another id in its front matter"
            )
        else:
            articles[article.id] = (article, source or b"")
    report(len(files), len(files), "reading")
    kept = {
        article.file: article
        for article in old.values()
        if article.file in failures and article.id not in articles
    }
    articles |= {article.id: (article, b"") for article in kept.values()}
    failed = [
        FailedFile(file, reason, kept[file].id if file in kept else None)
        for file, reason in failures.items()
    ]
    return articles, failed


def _drop_superseded(articles: dict[str, tuple[Article, bytes]], docs: Path) -> list[FailedFile]:
    """Take out the older of two articles of one web page, and say which they were."""

    def age(article: Article) -> tuple[str, float, str]:
        with suppress(OSError):
            return article.published or "", (docs / article.file).stat().st_mtime, article.id
        return article.published or "", 0.0, article.id

    newest: dict[Page, Article] = {}
    superseded = []
    for article in sorted((article for article, _ in articles.values()), key=age, reverse=True):
        page = page_of(article.url)
        newer = newest.setdefault(page, article) if page else article
        if newer is not article:
            del articles[article.id]
            reason = (
                f"{article.file} is an older revision of {newer.file}, which has the same url: "
                "delete it, or change its url to keep both"
            )
            superseded.append(FailedFile(article.file, reason))
    return superseded


def _file_hash(path: Path) -> bytes | None:
    """Hash of a file's bytes; None where it cannot be read, which `read_article` puts in words."""
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return None


def _hash(passage: Passage, model: str) -> bytes:
    """Equal for passages of one language that the model encodes alike."""
    places = [(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
    content = json.dumps((model, passage.language, passage.text, places))
    return hashlib.sha256(content.encode()).digest()


def _embed(
    connection: sqlite3.Connection, revisions: list[Revision], encoder: Encoder, report: Progress
) -> int:
    """Encode the passages that are neither indexed nor left from an interrupted sync."""
    passages = dict(
        chain.from_iterable(
            zip(revision.hashes, revision.passages, strict=True) for revision in revisions
        )
    )
    missing = not_encoded(connection, passages)
    total = len(missing)
    report(0, total, "embedding")
    for start in range(0, total, _BATCH):
        batch = missing[start : start + _BATCH]
        of_batch = [passages[hash_] for hash_ in batch]
        languages = [passage.language for passage in of_batch]
        encoded = encoder.encode_passages(of_batch)
        stage_encoded(connection, zip(batch, languages, encoded, strict=True))
        report(min(start + _BATCH, total), total, "embedding")
    return total


@cache
def _splitting() -> str:
    """Fingerprint of this package, which makes passages and terms: changed code, new passages.

    A number in the code would be forgotten; passages that come out as before cost no embedding.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _store_id(store: Path) -> str:
    """What tells this store's collections on a server from those of others, made up once."""
    file = store / "id"
    if not file.exists():
        file.write_text(uuid.uuid4().hex[:12], encoding="ascii")
    return file.read_text(encoding="ascii")


def _drop_older_catalogs(store: Path) -> None:
    """Delete the catalogs of other versions, which this one has replaced."""
    for path in catalogs(store) - {catalog_path(store)}:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
