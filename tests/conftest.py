import os
from pathlib import Path

import pytest

from index.settings import PREFIX, Settings

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
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of docs/, made once with the real model; not to be written to."""
    from index.embedding import load_encoder
    from index.sync import sync

    settings = Settings(docs=ROOT / "docs", store=tmp_path_factory.mktemp("indexed") / "store")
    assert not sync(settings, load_encoder(settings)).failed
    return settings
