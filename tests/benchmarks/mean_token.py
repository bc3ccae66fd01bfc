"""The mean token state of the bundled model over Russian, English and Kazakh paragraphs.

    python tests/benchmarks/mean_token.py ../shared/data

Writes index/mean_token.json, which the encoder takes away from every state: without that, nearly
all tokens look alike. The indexes made before it was changed must be made again.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from command import parser
from corpus import QuestionSet, kazqad, xquad
from numpy.typing import NDArray

from assistant.terminal import note
from index.bundled import BUNDLED_NAME, bundled_model
from index.embedding import clean
from index.settings import load_settings

FILE = Path(__file__).parents[2] / "index" / "mean_token.json"
_EVERY = 3  # the mean of every third paragraph is the mean of all, to 0.999


def mean_token(sets: tuple[QuestionSet, ...]) -> NDArray[np.float64]:
    """The mean state of all tokens that are text: float64[dimension]."""
    paragraphs = [
        clean(paragraph)[0]
        for read in sets
        for paragraph in [p for _, paragraphs in read.articles for p in paragraphs][::_EVERY]
    ]
    return np.concatenate(list(_states(paragraphs))).mean(axis=0)


def _states(texts: list[str]) -> Iterator[NDArray[np.float32]]:
    """The states of each text's tokens, without those of the prompt and the special ones."""
    from sentence_transformers import SentenceTransformer

    folder = bundled_model(load_settings().cache)
    model = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": "float32"})
    prompt = model.prompts["document"]
    for text in texts:
        tokens = model.tokenizer(
            prompt + text,
            truncation=True,
            max_length=model.max_seq_length,
            return_offsets_mapping=True,
        )
        states = model.encode(
            text, prompt=prompt, output_value="token_embeddings", convert_to_numpy=False
        )
        ends = np.array(tokens["offset_mapping"])[:, 1]
        yield states.float().numpy()[ends > len(prompt)]


def main() -> None:
    """Write the file."""
    data = parser(__doc__).parse_args().data
    mean = mean_token((xquad(data, "ru"), xquad(data, "en"), kazqad(data)))
    rounded = [round(float(number), 4) for number in mean]
    FILE.write_text(json.dumps({BUNDLED_NAME: rounded}) + "\n", "utf-8")
    note(f"written: {FILE}")


if __name__ == "__main__":
    main()
