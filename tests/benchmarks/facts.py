"""How surely facts are found in a text that holds them, and not found in one that does not.

    python tests/benchmarks/facts.py FOLDER [--misses]

FOLDER holds XQuAD's xquad.en.dev.json and xquad.ru.dev.json, which are parallel. The facts of a
question, and of a sentence, must be found in the paragraph they belong to and in its translation;
they must not be found in another article's paragraph. What that paragraph's translation into the
fact's own language holds, it holds itself: such facts are left out of the second rate, so that it
is measured across languages only.
"""

import json
import random
import sys
from collections import Counter
from pathlib import Path

from assistant.facts import Facts, facts, missing
from index.article import Language
from index.sentences import split_sentences


def paragraphs(folder: Path, language: Language) -> list[list[tuple[str, list[str], list[str]]]]:
    """By article: each paragraph's text, its questions and its sentences."""
    data = json.loads((folder / f"xquad.{language}.dev.json").read_text("utf-8"))["data"]
    return [
        [
            (
                text := paragraph["context"],
                [asked["question"] for asked in paragraph["qas"]],
                [text[start:end] for start, end in split_sentences(text, language)],
            )
            for paragraph in article["paragraphs"]
        ]
        for article in data
    ]


def kinds(stated: Facts) -> Counter:
    return Counter(
        figure=len(stated.figures),
        country=len(stated.places),
        name=len(stated.names),
        quotation=len(stated.quotations),
    )


def main() -> None:
    folder, misses = Path(sys.argv[1]), "--misses" in sys.argv
    texts = {"en": paragraphs(folder, "en"), "ru": paragraphs(folder, "ru")}
    print(
        f"{'facts of':18}{'in':6}{'kind':12}{'found':>8}{'of':>6}{'found elsewhere':>18}{'of':>6}"
    )
    for own, other in (("ru", "ru"), ("en", "en"), ("en", "ru"), ("ru", "en")):
        for part, name in ((1, "questions"), (2, "sentences")):
            chance = random.Random(0)
            stated, lost, strange, strange_lost = Counter(), Counter(), Counter(), Counter()
            shown = []
            for a, article in enumerate(texts[own]):
                for p, paragraph in enumerate(article):
                    b = chance.choice([i for i in range(len(texts[own])) if i != a])
                    q = chance.randrange(len(texts[own][b]))
                    for text in paragraph[part]:
                        wanted = facts(text, own)
                        stated += kinds(wanted)
                        absent = missing(wanted, [(texts[other][a][p][0], other)])
                        lost += Counter(fact.kind for fact in absent)
                        shown += [f"  {fact.kind:10}{fact.text:30} | {text}" for fact in absent]
                        really = set(missing(wanted, [(texts[own][b][q][0], own)]))
                        strange += Counter(fact.kind for fact in really)
                        seen = set(missing(wanted, [(texts[other][b][q][0], other)]))
                        strange_lost += Counter(fact.kind for fact in really & seen)
            for kind in sorted(stated):
                elsewhere = 1 - strange_lost[kind] / strange[kind] if own != other else float("nan")
                print(
                    f"{own + ' ' + name:18}{other:6}{kind:12}"
                    f"{1 - lost[kind] / stated[kind]:8.3f}{stated[kind]:6}"
                    f"{elsewhere:18.3f}{strange[kind]:6}"
                )
            if misses:
                print(*shown, sep="\n")


if __name__ == "__main__":
    main()
