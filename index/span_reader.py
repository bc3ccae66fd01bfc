"""The span reader: where in a passage the answer to a question begins and ends.

A small network over the states of the tokens (`index/token_reader.py`): each token of the passage
looks at the question and at the tokens around it; start and end of the answer, and "none", as in
SQuAD 2.0 (Rajpurkar, Jia and Liang 2018, arXiv:1806.03822). It was trained on public questions in
English, Turkish, Japanese and Chinese and on news in three languages, and reads any language that
the embedding model does; `tests/benchmarks/span_reader.py` trains it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from index.token_reader import MASKED, WIDTH, TokenReader

if TYPE_CHECKING:
    from index.states import EncodedQuestion, PassageStates

_DISTANCES = (1, 2, 4, 8)  # between them the tokens up to 15 away, twice
WEIGHTS = Path(__file__).with_name("span_reader.safetensors")


class SpanReader(TokenReader):
    """For each token of a passage, how likely the answer begins there, and ends there.

    `dimension` is that of the token states. `none` are the logits of there being no answer, which
    those of the tokens are measured against.
    """

    def __init__(self, dimension: int) -> None:
        super().__init__(dimension, _DISTANCES)
        self.ends = nn.Linear(WIDTH, 2)
        self.none = nn.Parameter(torch.zeros(2))

    def forward(
        self, passages: Tensor, in_passage: Tensor, question: Tensor, in_question: Tensor
    ) -> Tensor:
        """Logits [batch, tokens, 2] of the answer beginning and ending at each token.

        `passages` [batch, tokens, dimension] and `question` [batch, words, dimension] are token
        states of length 1, the masks bool; masked tokens have logits of -10,000.
        """
        logits: Tensor = self.ends(self.read(passages, in_passage, question, in_question))
        return logits.masked_fill(~in_passage[..., None], MASKED)


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
