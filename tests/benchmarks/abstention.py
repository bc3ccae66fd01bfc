"""Whether an answer is there at all.

It is with the articles as they are; it is not without its paragraph, without its whole article,
or where the question asks for something else: one noun of it exchanged for another.

    python tests/benchmarks/abstention.py ../shared/data
    python tests/benchmarks/abstention.py ../shared/data --fit

The decision is fitted on five sixths of the articles and measured on the others, six times over.
Questions that are answered weigh as much as those that are not, so that 0.5 means even odds.
A quote can be checked and silence cannot, so the assistant answers at lower odds than these.
`--fit` writes assistant/calibration.json, fitted on all articles.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from command import load_model, parser
from corpus import Corpus, QuestionSet, indexed, xquad
from nouns import NounSwap
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.abstention import FEATURES, features
from assistant.question import Question, understand
from assistant.ranking import RANKED
from assistant.terminal import note, print_table
from index.article import Language, Passage
from index.embedding import SentenceEncoder
from index.search import SearchHit, search, with_reads
from index.states import EncodedQuestion

Floats = NDArray[np.float64]
Features = Callable[[Question, EncodedQuestion, Sequence[SearchHit]], tuple[float, ...]]

_CALIBRATION = Path(__file__).parents[2] / "assistant" / "calibration.json"
_FOLDS = 6
PAIRS: dict[str, tuple[tuple[Language, Language], ...]] = {
    "same": (("ru", "ru"), ("en", "en")),
    "cross": (("en", "ru"), ("ru", "en")),
}
"""The languages of questions and articles that share a calibration."""


CONDITIONS = ("present", "paragraph removed", "article removed", "noun exchanged")
_WEIGHTS = (1.0, 0.35, 0.3, 0.35)


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What the decision sees of a pair's questions: float64[conditions, questions, features].

    NaN where a question has no such condition: no noun. `articles` int[questions] are the numbers
    of the articles that the questions are about.
    """

    features: Floats
    articles: NDArray[np.int64]


def of_the_first(
    question: Question, encoded: EncodedQuestion, hits: Sequence[SearchHit]
) -> tuple[float, ...]:
    """The features of the first passage found."""
    return features(question, encoded, hits[0])


def observe(
    data: Path, work: Path, encoder: SentenceEncoder, of: Features = of_the_first
) -> dict[tuple[Language, Language], Observed]:
    """The features for each pair of the questions' and the articles' language."""
    ru, en = xquad(data, "ru"), xquad(data, "en")
    observed = {}
    for read in (ru, en):
        with indexed(work / read.language, read.articles, encoder) as corpus:
            for asked in (ru, en):
                swap = NounSwap(asked, encoder)
                observed[asked.language, read.language] = _observe(corpus, asked, encoder, swap, of)
    return observed


def _observe(
    corpus: Corpus,
    asked: QuestionSet,
    encoder: SentenceEncoder,
    swap: NounSwap,
    of: Features,
) -> Observed:
    def best(text: str, keep: Callable[[Passage], bool]) -> tuple[float, ...]:
        encoded = encode(text)
        hits = search(corpus.snapshot, encoded, asked.language, RANKED, keep)
        hits = with_reads(encoder, encoded, hits)
        return of(understand(text, asked.language), encoded, hits)

    encode = cache(encoder.encode_question)
    seen: list[tuple[tuple[float, ...], ...]] = []
    articles: list[int] = []
    for question in asked.questions:
        ((article, paragraph),) = question.answers
        around = {place for place in corpus.spans if place[0] == article}
        swapped = swap(question.text, asked.articles[article][1][paragraph])
        asked_of = [(question.text, away) for away in (set(), question.answers, around)]
        asked_of += [(swapped, set())] if swapped else []
        conditions = [
            best(text, lambda passage, away=away: not corpus.holds(passage, away))
            for text, away in asked_of
        ]
        missing = len(CONDITIONS) - len(conditions)
        seen.append((*conditions, *missing * [(math.nan,) * len(conditions[0])]))
        articles.append(article)
    return Observed(np.array(seen).transpose(1, 0, 2), np.array(articles))


def measure(observed: Sequence[Observed]) -> list[dict[str, object]]:
    """The figures of each pair of one calibration, every article judged by the others."""
    judged = [(pair, np.zeros_like(pair.features[..., 0])) for pair in observed]
    for fold in range(_FOLDS):
        weights = fit(observed, left_out=fold)
        for pair, logits in judged:
            tested = pair.articles % _FOLDS == fold
            logits[:, tested] = weights[0] + pair.features[:, tested] @ weights[1:]
    return [_figures(logits) for _, logits in judged]


def fit(observed: Sequence[Observed], left_out: int | None = None) -> Floats:
    """The logistic regression without one of the folds: the intercept and the weights."""
    rows = np.concatenate(
        [
            pair.features[:, [article % _FOLDS != left_out for article in pair.articles]]
            for pair in observed
        ],
        axis=1,
    )
    known = ~np.isnan(rows[..., 0])
    condition = np.broadcast_to(np.arange(len(CONDITIONS))[:, None], known.shape)[known]
    inputs = rows[known]
    scale = np.maximum(inputs.std(axis=0), 1e-9)
    model = LogisticRegression(max_iter=1000)
    model.fit(inputs / scale, condition == 0, np.array(_WEIGHTS)[condition])
    return np.concatenate([model.intercept_, model.coef_[0] / scale])


def _figures(logits: Floats) -> dict[str, object]:
    present = logits[0]
    row: dict[str, object] = {}
    for name, absent in zip(CONDITIONS[1:], logits[1:], strict=True):
        absent = absent[~np.isnan(absent)]
        answered = np.repeat([1, 0], (len(present), len(absent)))
        row[f"{name}: AUC"] = float(roc_auc_score(answered, np.concatenate([present, absent])))
        row[f"{name}: right"] = float(np.concatenate([present >= 0, absent < 0]).mean())
    return row


def calibration(observed: Mapping[tuple[Language, Language], Observed]) -> dict[str, object]:
    """What `assistant.abstention` reads: the weights of both decisions, and where they are from."""
    articles = {len(set(pair.articles)) for pair in observed.values()}
    fitted: dict[str, object] = {
        "fitted_on": f"the questions about {max(articles)} articles of XQuAD, Russian and English: "
        + ", ".join(f"{name} ({w})" for name, w in zip(CONDITIONS, _WEIGHTS, strict=True))
        + ", by tests/benchmarks/abstention.py --fit",
        "features": FEATURES,
    }
    for name, pairs in PAIRS.items():
        intercept, *weights = fit([observed[pair] for pair in pairs]).round(3).tolist()
        fitted[name] = {"intercept": intercept} | dict(zip(FEATURES, weights, strict=True))
    return fitted


def main() -> None:
    """Print the table; with --fit, write the calibration."""
    arguments = parser(__doc__)
    arguments.add_argument("--fit", action="store_true", help="write assistant/calibration.json")
    given = arguments.parse_args()
    observed = observe(given.data, given.work, load_model())
    rows: list[dict[str, object]] = []
    for pairs in PAIRS.values():
        measured = measure([observed[pair] for pair in pairs])
        rows += [
            {"questions": asked, "articles": read} | row
            for (asked, read), row in zip(pairs, measured, strict=True)
        ]
    print_table(rows)
    if given.fit:
        content = json.loads(_CALIBRATION.read_text("utf-8")) | calibration(observed)
        _CALIBRATION.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
        note(f"written: {_CALIBRATION}")


if __name__ == "__main__":
    main()
