"""Many users asking at once: how long each waits for the answer, and how the page itself responds.

Starts the page on the articles in docs/ in a process of its own, lets every user send a question
through the HTTP API at the same moment, and fetches the page meanwhile. Run from the repository:

    .venv/bin/python tests/benchmarks/load.py [USERS]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.settings import PREFIX

ROOT = Path(__file__).parents[2]
PORT = 7875
ADDRESS = f"http://127.0.0.1:{PORT}"
QUESTIONS = [
    "На какую сумму подписаны соглашения в Вашингтоне?",
    "Какого объёма достигла торговля с Китаем?",
    "Сколько длился разговор Путина и Токаева?",
    "What did Kazakhstan agree with SpaceX?",
    "How many American companies work in Kazakhstan?",
    "Қытаймен сауда көлемі қанша?",
    "Какая погода в Токио?",
]


def fetched(path: str, data: object = None) -> str:
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(ADDRESS + path, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read().decode()


def asked(question: str) -> tuple[float, bool]:
    """Seconds until the answer was there, and whether it was one."""
    started = time.perf_counter()
    try:
        begun = json.loads(fetched("/gradio_api/call/ask", {"data": [question, None, None, None]}))
        events = fetched(f"/gradio_api/call/ask/{begun['event_id']}")
    except OSError:
        return time.perf_counter() - started, False
    return time.perf_counter() - started, "event: complete" in events


def wait_until_ready(server: subprocess.Popen) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise SystemExit("The page ended: see above")
        try:
            fetched("/healthz")
            break
        except OSError:
            time.sleep(0.5)
    for question in QUESTIONS:  # the first of each waits for the model and the dictionaries
        asked(question)
    time.sleep(15)  # the example questions are found in the meantime


def main() -> None:
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    settings = {PREFIX + "PORT": str(PORT), PREFIX + "STORE": tempfile.mkdtemp()}
    server = subprocess.Popen([sys.executable, "ui.py"], cwd=ROOT, env=os.environ | settings)
    try:
        wait_until_ready(server)
        with ThreadPoolExecutor(users + 1) as pool:
            waiting = [pool.submit(asked, QUESTIONS[i % len(QUESTIONS)]) for i in range(users)]
            page = []
            while not all(one.done() for one in waiting):
                started = time.perf_counter()
                fetched("/")
                page.append(time.perf_counter() - started)
                time.sleep(0.1)
            results = [one.result() for one in waiting]
    finally:
        server.terminate()
        server.wait(30)
    times = sorted(seconds for seconds, _ in results)
    print(f"users {users}, errors {sum(not good for _, good in results)}")
    print(f"answer: median {statistics.median(times):.2f} s, slowest {times[-1]:.2f} s")
    print(f"page meanwhile: median {statistics.median(page):.2f} s, slowest {max(page):.2f} s")


if __name__ == "__main__":
    main()
