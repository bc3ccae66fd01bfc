"""The span reader: where in a passage the answer to a question begins and ends.

A small network over the states of the tokens, which search compares anyway: each token of the
passage looks at the question and at the tokens around it (interaction over representations made
beforehand: MORES, Gao, Dai and Callan 2020, arXiv:2004.13313; start and end of the answer, and
"none", as in SQuAD 2.0: Rajpurkar, Jia and Liang 2018, arXiv:1806.03822). It was trained on public
questions in English, Turkish, Japanese and Chinese, and reads any language that the embedding
model does; `tests/benchmarks/span_reader.py` trains it.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    from index.embedding import EncodedQuestion, PassageStates

_WIDTH = 112
_HEADS = 4
_DILATIONS = (1, 2, 4, 8)  # between them the tokens up to 15 away, twice
_MASKED = -1e4
WEIGHTS = Path(__file__).with_name("span_reader.safetensors")


class SpanReader(nn.Module):
    """For each token of a passage, how likely the answer begins there, and ends there.

    `dimension` is that of the token states. `none` are the logits of there being no answer, which
    those of the tokens are measured against.
    """

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.projection = nn.Linear(dimension, _WIDTH)
        self.scale = nn.LayerNorm(_WIDTH)
        self.found = nn.Linear(2, _WIDTH)
        self.kinds = nn.Parameter(torch.zeros(2, _WIDTH))
        self.of_question = _Attention()
        self.to_question = nn.ModuleList(_Attention() for _ in range(2))
        self.around = nn.ModuleList(_Around(dilation) for dilation in _DILATIONS)
        self.ends = nn.Linear(_WIDTH, 2)
        self.none = nn.Parameter(torch.zeros(2))

    def forward(
        self, passages: Tensor, in_passage: Tensor, question: Tensor, in_question: Tensor
    ) -> Tensor:
        """Logits [batch, tokens, 2] of the answer beginning and ending at each token.

        `passages` [batch, tokens, dimension] and `question` [batch, words, dimension] are token
        states of length 1, the masks bool; masked tokens have logits of -10,000.
        """
        cosines = passages @ question.transpose(1, 2)
        seen = cosines.masked_fill(~in_question[:, None], 0)
        found = torch.stack([seen.amax(2), seen.clamp(min=0).square().sum(2).sqrt()], -1)
        unit = math.sqrt(passages.shape[-1])  # states of length 1 are small for a layer
        read = self.scale(self.projection(passages * unit)) + self.found(found) + self.kinds[0]
        asked = self.scale(self.projection(question * unit)) + self.kinds[1]
        asked = asked + self.of_question(asked, read, cosines.transpose(1, 2), in_passage)
        step = len(self.around) // len(self.to_question)
        for i, around in enumerate(self.around):
            if i % step == 0:
                look = self.to_question[i // step]
                read = read + look(read, asked, cosines, in_question)
            read = around(read, in_passage)
        logits: Tensor = self.ends(read)
        return logits.masked_fill(~in_passage[..., None], _MASKED)


class _Attention(nn.Module):
    """Attention from one text to another that starts from how alike their tokens are."""

    def __init__(self) -> None:
        super().__init__()
        self.own, self.other = nn.LayerNorm(_WIDTH), nn.LayerNorm(_WIDTH)
        self.query = nn.Linear(_WIDTH, _WIDTH)
        self.key_value = nn.Linear(_WIDTH, 2 * _WIDTH)
        self.out = nn.Linear(_WIDTH, _WIDTH)
        self.alike = nn.Parameter(torch.linspace(1, 12, _HEADS))

    def forward(self, own: Tensor, other: Tensor, cosines: Tensor, allowed: Tensor) -> Tensor:
        """What each token takes from the other text: [batch, own tokens, width]."""
        rows, tokens, _ = own.shape
        query = self.query(self.own(own)).view(rows, tokens, _HEADS, -1).transpose(1, 2)
        pair = self.key_value(self.other(other)).view(rows, other.shape[1], 2, _HEADS, -1)
        key, value = pair.permute(2, 0, 3, 1, 4)
        logits = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
        logits = logits + self.alike[:, None, None] * cosines[:, None]
        weights = logits.masked_fill(~allowed[:, None, None], _MASKED).softmax(-1)
        taken: Tensor = self.out((weights @ value).transpose(1, 2).reshape(rows, tokens, _WIDTH))
        return taken


class _Around(nn.Module):
    """Each token together with one before and one after it, `distance` away."""

    def __init__(self, distance: int) -> None:
        super().__init__()
        self.distance = distance
        self.scale = nn.LayerNorm(_WIDTH)
        self.three = nn.Linear(3 * _WIDTH, _WIDTH)
        self.out = nn.Linear(_WIDTH, _WIDTH)

    def forward(self, read: Tensor, allowed: Tensor) -> Tensor:
        """The tokens, each with what its neighbours say: [batch, tokens, width]."""
        own = self.scale(read) * allowed[..., None]
        tokens = own.shape[1]
        padded = functional.pad(own, (0, 0, self.distance, self.distance))
        before, after = padded[:, :tokens], padded[:, 2 * self.distance :]
        together = torch.cat([before, own, after], -1)
        result: Tensor = read + self.out(functional.gelu(self.three(together)))
        return result


def load_span_reader(dimension: int) -> SpanReader:
    """The reader with the weights that the project ships, for the bundled embedding model."""
    from safetensors.torch import load_file

    reader = SpanReader(dimension)
    reader.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS).items()})
    return reader.eval()


@torch.inference_mode()
def read_sentences(
    reader: SpanReader, question: "EncodedQuestion", passages: Sequence["PassageStates"]
) -> list[NDArray[np.float32]]:
    """For each passage, by how much each sentence rather holds the answer than there is none.

    float32[sentences] logits: the mean of those of the answer's beginning and its end.
    """
    if not passages or not len(question.tokens):
        return [np.zeros(len(states.sentences), dtype=np.float32) for states in passages]
    texts = [torch.from_numpy(np.asarray(states.tokens, dtype=np.float32)) for states in passages]
    padded = nn.utils.rnn.pad_sequence(texts, batch_first=True)
    lengths = torch.tensor([len(text) for text in texts])
    in_passage = torch.arange(padded.shape[1]) < lengths[:, None]
    asked = torch.from_numpy(question.tokens).expand(len(texts), -1, -1)
    logits = reader(padded, in_passage, asked, torch.ones(asked.shape[:2], dtype=torch.bool))
    logits = logits - reader.none
    return [
        np.array(
            [
                logits[i, torch.from_numpy(np.nonzero(states.sentence_of == number)[0])]
                .logsumexp(0)
                .mean()
                for number in range(len(states.sentences))
            ],
            dtype=np.float32,
        )
        for i, states in enumerate(passages)
    ]
