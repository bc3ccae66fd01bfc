import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from assistant.errors import AssistantError
from assistant.writer import ModelFailure, Writer, _load, load_writer
from index.settings import Settings, load_settings

ASK = [HumanMessage("Say hello.")]
KEY = "sk-very-secret-0123456789"


class Server(ThreadingHTTPServer):
    """An OpenAI-compatible server that answers as a test says: status, body, pause."""

    def __init__(self, *replies):
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = list(replies)
        self.asked = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        reply = server.replies[min(server.asked, len(server.replies) - 1)]
        server.asked += 1
        status, body, *pause = reply
        kind = "text/event-stream" if status == 200 and isinstance(body, list) else "text/html"
        self.send_response(status)
        self.send_header("Content-Type", kind if status == 200 else "application/json")
        self.end_headers()
        if isinstance(body, str):
            self.wfile.write(body.encode())
            return
        for word in body:
            time.sleep(pause[0] if pause else 0)
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
                     "choices": [{"index": 0, "delta": {"content": word}}]}  # fmt: skip
            try:
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
            except OSError:
                return
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    servers = []

    def start(*replies):
        servers.append(Server(*replies))
        return servers[-1]

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def a_writer(server, timeout=10.0, key=KEY):
    settings = Settings(
        llm_model="m", llm_base_url=server.address, llm_api_key=SecretStr(key), llm_timeout=timeout
    )
    return load_writer(settings)


def error(status, message):
    return status, json.dumps({"error": {"message": message, "type": "x", "code": "y"}})


def failure(writer):
    with pytest.raises(ModelFailure) as raised:
        list(writer.write(ASK))
    return raised.value.why


def test_no_model_no_writer():
    assert load_writer(Settings()) is None


def test_tokens_come_as_the_server_sends_them(serve):
    writer = a_writer(serve((200, ["Hel", "lo", " you"])))
    assert list(writer.write(ASK)) == ["Hel", "lo", " you"]


def test_first_token_is_not_held_back(serve):
    writer = a_writer(serve((200, ["one ", *["x "] * 20], 0.1)))
    list(writer.write(ASK))  # the client's own imports
    tokens = writer.write(ASK)
    started = time.perf_counter()
    next(tokens)
    assert time.perf_counter() - started < 0.6
    tokens.close()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (error(401, "Incorrect API key provided: " + KEY), "key"),
        (error(429, "You exceeded your current quota: insufficient_quota"), "quota"),
        (error(400, "This model's maximum context length is 4096 tokens"), "context"),
        (error(400, "the request exceeds the available context size"), "context"),
        ((200, []), "empty"),
        ((200, ["  ", "\n"]), "empty"),
        ((200, ["<!DOCTYPE html>", "<html>"]), "html"),
        ((200, ["I'm sorry, but ", "I can't help with that."]), "refusal"),
        ((200, ["Извините, я не могу ответить на этот вопрос."]), "refusal"),
    ],
)
def test_every_failure_is_known(serve, reply, why):
    assert failure(a_writer(serve(reply))) == why


def test_a_passing_fault_is_tried_again(serve):
    server = serve(error(503, "overloaded"), error(500, "oops"), (200, ["fine"]))
    assert list(a_writer(server).write(ASK)) == ["fine"]
    assert server.asked == 3


def test_a_fault_that_stays_is_not_tried_again(serve):
    server = serve(error(401, "no"))
    assert failure(a_writer(server)) == "key"
    assert server.asked == 1


def test_nobody_there():
    writer = load_writer(Settings(llm_model="m", llm_base_url="http://127.0.0.1:9/v1"))
    started = time.perf_counter()
    assert failure(writer) == "unreachable"
    assert time.perf_counter() - started < 8


def test_time_limit_holds_while_the_server_hangs(serve):
    writer = a_writer(serve((200, ["a ", "b "], 30.0)), timeout=1.0)
    started = time.perf_counter()
    assert failure(writer) == "slow"
    assert time.perf_counter() - started < 3


def test_time_limit_holds_between_tokens(serve):
    writer = a_writer(serve((200, ["a "] * 100, 0.2)), timeout=1.0)
    tokens = []
    with pytest.raises(ModelFailure) as raised:
        tokens.extend(iter(writer.write(ASK)))
    assert raised.value.why == "slow"


def test_key_is_in_no_log_and_no_error(serve, caplog, monkeypatch, capsys):
    writer = a_writer(serve(error(401, f"Incorrect API key provided: {KEY}")))
    with caplog.at_level("DEBUG", logger="assistant"), pytest.raises(ModelFailure) as raised:
        list(writer.write(ASK))
    assert KEY not in repr(raised.value) + caplog.text + str(capsys.readouterr())
    monkeypatch.setenv("MULTIVECTOR_LLM_API_KEY", KEY)
    settings = load_settings()
    assert KEY not in repr(settings) + str(settings)


def test_unknown_provider_and_missing_package_are_said():
    _load.cache_clear()
    with pytest.raises(AssistantError, match="provider:model"):
        load_writer(Settings(llm_model="nonsense"))


def test_blocks_of_text_are_read_and_others_left_out():
    class Model:
        def stream(self, _):
            class Chunk:
                content = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "ok"}]  # noqa: RUF012

            yield Chunk()

    assert list(Writer(Model(), 5).write(ASK)) == ["ok"]


@pytest.mark.slow
def test_real_model_on_a_real_server(model_server):
    writer = load_writer(Settings(llm_model="smollm2", llm_base_url=model_server))
    tokens = list(writer.write([HumanMessage("What is the capital of France? One word.")]))
    assert len(tokens) >= 1
    assert "Paris" in "".join(tokens)
