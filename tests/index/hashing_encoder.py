"""A small real encoder: each word's hash gives it a direction, a passage is their mean."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from index.article import Passage
from index.encoder import EncodedPassage


class HashingEncoder:
    def __init__(self, name: str = "hashing", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.encoded: list[str] = []

    def encode_passages(self, passages: Sequence[Passage]) -> Iterator[EncodedPassage]:
        for passage in passages:
            self.encoded.append(passage.text)
            yield EncodedPassage(self.vector(passage.text), passage.text.encode()[:20])

    def vector(self, text: str) -> np.ndarray:
        total = np.zeros(self.dimension)
        for word in text.casefold().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
            total += np.random.default_rng(seed).normal(size=self.dimension)
        return (total / (np.linalg.norm(total) or 1.0)).astype(np.float32)
