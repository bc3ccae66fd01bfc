"""The language model behind one door: its tokens as they come, and every way it can fail.

The model runs in a thread of its own, so that the time limit holds however it hangs.
"""

import logging
import queue
import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from assistant.errors import AssistantError
from index.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

log = logging.getLogger(__name__)

Failing = Literal[
    "unreachable", "slow", "quota", "key", "context", "empty", "html", "refusal", "unknown"
]

# Text as it comes, None at its end, or what went wrong.
_Arrivals = queue.SimpleQueue[str | Exception | None]

_ATTEMPTS = 3
_FIRST_PAUSE = 0.4  # seconds, doubled before each further attempt
_EXTRAS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "ollama": "ollama",
}
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_REFUSAL = re.compile(
    r"(?:i(?:['’]m| am) sorry\b.{0,40}\b(?:can(?:no|['’])t|unable)"
    r"|i (?:can(?:no|['’])t|am unable to) (?:help|assist|answer|comply|provide)"
    r"|as an ai\b|sorry, but i can"
    r"|(?:извините|простите|к сожалению)[,.]? (?:но )?я не (?:могу|в состоянии)"
    r"|я не могу (?:помочь|ответить|выполнить)|как (?:языковая модель|ии\b)"
    r"|кешіріңіз[,.]? .{0,30}(?:алмаймын|мүмкін емес))",
    re.IGNORECASE,
)
_OPENING = 200  # characters in which a refusal shows

# In the order they are tried on a fault's class name and message.
_SIGNS: tuple[tuple[Failing, re.Pattern[str]], ...] = (
    ("context", re.compile(r"context.{0,30}(?:length|size|window)|too many tokens|maximum context"
                           r"|exceeds? the (?:available|model)|prompt is too long|n_ctx", re.I)),
    ("quota", re.compile(r"insufficient_quota|quota|credit balance|billing|rate.?limit|\b429\b"
                         r"|resource.?exhausted", re.I)),
    ("key", re.compile(r"\b40[13]\b|authenticat|api.?key|unauthori[sz]ed"
                       r"|permission.?denied", re.I)),
    ("empty", re.compile(r"no generation", re.I)),
    ("slow", re.compile(r"time[d ]?.?out", re.I)),
    ("unreachable", re.compile(r"connect|refused|unreachable|name or service|resolve|\b50[0234]\b"
                               r"|overloaded|unavailable|reset|disconnected|not found"
                               r"|\b404\b", re.I)),
)  # fmt: skip
_WORTH_RETRYING = re.compile(
    r"connect|reset|disconnected|\b429\b|rate.?limit|\b50[0234]\b|\b529\b|overloaded|unavailable",
    re.IGNORECASE,
)
_HOPELESS = re.compile(r"insufficient_quota|credit balance|billing|refused|resolve", re.IGNORECASE)


class ModelFailure(Exception):
    """The model gave nothing that can be used; `why` says how."""

    def __init__(self, why: Failing) -> None:
        super().__init__(why)
        self.why: Failing = why


