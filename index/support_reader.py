"""The support reader: which words of a statement a passage says, whatever language either is in.

A small network over the states of the tokens (`index/token_reader.py`): each token of the
statement looks at the passage and at the tokens around it. It was trained on news in Russian,
Kazakh and English, in which a name, a figure or a word was exchanged or a verb denied;
`tests/benchmarks/support_reader.py` trains it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from index.token_reader import MASKED, WIDTH, TokenReader

if TYPE_CHECKING:
    from index.states import EncodedQuestion, PassageStates

_DISTANCES = (1, 2, 1, 2)
WEIGHTS = Path(__file__).with_name("support_reader.safetensors")


@dataclass(frozen=True, slots=True, eq=False)
class SupportRead:
    """How far a passage says what a statement says, in logits: from 0 on, rather so than not.

    `said` float32[tokens]: whether it says this; `whole`: whether it is about what all of it says.
    """

    said: NDArray[np.float32]
    whole: float


class SupportReader(TokenReader):
    """For each token of a statement, whether a passage says it; and for the whole statement.

    `dimension` is that of the token states.
    """

    def __init__(self, dimension: int) -> None:
        super().__init__(dimension, _DISTANCES)
        self.said = nn.Linear(WIDTH, 1)
        self.pool = nn.Linear(WIDTH, 1)
        self.whole = nn.Linear(2 * WIDTH, 1)

    def forward(
        self, statements: Tensor, in_statement: Tensor, passages: Tensor, in_passage: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Logits [batch, tokens] of each token being said, and [batch] of all of it.

        `statements` and `passages` [batch, tokens, dimension] are token states of length 1, the
        masks bool.
        """
        read = self.read(statements, in_statement, passages, in_passage)
        weights = self.pool(read)[..., 0].masked_fill(~in_statement, MASKED).softmax(-1)
        real = in_statement[..., None]
        mean = (read * real).sum(1) / real.sum(1).clamp(min=1)
        pooled = torch.cat([(weights[..., None] * read).sum(1), mean], -1)
        return self.said(read)[..., 0], self.whole(pooled)[:, 0]


def load_support_reader(dimension: int) -> SupportReader:
    """The reader with the weights that the project ships, for the bundled embedding model."""
    from safetensors.torch import load_file

    reader = SupportReader(dimension)
    reader.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS).items()})
    return reader.eval()


@torch.inference_mode()
def read_support(
    reader: SupportReader, statement: "EncodedQuestion", passage: "PassageStates"
) -> SupportRead:
    """What a passage says of a statement; of one without words, nothing."""
    if not len(statement.tokens) or not len(passage.tokens):
        nothing = np.full(len(statement.tokens), MASKED, dtype=np.float32)
        return SupportRead(nothing, MASKED)
    own, other = (
        torch.from_numpy(np.asarray(tokens, dtype=np.float32))[None]
        for tokens in (statement.tokens, passage.tokens)
    )
    masks = (torch.ones(text.shape[:2], dtype=torch.bool) for text in (own, other))
    logits, whole = reader(own, next(masks), other, next(masks))
    return SupportRead(logits[0].numpy(), float(whole[0]))
