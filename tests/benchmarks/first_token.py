"""How much later than the model's own the reader gets its first token, and a checked sentence.

    python tests/benchmarks/first_token.py [--asked N]

A server of its own process on loopback speaks OpenAI's protocol and streams three sentences, word
by word, with a pause between the words, as a model does. Against the moment at which it sent a word
stand the moment at which `Assistant.stream` gives the first token, and the one at which it gives a
sentence as checked that this word completes. The index of the settings must hold the article in
docs/ (`multivector sync`).
"""

import argparse
import json
import multiprocessing
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

import numpy as np

from assistant.assistant import Assistant
from assistant.written import Settled, Token
from index.settings import load_settings

ASKED = (
    "How much are the agreements signed in Washington worth?",
    "На какую сумму подписаны соглашения в Вашингтоне?",
)
SAID = {
    ASKED[0]: "The agreements signed in Washington are worth $17.2 billion [{n}]. Air Astana is to "
    "buy 15 Boeing 787-9 Dreamliner aircraft [{n}]. The John Deere project is worth 2.5 billion "
    "dollars [{n}].",
    ASKED[1]: "Соглашения, подписанные в Вашингтоне, стоят 17,2 млрд долларов [{n}]. Air Astana "
    "купит 15 самолётов Boeing 787-9 Dreamliner [{n}]. Проект John Deere оценён в 2,5 млрд "
    "долларов [{n}].",
}
_PAUSE = 0.03  # seconds between words
_HELD = re.compile(r'<source number="(\d+)"[^>]*>[^<]*17,2 млрд')


def serve(parent: Connection) -> None:
    """Answer for ever; send the parent the port, then of each answer when each word was sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            prompt = asked["messages"][-1]["content"]
            said = next(said for question, said in SAID.items() if question in prompt)
            held = _HELD.search(prompt)
            words = said.format(n=held[1] if held else 1).split(" ")
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            sent = []
            for word in words:
                time.sleep(_PAUSE)
                delta = {"index": 0, "delta": {"content": word + " "}}
                chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
                line = f"data: {json.dumps(chunk | {'choices': [delta]})}\n\n".encode()
                sent.append((word, time.monotonic()))
                self.wfile.write(line)
                self.wfile.flush()
            self.wfile.write(b"data: [DONE]\n\n")
            parent.send(sent)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    parent.send(server.server_port)
    server.serve_forever()


def delays(assistant: Assistant, question: str, parent: Connection) -> tuple[float, list[float]]:
    """Seconds by which the first token, and each sentence but the last, came later than sent."""
    first, settled = 0.0, []
    for event in assistant.stream(question):
        if isinstance(event, Token) and not first:
            first = time.monotonic()
        elif isinstance(event, Settled):
            settled.append((time.monotonic(), len(event.answer.citations)))
    sent = parent.recv()
    ends = [i for i, (word, _) in enumerate(sent) if word.endswith("].")]
    completing = [sent[i + 1][1] for i in ends if i + 1 < len(sent)]
    came = [moment for moment, _ in settled]
    return first - sent[0][1], [b - a for a, b in zip(completing, came, strict=False)]


def main() -> None:
    """Print the medians and the slowest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--asked", type=int, default=20)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    address = f"http://127.0.0.1:{ours.recv()}/v1"
    settings = load_settings().model_copy(update={"llm_model": "m", "llm_base_url": address})
    assistant = Assistant(settings)
    for question in ASKED:  # imports, dictionaries
        delays(assistant, question, ours)
    measured = [delays(assistant, ASKED[i % 2], ours) for i in range(options.asked)]
    firsts = [1000 * first for first, _ in measured]
    checks = [1000 * check for _, found in measured for check in found]
    for name, found in (("first token", firsts), ("checked sentence", checks)):
        print(
            f"{name}: {np.median(found):.0f} ms later than the model's (median), "
            f"{np.percentile(found, 95):.0f} for 95 in 100; {len(found)}"
        )
    server.terminate()


if __name__ == "__main__":
    main()
