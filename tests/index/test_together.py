import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.together import Together


def test_who_waits_goes_with_the_next_and_everybody_gets_their_own():
    taken = []

    def work(items):
        taken.append(len(items))
        time.sleep(0.02)
        return [item * 10 for item in items]

    together = Together(work, 8)
    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(together, range(50))) == [item * 10 for item in range(50)]
    assert sum(taken) == 50
    assert max(taken) == 8
    assert len(taken) < 20


def test_what_the_work_raises_is_raised_to_all_that_it_was_for():
    begun, goes_on = threading.Event(), threading.Event()

    def work(items):
        begun.set()
        goes_on.wait(5)
        if "bad" in items:
            raise ValueError("bad")
        return items

    together = Together(work, 8)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(together, "good")
        begun.wait(5)
        others = [pool.submit(together, item) for item in ("bad", "unlucky")]
        while len(together._waiting) < 2:
            time.sleep(0.001)
        goes_on.set()
        assert first.result(5) == "good"
        for other in others:
            with pytest.raises(ValueError, match="bad"):
                other.result(5)
    assert together("again") == "again"
