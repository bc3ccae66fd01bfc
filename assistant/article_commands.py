"""The commands about which articles there are: `add`, `remove`, `sync --watch`, `changes`."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.options import (
    Docs,
    Json,
    Store,
    assistant_of,
    print_report,
    run_sync,
    settings_of,
)
from assistant.terminal import note, print_json, progress_bar, read_line
from index.errors import IndexingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.adding import Addition
    from index.article import Article
    from index.settings import Settings

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
_AGREED = {"y", "yes", "д", "да", "и", "иә", "ия"}


def add(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FILE-or-URL")],
    yes: Yes = False,
    title: Annotated[str | None, typer.Option(help="Its title, instead of the one found.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    published: Annotated[
        str | None, typer.Option(help="When: 2026-02-03, 2026-02 or 2026.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where it was published.")] = None,
    language: Annotated[str | None, typer.Option(help="ru, kk or en.")] = None,
    article_id: Annotated[
        str | None,
        typer.Option("--id", help="Its id; that of an article indexed: a new revision of it."),
    ] = None,
    as_json: Json = False,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """Add an article from a file or the web, after showing what was read."""
    from index.adding import draft_of, plan, put

    settings = settings_of(context, docs, store)
    given = {
        "title": title,
        "publisher": publisher,
        "published": published,
        "url": url,
        "language": language,
        "id": article_id,
    }
    draft = replace(draft_of(source), **{name: value for name, value in given.items() if value})
    addition = plan(draft, settings.docs, _indexed(settings))
    if as_json:
        if yes:
            put(addition, settings.docs, settings.store)
            run_sync(settings)
        print_json(_as_json(addition) | {"added": yes})
        return
    _show(addition)
    if not yes and not _agreed("Add it?"):
        note("Nothing was added; options such as --title correct what was read.")
        raise typer.Exit(1)
    put(addition, settings.docs, settings.store)
    print_report(run_sync(settings), unchanged=False)


def remove(
    context: typer.Context,
    article_id: Annotated[str, typer.Argument(metavar="ID", help="As `articles` lists it.")],
    yes: Yes = False,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """Remove an article: its file leaves the folder, and can be put back."""
    from assistant.answer_text import article_line
    from index.adding import take_out

    settings = settings_of(context, docs, store)
    article = assistant_of(settings).article(article_id)
    note(article_line(article))
    if not yes and not _agreed(f"Remove {article.id}?"):
        note("Nothing was removed.")
        raise typer.Exit(1)
    path = settings.docs / article.file
    kept = take_out(article, settings.docs, settings.store) if path.exists() else None
    print_report(run_sync(settings), unchanged=False)
    if kept:
        note(f"To have it back: mv '{kept}' '{path}' && multivector sync")


def watch(settings: "Settings") -> None:
    """Sync, and again whenever an article file changes, until Ctrl+C."""
    from watchfiles import watch as changes

    from index.embedding import load_encoder
    from index.reading import find_articles

    find_articles(settings.docs)  # a missing folder is said before seconds of loading
    with progress_bar() as progress:
        encoder = load_encoder(settings, progress)
    watching, fault = False, ""
    seen: dict[Path, tuple[int, int]] = {}
    # Editors write a file in several steps: a sync waits until it has been left alone. The first
    # turn, with or without a change, comes when the folder is watched: no change before it is lost.
    # Nor is one that was not told, on a busy machine: each turn looks at the files themselves.
    turns = changes(
        settings.docs,
        debounce=2_000,
        step=300,
        rust_timeout=500,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    try:
        for _ in turns:
            try:
                found = _stamps(find_articles(settings.docs))
                if watching and found == seen:
                    continue
                seen = found
                print_report(run_sync(settings, encoder), unchanged=not watching)
            except IndexingError as error:
                if not watching:
                    raise
                if str(error) != fault:
                    note(str(error))  # a folder that cannot be read now may be soon
                fault = str(error)
                continue
            fault = ""
            if not watching:
                note(f"Watching {settings.docs} (Ctrl+C ends it)")
                watching = True
    except KeyboardInterrupt:  # between two turns; what a sync had not finished, the next one does
        if not watching:
            raise


def _stamps(paths: "Sequence[Path]") -> "dict[Path, tuple[int, int]]":
    """When each of the files was written and how long it is; those gone meanwhile are left out."""
    found = {}
    for path in paths:
        with suppress(FileNotFoundError):
            stat = path.stat()
            found[path] = stat.st_mtime_ns, stat.st_size
    return found


def _indexed(settings: "Settings") -> "list[Article]":
    from index.catalog import catalog_path

    if not catalog_path(settings.store).exists():
        return []
    return assistant_of(settings).articles()


def _agreed(question: str) -> bool:
    note(f"{question} y/n")
    return (read_line() or "").strip().casefold() in _AGREED


def _show(addition: "Addition") -> None:
    """What was read, before it counts."""
    article = addition.article
    rows = [
        ("title", article.title),
        ("publisher", article.publisher),
        ("published", article.published or "not known: give it with --published"),
        ("url", article.url),
        ("language", article.language),
        ("id", article.id),
        ("file", article.file),
        ("passages", str(addition.passages)),
    ]
    for name, value in rows:
        if value:
            note(f"{name:10} {value}")
    for line in addition.opening():
        note(f"  {line[:200]}")
    if addition.replaces:
        note(f"It replaces {addition.replaces.id} ({addition.replaces.published or 'no date'}).")
    for copy in addition.near_copies:
        note(
            f"{copy.share:.0%} of it is in {copy.article.id} too («{copy.article.title}»): "
            f"to replace that one, give --id {copy.article.id}"
        )


def _as_json(addition: "Addition") -> dict[str, Any]:
    article = addition.article
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published,
        "url": article.url,
        "language": article.language,
        "revision": article.revision,
        "file": article.file,
        "passages": addition.passages,
        "opening": addition.opening(),
        "replaces": addition.replaces.revision if addition.replaces else None,
        "near_copies": [
            {"id": copy.article.id, "title": copy.article.title, "share": round(copy.share, 3)}
            for copy in addition.near_copies
        ],
    }


def changes(
    context: typer.Context,
    old: Annotated[str | None, typer.Argument(metavar="[OLD", help="ID or ID@REVISION.")] = None,
    new: Annotated[str | None, typer.Argument(metavar="NEW]")] = None,
    as_json: Json = False,
    docs: Docs = None,
    store: Store = None,
) -> None:
    """List figures that differ between two articles, or between the newest and those before it."""
    from assistant.changes import changed_values

    if (old is None) != (new is None):
        raise typer.BadParameter("give both OLD and NEW, or neither", context)
    assistant = assistant_of(settings_of(context, docs, store))
    pairs = [(old, new)] if old and new else _newest_against_older(assistant.articles())
    found = [
        change for older, newest in pairs for change in changed_values(assistant, older, newest)
    ]
    if as_json:
        print_json(
            [
                {"old": c.old.as_json(), "new": c.new.as_json(), "likeness": round(c.likeness, 3)}
                for c in found
            ]
        )
        return
    for change in found:
        typer.echo(f"{change.old.figure.text} → {change.new.figure.text}")
        for value in (change.new, change.old):
            typer.echo(f"  {value.article.published or '–'}  {value.article.id}")
            typer.echo(f"    {value.sentence.text}")
    if not found:
        note("No figure of the same thing was found to differ.")


def _newest_against_older(articles: "list[Article]") -> list[tuple[str, str]]:
    """The newest article with each of those before it that it may bring up to date."""
    from assistant.changes import older_articles

    newest = max(
        (a for a in articles if a.published), key=lambda a: a.published or "", default=None
    )
    return [(older.id, newest.id) for older in older_articles(articles, newest)] if newest else []
