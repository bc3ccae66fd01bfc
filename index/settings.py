"""Every setting, with its default and what it does; read from MULTIVECTOR_* and .env."""

from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of the index, the assistant and the page."""

    model_config = SettingsConfigDict(
        env_prefix="MULTIVECTOR_", env_file=".env", extra="forbid", frozen=True
    )

    docs: Path = Field(Path("docs"), description="folder of articles")
    store: Path = Field(Path(".multivector"), description="folder of the index")
    cache: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("multivector"),
        description="folder the bundled model is unpacked into, once",
    )
    embedding_model: str | None = Field(
        None, description="a sentence-transformers model or folder instead of the bundled one"
    )
    reranker_model: str | None = Field(
        None, description="a sentence-transformers CrossEncoder that re-orders the passages found"
    )
    language: Literal["ru", "kk", "en"] | None = Field(
        None, description="language of the answers and the page; unset: the question's"
    )
    host: str = Field("127.0.0.1", description="address the page listens on")
    port: int = Field(7860, ge=1, le=65535, description="port of the page; taken: the next free one")
