"""A folder of articles, its store and an encoder that needs no model."""

import pytest

from index.settings import Settings
from tests.index.hashing_encoder import HashingEncoder


@pytest.fixture
def settings(tmp_path, request, monkeypatch):
    if getattr(request, "param", "in folders") == "on a server":
        monkeypatch.setenv("MULTIVECTOR_CHROMA_URL", request.getfixturevalue("chroma_server"))
    (tmp_path / "docs").mkdir()
    return Settings(docs=tmp_path / "docs", store=tmp_path / "store", _env_file=None)


@pytest.fixture
def encoder():
    return HashingEncoder()
