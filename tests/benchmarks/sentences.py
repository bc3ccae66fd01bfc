"""The right sentence first, and within the first two, among those of the right paragraph.

    python tests/benchmarks/sentences.py ../shared/data

The paragraph is given; its sentences are ranked as those of a passage found are.
"""

import math
from pathlib import Path

from command import load_model, parser
from corpus import Corpus, PublicQuestion, indexed, xquad

from assistant.question import Question, understand
from assistant.ranking import rank_sentences
from assistant.terminal import print_table
from index.embedding import SentenceEncoder
from index.search import search, with_reads


def measure(data: Path, work: Path, encoder: SentenceEncoder) -> list[dict[str, object]]:
    """A row for each pair of the questions' and the articles' language."""
    ru, en = xquad(data, "ru"), xquad(data, "en")
    rows: list[dict[str, object]] = []
    for read, sets in ((ru, (ru, en)), (en, (en, ru))):
        with indexed(work / read.language, read.articles, encoder) as corpus:
            for asked in sets:
                ranks = [
                    sentence_rank(
                        corpus, understand(question.text, asked.language), encoder, answered
                    )
                    for question, answered in zip(asked.questions, read.questions, strict=True)
                ]
                rows.append(
                    {
                        "questions": asked.language,
                        "articles": read.language,
                        "number": len(ranks),
                        "first": sum(rank < 1 for rank in ranks) / len(ranks),
                        "in the first two": sum(rank < 2 for rank in ranks) / len(ranks),
                    }
                )
    return rows


def sentence_rank(
    corpus: Corpus,
    question: Question,
    encoder: SentenceEncoder,
    answered: PublicQuestion,
) -> float:
    """How many sentences of the paragraph stand before the one in which the answer begins.

    Infinity where reading the article lost it.
    """
    ((place, offset),) = answered.answers.items()
    start, end = corpus.spans[place]
    encoded = encoder.encode_question(question.text)
    hits = search(
        corpus.snapshot,
        encoded,
        question.language,
        keep=lambda passage: corpus.holds(passage, answered.answers),
    )
    hits = with_reads(encoder, encoded, hits)
    sentences = [
        quote.sentence
        for quote in rank_sentences(question, hits)
        if start <= quote.sentence.start < end
    ]
    answer = start + offset
    right = (i for i, s in enumerate(sentences) if s.start <= answer < s.end)
    return next(right, math.inf)


def main() -> None:
    """Print the table."""
    arguments = parser(__doc__).parse_args()
    print_table(measure(arguments.data, arguments.work, load_model()))


if __name__ == "__main__":
    main()
