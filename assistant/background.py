"""Work beside the page: in threads that a program which ends waits for, but not for long."""

import atexit
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

closing = Event()  # set as the program ends: long work looks at it, and ends too
_LONGEST = 10  # seconds that a program which ends waits
_running: "set[Future[object]]" = set()


def in_background(work: Callable[[], T]) -> "Future[T]":
    """Run the work in a daemon thread."""
    future: Future[T] = Future()
    _running.add(future)  # type: ignore[arg-type]  # a future is not covariant
    future.add_done_callback(_running.discard)

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


@atexit.register
def _close() -> None:
    """Wait for the work: torch must not compute while Python shuts down."""
    closing.set()
    wait(tuple(_running), timeout=_LONGEST)
