"""Reading the tokens of one text beside those of another: what two small networks share.

Interaction over representations made beforehand (MORES, Gao, Dai and Callan 2020,
arXiv:2004.13313): search compares the states of the tokens anyway, and nothing is encoded again.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 112
MASKED = -1e4
_HEADS = 4


class TokenReader(nn.Module):
    """Each token of a text with what another text, and the tokens around it, have to do with it.

    `dimension` is that of the token states; `distances` says how far away the tokens are that are
    looked at in each step, half of the steps after each look at the other text.
    """

    def __init__(self, dimension: int, distances: tuple[int, ...]) -> None:
        super().__init__()
        self.projection = nn.Linear(dimension, WIDTH)
        self.scale = nn.LayerNorm(WIDTH)
        self.found = nn.Linear(2, WIDTH)
        self.kinds = nn.Parameter(torch.zeros(2, WIDTH))
        self.of_other = _Attention()
        self.to_other = nn.ModuleList(_Attention() for _ in range(2))
        self.around = nn.ModuleList(_Around(distance) for distance in distances)

    def read(self, own: Tensor, in_own: Tensor, other: Tensor, in_other: Tensor) -> Tensor:
        """What is read at each own token: [batch, tokens, WIDTH].

        `own` and `other` [batch, tokens, dimension] are states of length 1, the masks bool.
        """
        cosines = own @ other.transpose(1, 2)
        seen = cosines.masked_fill(~in_other[:, None], 0)
        found = torch.stack([seen.amax(2), seen.clamp(min=0).square().sum(2).sqrt()], -1)
        unit = math.sqrt(own.shape[-1])  # states of length 1 are small for a layer
        read: Tensor = self.scale(self.projection(own * unit)) + self.found(found) + self.kinds[0]
        beside = self.scale(self.projection(other * unit)) + self.kinds[1]
        beside = beside + self.of_other(beside, read, cosines.transpose(1, 2), in_own)
        step = len(self.around) // len(self.to_other)
        for i, around in enumerate(self.around):
            if i % step == 0:
                read = read + self.to_other[i // step](read, beside, cosines, in_other)
            read = around(read, in_own)
        return read


class _Attention(nn.Module):
    """Attention from one text to another that starts from how alike their tokens are."""

    def __init__(self) -> None:
        super().__init__()
        self.own, self.other = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key_value = nn.Linear(WIDTH, 2 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.alike = nn.Parameter(torch.linspace(1, 12, _HEADS))

    def forward(self, own: Tensor, other: Tensor, cosines: Tensor, allowed: Tensor) -> Tensor:
        """What each token takes from the other text: [batch, own tokens, WIDTH]."""
        rows, tokens, _ = own.shape
        query = self.query(self.own(own)).view(rows, tokens, _HEADS, -1).transpose(1, 2)
        pair = self.key_value(self.other(other)).view(rows, other.shape[1], 2, _HEADS, -1)
        key, value = pair.permute(2, 0, 3, 1, 4)
        logits = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
        logits = logits + self.alike[:, None, None] * cosines[:, None]
        weights = logits.masked_fill(~allowed[:, None, None], MASKED).softmax(-1)
        taken: Tensor = self.out((weights @ value).transpose(1, 2).reshape(rows, tokens, WIDTH))
        return taken


class _Around(nn.Module):
    """Each token together with one before and one after it, `distance` away."""

    def __init__(self, distance: int) -> None:
        super().__init__()
        self.distance = distance
        self.scale = nn.LayerNorm(WIDTH)
        self.three = nn.Linear(3 * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, read: Tensor, allowed: Tensor) -> Tensor:
        """The tokens, each with what its neighbours say: [batch, tokens, WIDTH]."""
        own = self.scale(read) * allowed[..., None]
        tokens = own.shape[1]
        padded = functional.pad(own, (0, 0, self.distance, self.distance))
        before, after = padded[:, :tokens], padded[:, 2 * self.distance :]
        together = torch.cat([before, own, after], -1)
        result: Tensor = read + self.out(functional.gelu(self.three(together)))
        return result
