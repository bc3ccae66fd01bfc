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
