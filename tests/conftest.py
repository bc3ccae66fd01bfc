import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.settings import PREFIX, Settings

if TYPE_CHECKING:
    from index.embedding import SentenceEncoder

ROOT = Path(__file__).parents[1]

# A developer's own settings are not what is tested, and a model hub is never asked.
for name in [name for name in os.environ if name.startswith(PREFIX)]:
    del os.environ[name]
os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout with the article, the question sets and score.py."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"needs the question sets in {folder}")
    return folder


@pytest.fixture(scope="session")
def encoder() -> "SentenceEncoder":
    """The bundled model, loaded once for all tests."""
    from index.embedding import load_encoder

    return load_encoder(Settings())


@pytest.fixture(scope="session")
def indexed(encoder: "SentenceEncoder", tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of docs/, made once with the real model; not to be written to."""
    return _index(ROOT / "docs", encoder, tmp_path_factory.mktemp("indexed"))


@pytest.fixture(scope="session")
def indexed_news(encoder: "SentenceEncoder", tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same of tests/news: invented articles in Russian, English and Kazakh."""
    return _index(ROOT / "tests" / "news", encoder, tmp_path_factory.mktemp("indexed_news"))


def _index(docs: Path, encoder: "SentenceEncoder", folder: Path) -> Settings:
    from index.sync import sync

    settings = Settings(docs=docs, store=folder / "store")
    assert not sync(settings, encoder).failed
    return settings
