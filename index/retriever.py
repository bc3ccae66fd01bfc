"""The index as a LangChain retriever, for chains of your own."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.embedding import SentenceEncoder
from index.language import detect_language
from index.search import search
from index.store import Store


class ArticleRetriever(BaseRetriever):
    """Finds the passages that fit a question, best first.

    Each becomes a `Document` whose metadata say where it stands: the article's id, title,
    publisher, date and address, the heading, `start` and `end` in the article's text, the score.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: Store
    encoder: SentenceEncoder
    limit: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        documents = []
        with self.store.snapshot() as snapshot:
            encoded = self.encoder.encode_question(query)
            for hit in search(snapshot, encoded, detect_language(query), self.limit):
                passage = hit.passage
                article = snapshot.article(passage.article_id)
                where = {
                    "article_id": article.id,
                    "title": article.title,
                    "publisher": article.publisher,
                    "published": article.published,
                    "url": article.url,
                    "heading": passage.heading,
                    "start": passage.start,
                    "end": passage.end,
                    "score": hit.score,
                }
                documents.append(Document(page_content=passage.text, metadata=where))
        return documents