class Writer:
    """A chat model with a time limit for the whole answer, in seconds."""

    def __init__(self, model: "BaseChatModel", timeout: float) -> None:
        self._model = model
        self._timeout = timeout

    def write(self, messages: "Sequence[BaseMessage]") -> Generator[str]:
        """The model's text, token by token as it comes.

        A fault before the first token is tried again where that makes sense. Raises ModelFailure.
        Closing the iterator stops the model as soon as its next token comes.
        """
        deadline = time.monotonic() + self._timeout
        for attempt in range(1, _ATTEMPTS + 1):
            begun = False
            try:
                for token in self._attempt(messages, deadline):
                    begun = True
                    yield token
                return
            except ModelFailure:
                raise
            except Exception as error:
                log.warning("The language model failed: %s", type(error).__name__)
                pause = _FIRST_PAUSE * 2 ** (attempt - 1)
                late = time.monotonic() + pause > deadline
                if begun or late or attempt == _ATTEMPTS or not _worth_retrying(error):
                    raise ModelFailure(_why(error)) from None
            time.sleep(pause)

    def _attempt(self, messages: "Sequence[BaseMessage]", deadline: float) -> Iterator[str]:
        """One run of the model in a thread; ModelFailure at the time limit, and its own faults."""
        arrived: _Arrivals = queue.SimpleQueue()
        stopped = threading.Event()
        run = threading.Thread(
            target=self._run, args=(messages, arrived, stopped), daemon=True, name="language model"
        )
        run.start()
        opening = ""
        try:
            for token in _until(deadline, arrived):
                if len(opening) < _OPENING:
                    opening += token
                    _check_opening(opening)
                yield token
        finally:
            stopped.set()
        if not opening.strip():
            raise ModelFailure("empty")

    def _run(
        self, messages: "Sequence[BaseMessage]", arrived: _Arrivals, stopped: threading.Event
    ) -> None:
        try:
            for chunk in self._model.stream(list(messages)):
                if stopped.is_set():
                    return
                if text := _text(chunk.content):
                    arrived.put(text)
            arrived.put(None)
        except Exception as error:
            arrived.put(error)


def _until(deadline: float, arrived: _Arrivals) -> Iterator[str]:
    while True:
        try:
            item = arrived.get(timeout=max(deadline - time.monotonic(), 0.0))
        except queue.Empty:
            raise ModelFailure("slow") from None
        if isinstance(item, Exception):
            raise item
        if item is None:
            return
        yield item


def _check_opening(text: str) -> None:
    if _HTML.match(text):
        raise ModelFailure("html")
    if _REFUSAL.search(text):
        raise ModelFailure("refusal")


def _text(content: Any) -> str:  # noqa: ANN401  (a provider's own block types)
    """The text of a chunk: some providers give a string, some a list of blocks."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(
        block if isinstance(block, str) else str(block.get("text") or "")
        for block in blocks
        if isinstance(block, str) or block.get("type") == "text"
    )


def _why(error: Exception) -> Failing:
    said = f"{type(error).__name__} {error}"
    return next((why for why, sign in _SIGNS if sign.search(said)), "unknown")


def _worth_retrying(error: Exception) -> bool:
    said = f"{type(error).__name__} {error}"
    return bool(_WORTH_RETRYING.search(said)) and not _HOPELESS.search(said)


def load_writer(settings: Settings) -> Writer | None:
    """The writer that the settings name; None where they name none.

    Raises AssistantError where the model's provider is unknown or its package is missing.
    """
    if settings.llm_model is None:
        return None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    model = _load(settings.llm_model, settings.llm_base_url, key, settings.llm_timeout)
    return Writer(model, settings.llm_timeout)


@lru_cache(maxsize=4)
def _load(name: str, base_url: str | None, key: str | None, timeout: float) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    provider, colon, _ = name.partition(":")
    options: dict[str, Any] = {"temperature": 0}
    if base_url:
        options["base_url"] = base_url
        if not colon or provider not in _EXTRAS:
            # Every server of that kind speaks OpenAI's protocol, and most ask for no key.
            name, provider = f"openai:{name}", "openai"
    if key or (base_url and provider == "openai"):
        options["api_key"] = key or "none"
    if provider != "ollama":
        options |= {"timeout": timeout, "max_retries": 0}
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError:
        extra = _EXTRAS.get(provider, provider)
        raise AssistantError(
            f"MULTIVECTOR_LLM_MODEL={name} needs a package that is not installed: "
            f"pip install 'multivector[{extra}]'"
        ) from None
    except Exception as error:  # each provider raises its own, and may repeat the key
        if "key" in str(error).lower() or "credential" in str(error).lower():
            raise AssistantError(
                f"MULTIVECTOR_LLM_MODEL={name} needs a key: set MULTIVECTOR_LLM_API_KEY"
            ) from None
        raise AssistantError(
            f"MULTIVECTOR_LLM_MODEL={name} names no model that can be had "
            f"({type(error).__name__}): write it as provider:model, as in ollama:qwen3:8b"
        ) from None
    return model
