"""Statements about passages, true ones and what is made of them that is false."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.check import Given, background
from assistant.facts import Facts, facts, missing
from assistant.figures import Figure
from assistant.name_words import Run
from assistant.places import Place
from assistant.prompt import Source
from index.article import Article, Language, Passage, Sentence
from index.embedding import SentenceEncoder
from index.passages import split_passages
from index.reading import find_articles, read_article
from index.sentences import split_sentences
from index.states import unpack

Part = Figure | Place | Run
Paragraphs = dict[tuple[int, int], Given]
PAIRS: tuple[tuple[Language, Language], ...] = (
    ("ru", "ru"), ("en", "en"), ("en", "ru"), ("ru", "en"),
)  # fmt: skip
Pool = dict[str, list[str]]
_SHORTEST = 40  # characters of a sentence that says something
_TRIES = 20


@dataclass(frozen=True)
class Statement:
    """A sentence, the passage that it cites, and what was done to it."""

    text: str
    language: Language
    given: Given
    done: str

    @property
    def pair(self) -> str:
        return f"{self.language} on {self.given.source.passage.language}"


def paragraphs(folder: Path, language: Language, encoder: SentenceEncoder) -> Paragraphs:
    places, texts = [], []
    for file in sorted(folder.glob(f"xquad.{language}*.json")):
        for number, article in enumerate(json.loads(file.read_text("utf-8"))["data"]):
            for place, paragraph in enumerate(article["paragraphs"]):
                places.append((number, place))
                texts.append(paragraph["context"])
    return dict(zip(places, given(texts, language, encoder), strict=True))


def given(
    texts: Sequence[str], language: Language, encoder: SentenceEncoder, one_article: bool = False
) -> list[Given]:
    passages = []
    for text in texts:
        spans = split_sentences(text, language)
        sentences = tuple(Sentence(a, b, text[a:b]) for a, b in spans)
        passages.append(Passage("a", 0, len(text), text, language, None, sentences))
    return [
        Given(
            Source(1, Article("a", "", p.text, language, None, None, None, "a", "r"), p),
            unpack(encoded.tokens),
            background(passages, p) if one_article else "",
        )
        for p, encoded in zip(passages, encoder.encode_passages(passages), strict=True)
    ]


def true_sentences(
    texts: dict[Language, Paragraphs], own: Language, other: Language, half: int
) -> list[tuple[str, tuple[int, int], Given]]:
    return [
        (sentence.text, place, texts[other][place])
        for place, one in texts[own].items()
        if place[0] % 2 == half
        for sentence in one.source.passage.sentences
        if len(sentence.text) >= _SHORTEST
    ]


def statements(
    texts: dict[Language, Paragraphs], each: int, chance: random.Random
) -> Iterator[Statement]:
    for own, other in PAIRS:
        true = true_sentences(texts, own, other, half=1)
        pool = swaps([text for text, _, _ in true], own)
        for text, place, one in chance.sample(true, min(each, len(true))):
            mine = texts[own][place].source.passage.text
            yield Statement(text, own, one, "true")
            for done, changed in corrupted(text, own, mine, pool, chance):
                yield Statement(changed, own, one, done)
            others = [t for t, p, _ in true if p[0] == place[0] and p != place]
            if others:
                yield Statement(chance.choice(others), own, one, "invented")


def from_gold(
    article: Path, gold: Path, encoder: SentenceEncoder, chance: random.Random
) -> Iterator[Statement]:
    """The sentences of the article that hold a question's evidence, and what is made of them."""
    blocks = [b.strip() for b in article.read_text("utf-8").split("\n\n") if len(b) > 120]
    passages = given(blocks, "ru", encoder, one_article=True)
    evidence = {
        piece
        for line in gold.read_text("utf-8").splitlines()
        for piece in json.loads(line)["evidence"]
    }
    every = [s.text for one in passages for s in one.source.passage.sentences]
    pool = swaps(every, "ru")
    for one in passages:
        own = [s.text for s in one.source.passage.sentences]
        mine = one.source.passage.text
        for text in own:
            if not any(piece in text for piece in evidence) or len(text) < _SHORTEST:
                continue
            yield Statement(text, "ru", one, "true")
            for done, changed in corrupted(text, "ru", mine, pool, chance):
                yield Statement(changed, "ru", one, done)
            strange = chance.choice([s for s in every if s not in own and len(s) >= _SHORTEST])
            yield Statement(strange, "ru", one, "invented")


