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
    """A progress bar on stderr with the time left of each step, gone at the end."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("loading", total=None)

        def advance(done: int, total: int, what: str) -> None:
            if bar.tasks[task].description != what:
                # Each step has its own pace: the time left is not told from the one before.
                bar.reset(task, description=what, total=total)
            bar.update(task, completed=done, total=total)

        yield advance


def print_result(result: "RenderableType") -> None:
    """Print for a reader: wrapped to the terminal, whole lines into a pipe."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    console.print(result, soft_wrap=not console.is_terminal)


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of the same keys under those keys, figures to the right."""
    if not rows:
        return
    table = [list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    figures = [isinstance(value, int | float) for value in rows[0].values()]
    for line in table:
        cells = zip(line, widths, figures, strict=True)
        padded = (cell.rjust(width) if right else cell.ljust(width) for cell, width, right in cells)
        print("  ".join(padded).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    return "–" if value is None else str(value)


def print_json(value: object) -> None:
    """Print JSON: indented for a reader, on one line into a pipe."""
    print(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def print_line(value: object) -> None:
    """One line of JSON, at once in the hands of whoever reads along."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def note(line: str) -> None:
    """Say something that is no result."""
    print(line, file=sys.stderr)
