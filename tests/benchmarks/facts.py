"""How surely facts are found in a text that holds them, and not found in one that does not.

    python tests/benchmarks/facts.py FOLDER [--misses]

FOLDER holds XQuAD's xquad.en.dev.json and xquad.ru.dev.json, parallel texts. The facts of a
paragraph's sentences must be found in the paragraph and in its translation; the facts of another
article's sentences must not. Of the latter only those count that are not there by chance: facts
whose surface, or whose value, the text holds are left out.
"""

import json
import random
import sys
from collections import Counter
from pathlib import Path

from assistant.facts import facts, missing
from index.article import Language
from index.sentences import split_sentences


def paragraphs(folder: Path, language: Language) -> list[list[str]]:
    data = json.loads((folder / f"xquad.{language}.dev.json").read_text("utf-8"))["data"]
    return [[paragraph["context"] for paragraph in article["paragraphs"]] for article in data]


def main() -> None:
    folder, misses = Path(sys.argv[1]), "--misses" in sys.argv
    texts = {"en": paragraphs(folder, "en"), "ru": paragraphs(folder, "ru")}
    chance = random.Random(0)
    print(f"{'facts of':10}{'in':6}{'kind':12}{'found':>12}{'of other articles':>20}")
    for own, other in (("ru", "ru"), ("en", "en"), ("en", "ru"), ("ru", "en")):
        stated, found, strange, false = Counter(), Counter(), Counter(), Counter()
        shown = []
        for a, article in enumerate(texts[own]):
            for p, paragraph in enumerate(article):
                elsewhere = chance.choice([i for i in range(len(texts[own])) if i != a])
                foreign = chance.choice(texts[other][elsewhere])
                for start, end in split_sentences(paragraph, own):
                    wanted = facts(paragraph[start:end], own)
                    for kind, count in kinds(wanted).items():
                        stated[kind] += count
                        strange[kind] += count
                    lost = missing(wanted, [(texts[other][a][p], other)])
                    found.subtract(Counter(fact.kind for fact in lost))
                    false.subtract(Counter(f.kind for f in missing(wanted, [(foreign, other)])))
                    shown += [f"{f.kind:8} {f.text:30} | {paragraph[start:end]}" for f in lost]
        for kind in sorted(stated):
            held = (stated[kind] + found[kind]) / stated[kind]
            wrong = (strange[kind] + false[kind]) / strange[kind]
            print(f"{own:10}{other:6}{kind:12}{held:8.3f}{stated[kind]:6}{wrong:14.3f}")
        if misses:
            print(*shown, sep="\n")


def kinds(wanted) -> Counter:
    return Counter(
        figure=len(wanted.figures),
        country=len(wanted.places),
        name=len(wanted.names),
        quotation=len(wanted.quotations),
    )


if __name__ == "__main__":
    main()
