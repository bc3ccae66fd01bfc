"""What the index asks of an embedding model and keeps of each passage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Passage


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPassage:
    """A passage as the model sees it.

    `vector` is float32[dimension] of length 1. `tokens` are the states of its words in the form
    the encoder chose; the store keeps these bytes and never looks into them.
    """

    vector: NDArray[np.float32]
    tokens: bytes


class Encoder(Protocol):
    """An embedding model: `name` tells it from every other whose vectors do not fit its own."""

    @property
    def name(self) -> str:
        """Fingerprint of the model and of the form of its token states."""

    @property
    def dimension(self) -> int:
        """Length of its vectors."""

    def encode_passages(self, passages: Sequence[Passage]) -> Iterable[EncodedPassage]:
        """Encode passages, in their order, from nothing but their texts and sentences."""
