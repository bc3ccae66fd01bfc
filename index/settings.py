"""Every setting, with its default and what it does; read from MULTIVECTOR_* and .env."""

import difflib
import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import IndexingError

PREFIX = "MULTIVECTOR_"
_FILE = ".env"


class Settings(BaseSettings):
    """Settings of the index, the assistant and the page; `load_settings` reads them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        # A .env is shared with other programs: their keys are none of our business.
        dotenv_filtering="only_existing",
        extra="forbid",
        frozen=True,
    )

    docs: Path = Field(Path("docs"), description="folder of articles")
    store: Path = Field(Path(".multivector"), description="folder of the index")
    cache: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("multivector"),
        description="folder the bundled model is unpacked into, once; unset: the user's cache",
    )
    chroma_url: str | None = Field(
        None, description="a Chroma server that holds the vectors; unset: the folder of the index"
    )
    chroma_token: SecretStr | None = Field(
        None, description="token that the Chroma server, or the proxy before it, asks for"
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
    llm_model: str | None = Field(
        None,
        description="language model that writes the answers, `provider:model` (`ollama:qwen3:8b`); "
        "unset: quotes",
    )
    llm_base_url: str | None = Field(
        None, description="address of the model's server, for any that speaks OpenAI's protocol"
    )
    llm_api_key: SecretStr | None = Field(
        None, description="key for the model; unset: the provider's own variable"
    )
    llm_timeout: float = Field(
        60.0, gt=0, description="seconds the model has for an answer; then quotes stand in"
    )
    llm_context: int = Field(
        8192, ge=1024, description="tokens the model can read; what is found is trimmed to fit"
    )
    host: str = Field("127.0.0.1", description="address the page listens on")
    port: int = Field(
        7860, ge=1, le=65535, description="port of the page; taken: the next free one"
    )
    password: SecretStr | None = Field(
        None, description="password that the page and its API ask for; unset: none"
    )
    admin_password: SecretStr | None = Field(
        None, description="password that changing the articles on the page asks for; unset: none"
    )
    rate_limit: int | None = Field(
        None, ge=1, description="questions that a user may ask a minute; unset: any number"
    )

    @field_validator("docs", "store", "cache")
    @classmethod
    def _expand_home(cls, folder: Path) -> Path:
        return folder.expanduser()

    @field_validator("chroma_url")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username):
            raise ValueError("write it as http://127.0.0.1:8000")
        return url

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_variables(cls, values: Any) -> Any:  # noqa: ANN401  (pydantic's contract)
        known = [PREFIX + name.upper() for name in cls.model_fields]
        for place, names in (("environment", os.environ), (_FILE, dotenv_values(_FILE))):
            for name in names:
                if name.upper().startswith(PREFIX) and name.upper() not in known:
                    nearest = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.0)[0]
                    raise ValueError(f"unknown setting {name} ({place}): did you mean {nearest}?")
        return values


def load_settings(**values: object) -> Settings:
    """The settings from the environment and .env; `values` that are not None win over both.

    Raises:
        IndexingError: an unknown or impossible setting, by the name it has in the environment.
    """
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors()[0]
        message = fault["msg"].removeprefix("Value error, ")
        if fault["loc"]:
            name = PREFIX + str(fault["loc"][0]).upper()
            secret = any(word in name for word in ("KEY", "TOKEN", "PASSWORD"))
            value = "…" if secret else fault["input"]
            message = f"{name}={value}: {message[0].lower()}{message[1:]}"
        raise IndexingError(message) from None
    except UnicodeDecodeError:
        raise IndexingError(f"{_FILE} is not UTF-8: save it as UTF-8") from None
