"""What the commands of the benchmarks share: the folder of data, the folder of what is encoded."""

from argparse import ArgumentParser
from pathlib import Path

from assistant.terminal import progress_bar
from index.embedding import SentenceEncoder, load_encoder
from index.settings import load_settings


def parser(doc: str | None, data: str = "the folder of the question sets") -> ArgumentParser:
    """The arguments that every benchmark takes."""
    arguments = ArgumentParser(description=(doc or "").partition("\n")[0])
    arguments.add_argument("data", type=Path, help=data)
    arguments.add_argument(
        "--work",
        type=Path,
        default=load_settings().cache / "benchmarks",
        help="folder of the indexes made, so that nothing is encoded twice (default: %(default)s)",
    )
    return arguments


def load_model() -> SentenceEncoder:
    """The encoder of the settings."""
    with progress_bar() as progress:
        return load_encoder(load_settings(), progress)