def written(article: Path, encoder: SentenceEncoder, chance: random.Random) -> Iterator[Statement]:
    """Paraphrases of the article's sentences, what is made of them, and inventions about it."""
    blocks = [b.strip() for b in article.read_text("utf-8").split("\n\n") if len(b) > 60]
    passages = given(blocks, "ru", encoder, one_article=True)
    lines = Path(__file__).with_name("statements.jsonl").read_text("utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    pools = {language: swaps(_texts(read, language), language) for language in ("en", "kk")}
    pools["ru"] = swaps([*blocks, *_texts(read, "ru")], "ru")
    for row in read:
        text, language = row["text"], row["language"]
        one = next(p for p in passages if row["cites"] in p.source.passage.text)
        yield Statement(text, language, one, "true" if row["true"] else "invented")
        if row["true"]:
            others = [
                other["text"]
                for other in read
                if other["true"] and (other["cites"], other["language"]) == (row["cites"], language)
            ]
            mine = one.source.passage.text if language == "ru" else " ".join(others)
            for done, changed in corrupted(text, language, mine, pools[language], chance):
                yield Statement(changed, language, one, done)


def of_readers(folder: Path, encoder: SentenceEncoder) -> Iterator[Statement]:
    """Sentences as a language model may write them about made-up articles, true and false ones."""
    for file in sorted(folder.rglob("statements.jsonl")):
        (path,) = find_articles(file.parent / "docs")
        article = read_article(path, file.parent / "docs")
        passages = split_passages(article)
        encoded = list(encoder.encode_passages(passages))
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            at = next(i for i, passage in enumerate(passages) if row["cites"] in passage.text)
            states = unpack(encoded[at].tokens)
            source = Source(1, article, passages[at])
            one = Given(source, states, background(passages, passages[at]))
            yield Statement(
                row["text"], row["language"], one, "true" if row["true"] else row["kind"]
            )


def _texts(rows: Sequence[dict[str, str]], language: Language) -> list[str]:
    return [row["text"] for row in rows if row["language"] == language]


def parts(stated: Facts) -> dict[str, list[Part]]:
    """The parts of a statement that can be swapped, by kind."""
    plain = [f for f in stated.figures if not f.word]
    return {
        "number": [f for f in plain if not _is_date(f)],
        "date": [f for f in plain if _is_date(f)],
        "word": [f for f in stated.figures if f.word],
        "name": list(stated.names),
        "country": list(stated.places),
    }


def _is_date(figure: Figure) -> bool:
    year = figure.text.isdigit() and 1000 < figure.value < 2100
    return figure.unit in ("day", "month") or year


def swaps(sentences: Sequence[str], language: Language) -> Pool:
    """What can be put in the place of a figure, a name, a country: those of all sentences."""
    pool: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for kind, found in parts(facts(sentence, language)).items():
            pool[kind] |= {part.text for part in found}
    return {kind: sorted(found) for kind, found in pool.items()}


def corrupted(
    text: str, language: Language, passage: str, pool: Pool, chance: random.Random
) -> Iterator[tuple[str, str]]:
    """The text with one thing made false, by each kind; `passage` is in the same language."""
    for done, changed, _ in exchanged(text, language, passage, pool, chance):
        yield done, changed
    for name, pairs in REPLACED.items():
        for before, after in pairs:
            changed, count = re.subn(rf"\b{before}\b", after, text, count=1)
            if count:
                yield name, changed
                break


def exchanged(
    text: str, language: Language, passage: str, pool: Pool, chance: random.Random
) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """The text with a figure, a name, a country exchanged, and where the other one stands in it.

    Of each kind for one that the passage, in the same language, has not; and for another of it.
    """
    there = parts(facts(passage, language))
    for kind, found in parts(facts(text, language)).items():
        if not found:
            continue
        part = chance.choice(found)
        inside = [p.text for p in there[kind] if _differ(p, part, language)]
        others = {
            kind: _from_elsewhere(part, pool.get(kind, []), passage, language, chance),
            f"its own {kind}": chance.choice(inside) if inside else None,
        }
        for done, other in others.items():
            if other:
                end = part.start + len(other)
                yield done, text[: part.start] + other + text[part.end :], (part.start, end)


def _from_elsewhere(
    part: Part, pool: Sequence[str], passage: str, language: Language, chance: random.Random
) -> str | None:
    month = getattr(part, "unit", "") == "month"
    for other in chance.sample(pool, min(len(pool), _TRIES)):
        if not (month and other[:1].isdigit()) and not held(other, passage, language):
            return other
    return None


def _differ(other: Part, part: Part, language: Language) -> bool:
    """Whether another part of the passage can stand in the place of this one, falsely."""
    unit = getattr(part, "unit", "")
    if getattr(other, "unit", "") != unit:
        return False
    return not held(part.text, other.text, language) and not held(other.text, part.text, language)


def held(part: str, text: str, language: Language) -> bool:
    """Whether a text has this figure, name or country."""
    small = "A" if language == "en" else "а"
    stated = facts(f"{small} {part} {small.lower()}", language)
    return not stated or not missing(stated, [(text, language)])


# Word for word, in both languages: what is false afterwards, whatever the sentence says.
REPLACED = {
    "scale": (
        ("млрд", "млн"), ("млн", "млрд"), ("миллиард(а|ов|ы)?", "миллион"), ("billion", "million"),
        ("миллион(а|ов|ы)?", "миллиардов"), ("million", "billion"), ("тысяч[аи]?", "миллионов"),
        ("thousand", "million"), ("bn", "mln"),
    ),
    "currency": (
        ("доллар(ов|ам|а)", "евро"), ("долл", "евро"), ("евро", "рублей"), ("dollars", "euros"),
        ("euros", "dollars"), (r"процент(ов|а)", "тонн"), ("percent", "tonnes"),
    ),
    "opposite": (
        ("вырос", "снизился"), ("выросла", "снизилась"), ("увеличил(ся|ась|ось)?", "сократил"),
        ("увеличение", "сокращение"), ("экспорт", "импорт"), ("Вывоз", "Ввоз"), ("более", "менее"),
        ("свыше", "менее"), ("больше", "меньше"),
        ("превысили", "не достигли"), ("рост", "снижение"),
        ("присоединиться к", "выйти из"), ("поддержал", "отверг"), ("Подписано", "Расторгнуто"),
        ("подписаны", "расторгнуты"), ("Президент", "Премьер-министр"), ("восток", "запад"),
        ("севере?", "юг"), ("president", "prime minister"), ("President", "Prime Minister"),
        ("increased", "decreased"), ("grew", "fell"), ("more than", "less than"),
        ("north", "south"),
        ("east", "west"), ("exports", "imports"), ("Exports", "Imports"), ("join", "leave"),
        ("supported", "rejected"), ("exceeded", "fallen below"), ("rose", "fell"), ("buy", "sell"),
        ("southern", "northern"), ("western", "eastern"), ("over", "under"),
    ),
    "denied": (
        ("не", ""), ("был(а|о|и)?", "не был"), ("стал(а|о|и)?", "не стал"),
        ("является", "не является"),
        ("могут", "не могут"), ("(may|can|will)", "cannot"), ("not", ""), ("was", "was not"),
        ("is", "is not"), ("were", "were not"), ("are", "are not"), ("has", "has not"),
        ("намерен", "не намерен"), ("обеспечивает", "не обеспечивает"), ("нужны", "не нужны"),
    ),
}  # fmt: skip
