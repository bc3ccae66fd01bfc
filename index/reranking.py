"""Re-ordering what the search found with a cross-encoder, where the settings name one."""

from collections.abc import Sequence
from dataclasses import replace

from index.errors import IndexingError
from index.search import SearchHit


class Reranker:
    """A sentence-transformers CrossEncoder by its name or folder; raises IndexingError."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name, device="cpu")
        except Exception as error:  # every library below it raises its own
            reason = str(error).strip().partition("\n")[0]
            raise IndexingError(
                f"cannot load the reranker {name}: {reason}; set MULTIVECTOR_RERANKER_MODEL to a "
                "sentence-transformers CrossEncoder or its folder, or unset it"
            ) from error

    def rerank(self, question: str, hits: Sequence[SearchHit]) -> list[SearchHit]:
        """The hits in the model's order.

        The scores of the search are dealt out anew in that order: sentences are chosen and
        answers withheld by their scale.
        """
        if not hits:
            return []
        pairs = [(question, hit.passage.text) for hit in hits]
        scores = self._model.predict(pairs, show_progress_bar=False)
        order = sorted(range(len(hits)), key=lambda i: -float(scores[i]))
        return [replace(hits[i], score=hit.score) for i, hit in zip(order, hits, strict=True)]
