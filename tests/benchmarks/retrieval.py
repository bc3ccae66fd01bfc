"""The right paragraph first, and among the first five, beside the plain order of the vectors.

    python tests/benchmarks/retrieval.py ../shared/data

Then a folder of articles in two languages, every other one in each: the right paragraph first
where it is in the other language and where it is in the question's own, and, for what the company
of the other language costs, with only the passages of the own language left.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from command import load_model, parser
from corpus import Corpus, QuestionSet, indexed, kazqad, xquad

from assistant.terminal import print_table
from index.article import Language, Passage
from index.embedding import SentenceEncoder
from index.search import search
from index.states import EncodedQuestion

Encode = Callable[[str], EncodedQuestion]
Row = dict[str, object]


def measure_languages(data: Path, work: Path, encoder: SentenceEncoder) -> list[Row]:
    """A row for each pair of the questions' and the articles' language."""
    encode = cache(encoder.encode_question)
    ru, en, kk = xquad(data, "ru"), xquad(data, "en"), kazqad(data)
    rows: list[Row] = []
    for read, sets in ((ru, (ru, en)), (en, (en, ru)), (kk, (kk,))):
        with indexed(work / read.language, read.articles, encoder) as corpus:
            for asked in sets:
                found = ranks(corpus, asked, encode)
                dense = dense_ranks(corpus, asked, encode)
                rows.append(
                    {
                        "questions": asked.language,
                        "articles": read.language,
                        "number": len(found),
                        "recall@1": recall(found, 1),
                        "recall@5": recall(found, 5),
                        "vectors only @1": recall(dense, 1),
                        "vectors only @5": recall(dense, 5),
                    }
                )
    return rows


def measure_mixture(data: Path, work: Path, encoder: SentenceEncoder) -> list[Row]:
    """A row for each pair of the question's and the answer's language in a folder of both."""
    encode = cache(encoder.encode_question)
    ru, en = xquad(data, "ru"), xquad(data, "en")
    mixed: defaultdict[tuple[Language, Language], list[float]] = defaultdict(list)
    alone: defaultdict[tuple[Language, Language], list[float]] = defaultdict(list)
    for odd in (0, 1):
        articles = [(ru, en)[(i + odd) % 2].articles[i] for i in range(len(ru.articles))]
        with indexed(work / f"mixed-{odd}", articles, encoder) as corpus:
            for asked in (ru, en):
                for found, keep in ((mixed, None), (alone, written_in(asked.language))):
                    ranked = ranks(corpus, asked, encode, keep)
                    for question, rank in zip(asked.questions, ranked, strict=True):
                        (place,) = question.answers
                        found[asked.language, articles[place[0]][0]].append(rank)
    return [
        {
            "question": asked,
            "answer": answer,
            "number": len(found),
            "recall@1": recall(found, 1),
            "own language only": recall(alone[asked, answer], 1) if asked == answer else None,
        }
        for (asked, answer), found in sorted(mixed.items())
    ]


def ranks(
    corpus: Corpus,
    asked: QuestionSet,
    encode: Encode,
    keep: Callable[[Passage], bool] | None = None,
) -> list[float]:
    """For each question how many wrong passages stand before the right one."""
    found = []
    for question in asked.questions:
        hits = search(corpus.snapshot, encode(question.text), asked.language, keep=keep)
        found.append(corpus.rank([hit.passage for hit in hits], question.answers))
    return found


def dense_ranks(corpus: Corpus, asked: QuestionSet, encode: Encode) -> list[float]:
    """The same by the vectors' cosines alone."""
    found = []
    for question in asked.questions:
        keys = [key for key, _ in corpus.snapshot.nearest(encode(question.text).vector, 8)]
        found.append(corpus.rank(corpus.snapshot.passages(keys), question.answers))
    return found


def recall(ranks: Sequence[float], count: int) -> float:
    """The share of the questions whose paragraph is among the first `count` passages."""
    return sum(rank < count for rank in ranks) / len(ranks)


def written_in(language: Language) -> Callable[[Passage], bool]:
    """Keeps the passages of a language."""
    return lambda passage: passage.language == language


def main() -> None:
    """Print both tables."""
    arguments = parser(__doc__).parse_args()
    encoder = load_model()
    print_table(measure_languages(arguments.data, arguments.work, encoder))
    print()
    print_table(measure_mixture(arguments.data, arguments.work, encoder))


if __name__ == "__main__":
    main()
