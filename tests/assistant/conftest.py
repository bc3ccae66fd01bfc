from pathlib import Path

import pytest

from assistant.assistant import Assistant
from index.embedding import load_encoder
from index.settings import Settings
from index.sync import sync

NEWS = Path(__file__).parent / "news"


@pytest.fixture(scope="session")
def indexed_news(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of the invented articles in news/, in three languages."""
    settings = Settings(docs=NEWS, store=tmp_path_factory.mktemp("news") / "store")
    assert not sync(settings, load_encoder(settings)).failed
    return settings


@pytest.fixture(scope="session")
def news(indexed_news: Settings) -> Assistant:
    """An assistant that has read the invented articles."""
    return Assistant(indexed_news)


@pytest.fixture(scope="session")
def kazinform(indexed: Settings) -> Assistant:
    """An assistant that has read the article in docs/."""
    return Assistant(indexed)
