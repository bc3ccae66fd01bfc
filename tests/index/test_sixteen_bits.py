import pytest
import torch

from index.sixteen_bits import pack_weights

able = pytest.mark.skipif(
    "fbgemm" not in torch.backends.quantized.supported_engines,
    reason="this processor has no product with 16-bit weights",
)


def model(rounded: bool) -> torch.nn.Sequential:
    torch.manual_seed(1)
    made = torch.nn.Sequential(torch.nn.Linear(96, 40), torch.nn.GELU(), torch.nn.Linear(40, 24))
    return (made.half().float() if rounded else made).eval()


def packed_layers(made: torch.nn.Module) -> list[torch.nn.Module]:
    return [layer for layer in made.modules() if "forward" in vars(layer)]


@able
@pytest.mark.parametrize("shape", [(1, 96), (1, 22, 96), (8, 32, 96), (8, 33, 96)])
def test_a_packed_model_gives_what_it_gave_before(shape):
    before, packed = model(rounded=True), model(rounded=True)
    pack_weights(packed)
    assert len(packed_layers(packed)) == 2
    rows = torch.randn(shape)
    with torch.inference_mode():
        assert torch.allclose(packed(rows), before(rows), atol=1e-5)


def test_weights_that_16_bits_would_round_are_left_alone():
    whole = model(rounded=False)
    pack_weights(whole)
    assert not packed_layers(whole)


@able
def test_the_bundled_model_is_packed_and_says_the_same(encoder, monkeypatch):
    if next(encoder._model.parameters()).dtype == torch.bfloat16:
        pytest.skip("this processor has bfloat16, in which the whole model is loaded")
    text = "Токаев прибыл в Вашингтон."
    own = encoder.encode_question(text)
    layers = packed_layers(encoder._model)
    assert layers
    for layer in layers:
        monkeypatch.delattr(layer, "forward")
    plain = encoder.encode_question(text)
    assert abs(own.vector - plain.vector).max() < 1e-5
    assert abs(own.tokens - plain.tokens).max() < 1e-5
