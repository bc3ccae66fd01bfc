import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
QUESTION = "На какую сумму подписаны соглашения в Вашингтоне?"

# Nothing that Python sends or looks up gets past this, whoever asks for it, and all is reported.
GUARDED = """
import sys

HOST = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.connect": 1, "socket.sendto": 1}

def refuse(event, arguments):
    if event in HOST:
        host = arguments[HOST[event]]
        host = host[0] if isinstance(host, tuple) else host
        if host not in ("127.0.0.1", "::1", "localhost", None):
            print("NETWORK", event, host, file=sys.stderr)
            raise PermissionError(f"no network in this test: {host}")

sys.addaudithook(refuse)
from assistant.cli import main
main()
"""


def without_network() -> list[str]:
    """The prefix that cuts a command off from every network, native code too, where allowed."""
    prefix = ["unshare", "--map-root-user", "--net"]
    allowed = (
        shutil.which("unshare")
        and not subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode
    )
    return prefix if allowed else []


def test_the_guard_works():
    code = (
        GUARDED.partition("from assistant")[0]
        + "import socket; socket.create_connection(('192.0.2.1', 80))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode
    assert "NETWORK socket.getaddrinfo 192.0.2.1" in ran.stderr


@pytest.mark.slow
def test_indexing_and_asking_need_no_network(tmp_path):
    """Also from an empty cache, so that the model is unpacked and not fetched."""
    command = [*without_network(), sys.executable, "-c", GUARDED, "--docs", str(ROOT / "docs")]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> str:
        ran = subprocess.run(
            [*command, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "NETWORK" not in ran.stderr
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert "added" in run("sync")
    answer = json.loads(run("ask", "--json", QUESTION))
    assert "17,2 млрд долларов" in answer["text"]
