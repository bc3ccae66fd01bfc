"""The index as LangChain sees it."""

from langchain_core.documents import Document

from index.embedding import encoder_name, load_encoder
from index.retriever import ArticleRetriever
from index.settings import Settings
from index.store import Store


def test_documents_say_where_they_stand(indexed: Settings) -> None:
    encoder = load_encoder(indexed)
    with Store(indexed.store, encoder_name(indexed)) as store:
        found = ArticleRetriever(store=store, encoder=encoder, limit=3).invoke(
            "Сколько мастерских Лу Баня?"
        )
        with store.snapshot() as snapshot:
            text = snapshot.article(found[0].metadata["article_id"]).text
    assert len(found) == 3
    assert all(isinstance(document, Document) for document in found)
    best = found[0]
    assert "три мастерских Лу Баня" in best.page_content
    assert text[best.metadata["start"] : best.metadata["end"]] == best.page_content
    assert best.metadata["heading"] == "Системное союзничество"


def test_it_embeds_as_langchain_asks(indexed: Settings) -> None:
    encoder = load_encoder(indexed)
    question = encoder.embed_query("Сколько?")
    (passage,) = encoder.embed_documents(["Три мастерских."])
    assert len(question) == len(passage) == encoder.dimension
    assert abs(sum(x * x for x in question) - 1) < 1e-4
