"""Questions to ask, made from the articles: only those that the articles answer.

They come from the cells of the comparison and from the people quoted. One is offered only if the
answer to it quotes a sentence that it was made from: an answer of some sort is not enough.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.answer import Answer
from assistant.compare import Comparison
from assistant.names import parses
from assistant.partners import country_name
from assistant.places import places
from index.article import Language, Passage

SHOWN = 3
_MOST = 12  # of each language: asking takes time
_SPEAKERS = 4

Ask = Callable[[str], Answer]
Spot = tuple[str, int]
"""A sentence, by its article's id and its start there."""

# {} is the partner: in the instrumental case after «с», as Kazakh's -мен, plain in English.
_ABOUT: dict[str, dict[Language, tuple[str, ...]]] = {
    "trade": {
        "ru": ("Какого объёма достигла торговля с {}?", "Каков товарооборот с {}?",
               "Что сказано о торговле с {}?"),
        "kk": ("{} сауда көлемі қанша?", "{} сауда туралы не айтылған?"),
        "en": ("How large is trade with {}?", "What is said about trade with {}?"),
    },
    "investment": {
        "ru": ("Что сказано об инвестициях в отношениях с {}?",
               "Что сказано об инвестициях и партнёрстве с {}?"),
        "kk": ("{} инвестициялық байланыс туралы не айтылған?",),
        "en": ("What is said about investment and {}?", "What did {} invest?"),
    },
    "security": {
        "ru": ("Что сказано о безопасности в отношениях с {}?",
               "Что сказано о сделке с {} в сфере безопасности?"),
        "kk": ("{} қауіпсіздік саласындағы байланыс туралы не айтылған?",),
        "en": ("What is said about security and {}?",),
    },
    "transport": {
        "ru": ("Какие соглашения о транспорте заключены с {}?",
               "Что сказано о транзите в отношениях с {}?",
               "Что сказано о транспортной связанности с {}?"),
        "kk": ("{} көлік байланысы туралы не айтылған?",),
        "en": ("What is said about transport links with {}?",),
    },
    "culture": {
        "ru": ("Как развивается гуманитарное сотрудничество с {}?",
               "Что сказано о культурных связях с {}?"),
        "kk": ("{} мәдени-гуманитарлық ынтымақтастық қалай дамып жатыр?",
               "{} мәдени байланыс туралы не айтылған?"),
        "en": ("How is cultural cooperation with {} developing?",
               "What is said about cultural ties with {}?"),
    },
}  # fmt: skip
_OF_SPEAKER: dict[Language, tuple[str, ...]] = {
    "ru": ("Что говорит {}?", "Что отметил {}?", "О чём предупреждает {}?"),
    "kk": ("{} не дейді?", "{} не айтты?"),
    "en": ("What does {} say?", "What did {} say?"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and what it is about: a topic and a partner, or a speaker."""

    question: str
    topic: str | None = None
    partner: str | None = None
    speaker: str | None = None


def find_suggestions(
    comparisons: Sequence[Comparison], passages: Iterable[Passage], ask: Ask
) -> dict[Language, tuple[Suggestion, ...]]:
    """Questions that the articles answer, for each language, of all topics and partners in turn.

    `ask` is the assistant's, without a language model if it can be had.
    """
    speakers = _speakers(passages)
    found: dict[Language, tuple[Suggestion, ...]] = {}
    for language in _OF_SPEAKER:
        candidates = _candidates(comparisons, speakers, language)
        answered = (
            suggestion
            for phrasings, spots in candidates
            for suggestion in islice(_answered(phrasings, spots, ask), 1)
        )
        found[language] = tuple(islice(answered, _MOST))
    return found


def examples(suggestions: Sequence[Suggestion]) -> list[str]:
    """At most three questions for an empty conversation, each about something else if possible."""
    chosen: list[Suggestion] = []
    for strict in (True, False):
        for one in suggestions:
            new = all(
                one.topic != other.topic and (one.partner, one.speaker) != (other.partner, None)
                for other in chosen
            )
            if one not in chosen and (new or not strict) and len(chosen) < SHOWN:
                chosen.append(one)
    return [one.question for one in chosen]


def next_questions(
    suggestions: Sequence[Suggestion], answer: Answer, asked: Iterable[str]
) -> list[str]:
    """At most three questions that go on from an answer: its partner, its topic, its speakers.

    `asked` are the questions of the conversation; none of them is offered again.
    """
    before = {_plain(question) for question in asked}
    said = " ".join([answer.understood, *(citation.quote for citation in answer.citations)])
    by = {c.sentence.speaker.name for c in answer.citations if c.sentence.speaker}
    same = [one for one in suggestions if _plain(one.question) in {_plain(answer.understood)}]
    topics = {one.topic for one in same} - {None}
    ranked = sorted(
        (one for one in suggestions if _plain(one.question) not in before and one not in same),
        key=lambda one: (
            -(
                2 * (one.partner is not None and _names(said, one.partner))
                + 2 * (one.topic in topics)
                + 2 * (one.speaker in by)
            )
        ),
    )
    return [one.question for one in ranked[:SHOWN]]


def _candidates(
    comparisons: Sequence[Comparison], speakers: dict[str, set[Spot]], language: Language
) -> Iterator[tuple[list[Suggestion], set[Spot]]]:
    """Phrasings of one question each, with the sentences that would answer it."""
    rows = [
        (comparison.topic, cell)
        for cells in zip(*(comparison.cells for comparison in comparisons), strict=True)
        for comparison, cell in zip(comparisons, cells, strict=True)
        if cell.citations
    ]
    # One of each partner in turn, so that none crowds the others out.
    order = Counter[str]()
    numbered = []
    for topic, cell in rows:
        numbered.append((order[cell.partner], topic, cell))
        order[cell.partner] += 1
    for _, topic, cell in sorted(numbered, key=lambda one: one[0]):
        name = _with(cell.partner, language)
        spots = {(c.article.id, c.sentence.start) for c in cell.citations}
        if name:
            yield (
                [
                    Suggestion(phrasing.format(name), topic=topic, partner=cell.partner)
                    for phrasing in _ABOUT[topic][language]
                ],
                spots,
            )
    for speaker, spots in speakers.items():
        yield (
            [
                Suggestion(phrasing.format(speaker), speaker=speaker)
                for phrasing in _OF_SPEAKER[language]
            ],
            spots,
        )


def _answered(phrasings: Sequence[Suggestion], spots: set[Spot], ask: Ask) -> Iterator[Suggestion]:
    for suggestion in phrasings:
        answer = ask(suggestion.question)
        quoted = {(c.article.id, c.sentence.start) for c in answer.citations}
        if answer.answered and quoted & spots:
            yield suggestion


def _speakers(passages: Iterable[Passage]) -> dict[str, set[Spot]]:
    """The people whose words are quoted most, with where they stand."""
    spots: dict[str, set[Spot]] = {}
    for passage in passages:
        for sentence in passage.sentences:
            if sentence.speaker:
                place = (passage.article_id, sentence.start)
                spots.setdefault(sentence.speaker.name, set()).add(place)
    ranked = sorted(spots.items(), key=lambda one: -len(one[1]))
    return dict(ranked[:_SPEAKERS])


def _with(code: str, language: Language) -> str | None:
    """A partner as «with …» has it in the language; None where its form is not known."""
    name = country_name(code, language)
    if language == "en":
        return f"the {name}" if code in ("US", "EU", "GB", "AE") else name
    if language == "kk":
        return f"{name}{_kazakh_ending(name)}"
    if name.isupper():
        return name
    found = parses(name)[0].inflect({"sing", "ablt"}) if " " not in name else None
    return found.word.capitalize() if found else None


def _kazakh_ending(name: str) -> str:
    """The ending of «with»: -мен, -бен or -пен by the last sound; set off from an abbreviation."""
    last = name[-1].casefold()
    # АҚШ is said as letters, the last of which is «ша» as «ше».
    ending = "пен" if last in "кқпстфхцчшщ" else "бен" if last in "жз" else "мен"
    return f"-{ending}" if name.isupper() else ending


def _names(text: str, code: str) -> bool:
    return any(place.code == code for place in places(text))


def _plain(question: str) -> str:
    return question.strip(" ?!.").casefold()
