"""What the commands share: their options, and the settings, index and assistant behind them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.terminal import note, progress_bar
from index.article import Language

# What takes long to import is imported by the command that needs it: --help is instant.
if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.encoder import Encoder
    from index.settings import Settings
    from index.sync import SyncReport

Docs = Annotated[
    Path | None, typer.Option("--docs", metavar="DIR", help="Folder of articles (default: docs).")
]
Store = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="Folder of the index (default: .multivector)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Lang = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the answer (default: the question's)."),
]

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Answer from what was published by 2026-02-03 or 2026-02."
    ),
]


def settings_of(context: typer.Context, docs: Path | None, store: Path | None) -> "Settings":
    """The settings; an option after the command's name wins over the same before it."""
    from index.settings import load_settings

    return load_settings(docs=docs or context.obj["docs"], store=store or context.obj["store"])


def assistant_of(settings: "Settings") -> "Assistant":
    """An assistant over the index that there is."""
    from assistant.assistant import Assistant

    return Assistant(settings)


def ready_assistant(settings: "Settings") -> "Assistant":
    """An assistant with an index: what is there is answered from at once, else it is made."""
    from index.catalog import catalog_path

    if not catalog_path(settings.store).exists():
        note(f"{settings.store} has no index yet: indexing {settings.docs}")
        run_sync(settings)
    return assistant_of(settings)


def run_sync(settings: "Settings", encoder: "Encoder | None" = None) -> "SyncReport":
    """Make the index match the folder, with a progress bar; faults of files are noted.

    `encoder` is the model where it is loaded already.
    """
    from index.embedding import load_encoder
    from index.reading import find_articles
    from index.sync import sync

    find_articles(settings.docs)  # a missing folder is said before seconds of loading
    with progress_bar() as progress:
        report = sync(settings, encoder or load_encoder(settings, progress), progress)
    for failed in report.failed:
        note(failed.reason + (" (its older revision stays)" if failed.kept else ""))
    for older in report.superseded:
        note(older.reason)
    if not (report.added or report.updated or report.unchanged or report.failed):
        note(
            f"{settings.docs} holds no articles: put .md or .txt files into it, or "
            "`multivector add` a file or an address"
        )
    return report


def print_report(report: "SyncReport", unchanged: bool = True) -> None:
    """A line for each article: what happened to it, and its id."""
    for word in ("added", "updated", "removed", *(["unchanged"] if unchanged else [])):
        for article_id in getattr(report, word):
            typer.echo(f"{word:9} {article_id}")
