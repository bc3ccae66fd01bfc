import asyncio
import threading
from threading import Semaphore

import pytest

from assistant.page.underway import Underway


class Held:
    """Makes 1, then each further item when the test says so."""

    def __init__(self, last=4):
        self.last, self.made, self.goes_on = last, 0, Semaphore(0)

    def items(self):
        for one in range(1, self.last + 1):
            self.made = one
            yield one
            self.goes_on.acquire(timeout=10)


def followed(steps):
    return asyncio.run(asyncio.wait_for(steps(), 10))


def test_every_item_comes_or_a_newer_one_and_the_last_always():
    async def steps():
        return [item async for item in Underway().newest(iter(range(1, 1000)), Semaphore(1))]

    seen = followed(steps)
    assert seen == sorted(set(seen))
    assert seen[-1] == 999


def test_stop_ends_at_once_while_the_thread_is_at_work():
    held, underway = Held(), Underway()

    async def steps():
        seen = []
        async for item in underway.newest(held.items(), Semaphore(1)):
            seen.append(item)
            underway.stop()
        return seen

    assert followed(steps) == [1]
    assert held.made == 1
    held.goes_on.release()


@pytest.mark.parametrize("before", [True, False])
def test_stop_while_it_waits_for_a_place_makes_nothing(before):
    places, underway, made = Semaphore(0), Underway(), threading.Event()

    def items():
        made.set()
        yield 1

    async def steps():
        if before:
            underway.stop()
        else:
            asyncio.get_running_loop().call_later(0.05, underway.stop)
        return [item async for item in underway.newest(items(), places)]

    assert followed(steps) == []
    places.release()
    assert places.acquire(timeout=10), "the place is given back"
    assert not made.is_set()


def test_a_reader_who_leaves_ends_the_thread():
    held, places = Held(), Semaphore(1)

    async def steps():
        following = Underway().newest(held.items(), places)
        await anext(following)
        await following.aclose()

    followed(steps)
    held.goes_on.release(held.last)
    assert places.acquire(timeout=10)
    assert held.made <= 2  # it was at work on the second, perhaps


def test_what_making_raised_is_raised():
    def items():
        yield 1
        raise LookupError("a defect")

    async def steps():
        return [item async for item in Underway().newest(items(), Semaphore(1))]

    with pytest.raises(LookupError, match="a defect"):
        followed(steps)
