"""Work that several threads ask for at once, done together."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Together(Generic[A, B]):
    """Does work for many threads, where much at once costs less than one by one.

    Who comes while some is done waits, and goes with the next, at most `most` of them.
    """

    def __init__(self, work: Callable[[Sequence[A]], Sequence[B]], most: int) -> None:
        self._work = work
        self._most = most
        self._waiting: list[tuple[A, Future[B]]] = []
        self._changing, self._working = Lock(), Lock()

    def __call__(self, item: A) -> B:
        """The result for one item; raises what the work raised."""
        result: Future[B] = Future()
        with self._changing:
            self._waiting.append((item, result))
        while not result.done():
            with self._working:
                if not result.done():  # nobody took it along
                    self._next()
        return result.result()

    def _next(self) -> None:
        with self._changing:
            taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            made = self._work([item for item, _ in taken])
        except BaseException as error:  # whatever ends it: nobody may wait for ever
            for _, result in taken:
                result.set_exception(error)
        else:
            for (_, result), one in zip(taken, made, strict=True):
                result.set_result(one)
