"""Re-ordering with a cross-encoder: a real one, small and untrained, made here."""

from pathlib import Path

import pytest
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from index.bundled import bundled_model
from index.embedding import encoder_name, load_encoder
from index.errors import IndexingError
from index.reranking import Reranker
from index.search import search
from index.settings import Settings
from index.store import Store


@pytest.fixture(scope="module")
def cross_encoder(indexed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with one output, over the bundled model's tokenizer."""
    folder = tmp_path_factory.mktemp("cross-encoder")
    tokenizer = PreTrainedTokenizerFast.from_pretrained(bundled_model(indexed.cache))
    tokenizer.save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=1,
        pad_token_id=1,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_the_model_decides_the_order(indexed: Settings, cross_encoder: Path) -> None:
    reranker = Reranker(str(cross_encoder))
    with Store(indexed.store, encoder_name(indexed)) as store, store.snapshot() as snapshot:
        encoded = load_encoder(indexed).encode_question("Сколько мастерских Лу Баня?")
        hits = search(snapshot, encoded, "ru")
    reranked = reranker.rerank(encoded.text, hits)
    pairs = [(encoded.text, hit.passage.text) for hit in hits]
    scores = dict(zip((hit.key for hit in hits), reranker._model.predict(pairs), strict=True))
    assert [hit.key for hit in reranked] == sorted(scores, key=lambda key: -scores[key])
    assert [hit.score for hit in reranked] == [hit.score for hit in hits]
    assert reranker.rerank(encoded.text, []) == []


def test_a_missing_model_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="MULTIVECTOR_RERANKER_MODEL") as caught:
        Reranker(str(tmp_path / "none"))
    assert "\n" not in str(caught.value)
