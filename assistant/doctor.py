"""Checks of the set-up: what is found and, where it is a fault, how to mend it."""

import os
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.bundled import unpacked_folder, weights_file
from index.catalog import catalog_path
from index.errors import IndexingError
from index.reading import find_articles, read_article
from index.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in one line; that of a fault says how to mend it."""

    subject: str
    found: str
    fault: bool = False


def examine(settings: Settings) -> Iterator[Finding]:
    """The findings one by one; the model is really loaded and the index really read."""
    yield _python()
    yield _sqlite()
    yield _writable("store", settings.store, "--store or MULTIVECTOR_STORE")
    yield _writable("cache", settings.cache, "MULTIVECTOR_CACHE")
    for subject, check in _CHECKS:
        try:
            yield Finding(subject, check(settings))
        except IndexingError as error:
            yield Finding(subject, str(error), fault=True)
    yield _port(settings)
    yield _language_model(settings)


def _python() -> Finding:
    return Finding("python", ".".join(map(str, sys.version_info[:3])))


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        except sqlite3.OperationalError:
            found = f"{version} has no full-text search: use a Python whose SQLite has FTS5"
            return Finding("sqlite", found, fault=True)
    return Finding("sqlite", f"{version} with full-text search")


def _writable(subject: str, folder: Path, setting: str) -> Finding:
    """Whether files can be written into a folder, or where it will be made."""
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        found = f"{place} is a file: name a folder with {setting}"
        return Finding(subject, found, fault=True)
    if not os.access(place, os.W_OK | os.X_OK):
        found = f"{place} cannot be written: make it writable or name another with {setting}"
        return Finding(subject, found, fault=True)
    return Finding(subject, f"{folder} can be written")


def _articles(settings: Settings) -> str:
    files = find_articles(settings.docs)
    if not files:
        raise IndexingError(f"{settings.docs} holds no article: put .md or .txt files into it")
    for file in files:
        read_article(file, settings.docs)
    return f"{len(files)} in {settings.docs}, all readable"


def _model(settings: Settings) -> str:
    from index.embedding import load_encoder

    if settings.embedding_model is None and weights_file():
        unpacked = unpacked_folder(settings.cache).exists()
        note = "bundled, unpacked" if unpacked else "bundled, unpacked just now"
    else:
        note = "the one named in MULTIVECTOR_EMBEDDING_MODEL"
        if settings.embedding_model is None:
            note = "not bundled on this system, from its hub"
    return f"{load_encoder(settings).name} ({note})"


def _index(settings: Settings) -> str:
    from index.embedding import encoder_name
    from index.store import Store
    from index.vectors import place_of

    if not catalog_path(settings.store).exists():
        return f"none yet in {settings.store}, made by the first `multivector sync`"
    with (
        Store(settings.store, encoder_name(settings), place_of(settings)) as store,
        store.snapshot() as snapshot,
    ):
        indexed = {article.id: article.revision for article in snapshot.articles()}
        passages = snapshot.passage_count()
    read = (read_article(file, settings.docs) for file in find_articles(settings.docs))
    if indexed != {article.id: article.revision for article in read}:
        raise IndexingError(
            f"{settings.store} is behind the articles in {settings.docs}: run `multivector sync`"
        )
    return f"{len(indexed)} articles, {passages} passages, in step with {settings.docs}"


_CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("articles", _articles),
    ("embedding model", _model),
    ("index", _index),
)


def _language_model(settings: Settings) -> Finding:
    """Whether the language model of the settings writes; it is really asked for a word."""
    from assistant.errors import AssistantError
    from assistant.writer import ModelFailure, load_writer

    try:
        writer = load_writer(settings)
        if writer is None:
            return Finding("language model", "none configured, answers are word-for-word quotes")
        from langchain_core.messages import HumanMessage

        tokens = writer.write([HumanMessage("Say: yes")])
        next(tokens)
        tokens.close()
    except AssistantError as error:
        return Finding("language model", str(error), fault=True)
    except ModelFailure as failure:
        found = f"{settings.llm_model}: {_MENDS.get(failure.why, 'it failed: ask its provider')}"
        return Finding("language model", found, fault=True)
    return Finding("language model", f"{settings.llm_model} writes")


_MENDS = {
    "unreachable": "cannot be reached: start its server or mend MULTIVECTOR_LLM_BASE_URL",
    "slow": "did not answer in time: raise MULTIVECTOR_LLM_TIMEOUT or name a smaller model",
    "quota": "its quota is used up: wait, or name another model",
    "key": "refused the key: set MULTIVECTOR_LLM_API_KEY",
}


def _port(settings: Settings) -> Finding:
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            found = f"{host} is no address of this machine: set MULTIVECTOR_HOST=127.0.0.1"
            return Finding("page", found, fault=True)
        except OSError as error:
            return Finding("page", f"{host}:{port} is not free ({error.strerror}), the next one is")
    return Finding("page", f"{host}:{port} is free")
