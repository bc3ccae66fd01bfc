"""A question under way: answered in a thread, followed by the page, and stopped at any moment."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from threading import Semaphore
from typing import Generic, TypeVar

from assistant.background import closing, in_background

T = TypeVar("T")


class Underway(Generic[T]):
    """Hands what a thread makes to the page's event loop; all but the making happens there.

    So nothing overtakes `stop`: it only says so, and what follows `newest` is said last. Where the
    question is no longer shown anywhere (`gone`), nothing is to be said of it.
    """

    def __init__(self) -> None:
        self.stopped = False
        self.gone = False
        self._made: asyncio.Queue[T | None] = asyncio.Queue()

    def stop(self, gone: bool = False) -> None:
        """Wait no longer; the thread ends with its next step."""
        self.stopped = True
        self.gone = self.gone or gone
        self._made.put_nowait(None)

    async def newest(self, items: Iterator[T], places: Semaphore) -> AsyncIterator[T]:
        """The newest item each time until they end; they are made once a place is free.

        Raises what making them raised.
        """
        loop = asyncio.get_running_loop()

        def hand(item: T | None) -> None:
            with suppress(RuntimeError):  # the loop is closed: the page is no more
                loop.call_soon_threadsafe(self._made.put_nowait, item)

        def make() -> None:
            with places:
                while not (self.stopped or closing.is_set()):
                    if (item := next(items, None)) is None:
                        break
                    hand(item)

        making = in_background(make)
        making.add_done_callback(lambda _: hand(None))
        ended = False
        try:
            while not ended:
                made = [await self._made.get()]
                while not self._made.empty():
                    made.append(self._made.get_nowait())
                ended = None in made
                if there := [item for item in made if item is not None]:
                    yield there[-1]
            if making.done():
                making.result()
        finally:
            self.stopped = True
