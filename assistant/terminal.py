"""The terminal: results go to stdout, notes and progress to stderr."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

# rich is imported where something is drawn: `multivector --help` is instant without it.
if TYPE_CHECKING:
    from rich.console import RenderableType

    from index.bundled import Progress


def read_line() -> str | None:
    """A line of the user's, None at the end of the input or at Ctrl-C."""
    try:
        if not sys.stdin.isatty():
            return sys.stdin.readline() or None
        import readline  # noqa: F401  (gives `input` its line editing and history)

        return input("» ")
    except (EOFError, KeyboardInterrupt):
        note("")
        return None


@contextmanager
def progress_bar() -> "Iterator[Progress]":
    """A progress bar on stderr, gone at the end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("loading", total=None)
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=what
        )


def print_result(result: "RenderableType") -> None:
    """Print for a reader: wrapped to the terminal, whole lines into a pipe."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    console.print(result, soft_wrap=not console.is_terminal)


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of the same keys under those keys, figures to the right."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in rows[0] if rows else ():
        numbers = all(isinstance(row[name], int | float | None) for row in rows)
        table.add_column(name, justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    print_result(table)


def print_json(value: object) -> None:
    """Print JSON: indented for a reader, on one line into a pipe."""
    print(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def print_line(value: object) -> None:
    """One line of JSON, at once in the hands of whoever reads along."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def note(line: str) -> None:
    """Say something that is no result."""
    print(line, file=sys.stderr)
