"""Who said it: the person whose words a sentence reports."""

from collections.abc import Sequence

from index.article import Language, Speaker


def attribute_speakers(
    paragraphs: Sequence[Sequence[str]], language: Language
) -> list[list[Speaker | None]]:
    """The speaker of each sentence of each paragraph of an article; None is the narrator."""
    return [[None for _ in sentences] for sentences in paragraphs]
