"""What a text's words look like to the embedding model, and the bytes that are kept of them."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class PassageStates:
    """What a passage's words look like to the model.

    `tokens` float32[tokens, dimension] of length 1, `sentence_of` int[tokens] the sentence each
    stands in, `sentences` float32[sentences, dimension] of length 1.
    """

    tokens: Floats
    sentence_of: NDArray[np.int64]
    sentences: Floats


@dataclass(frozen=True, slots=True, eq=False)
class EncodedQuestion:
    """A question as the model sees it.

    `vector` float32[dimension] and `tokens` float32[tokens, dimension], of length 1; `words` are
    the spans of its words, `word_of` int[tokens] the word each token belongs to.
    """

    text: str
    vector: Floats
    tokens: Floats
    words: tuple[tuple[int, int], ...]
    word_of: NDArray[np.int64]


def pack(states: PassageStates) -> bytes:
    """The states in 8 bits a number: three counts, the sentence of each token, the two matrices."""
    tokens, dimension = states.tokens.shape
    return b"".join(
        [
            struct.pack("<3I", tokens, len(states.sentences), dimension),
            states.sentence_of.astype("<u2").tobytes(),
            _in_8_bits(states.tokens).tobytes(),
            _in_8_bits(states.sentences).tobytes(),
        ]
    )


def unpack(packed: bytes) -> PassageStates:
    """The states that `pack` wrote, again of length 1."""
    tokens, sentences, dimension = struct.unpack_from("<3I", packed)
    at = struct.calcsize("<3I")
    sentence_of = np.frombuffer(packed, "<u2", tokens, at).astype(np.int64)
    matrix = np.frombuffer(packed, np.int8, (tokens + sentences) * dimension, at + 2 * tokens)
    rows = normalised(matrix.reshape(-1, dimension).astype(np.float32))
    return PassageStates(rows[:tokens], sentence_of, rows[tokens:])


def normalised(vectors: Floats) -> Floats:
    """Vectors of length 1 along the last axis; a zero vector stays one."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Floats = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return result


def _in_8_bits(rows: Floats) -> NDArray[np.int8]:
    """Each row scaled to ±127; its length is lost, which is 1 anyway."""
    peak = np.maximum(np.abs(rows).max(axis=-1, keepdims=True), 1e-12)
    result: NDArray[np.int8] = np.round(rows / peak * 127).astype(np.int8)
    return result
