"""Questions to ask, made from the articles: only those that the articles answer.

They come from the cells of the comparison and from the people quoted. One is offered only if the
answer to it quotes a sentence that it was made from: an answer of some sort is not enough.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.answer import Answer
from assistant.compare import Comparison
from assistant.names import parses
from assistant.partners import FIRST, country_name
from assistant.places import places
from assistant.romanised import in_latin_letters
from index.article import Language, Passage

SHOWN = 3
_MOST = 15  # of each language: asking takes time
_SPEAKERS = 4

Ask = Callable[[str], Answer]
Spot = tuple[str, int]
"""A sentence, by its article's id and its start there."""

# A partner in the case that the words want: {who} as it is, {of} in the genitive, {with_} in the
# instrumental and {about} in the prepositional, which Kazakh and English make with words of theirs.
_ABOUT: dict[str, dict[Language, tuple[str, ...]]] = {
    "trade": {
        "ru": ("Какого объёма достигла торговля с {with_}?", "Каков товарооборот с {with_}?",
               "Как развивается торговля с {with_}?"),
        "kk": ("{with_} сауда көлемі қанша?", "{with_} сауда қалай дамып жатыр?"),
        "en": ("How large is trade with {who}?", "How is trade with {who} developing?"),
    },
    "investment": {
        "ru": ("Сколько инвестиций пришло из {of}?", "Какие инвестиции поступают из {of}?",
               "Что сказано об инвестициях из {of}?"),
        "kk": ("{who} Қазақстанға қанша инвестиция салды?",
               "{with_} инвестициялық ынтымақтастық қалай дамып жатыр?"),
        "en": ("How much has {who} invested in Kazakhstan?",
               "What is said about investment from {who}?"),
    },
    "security": {
        "ru": ("О чём договорились с {with_} в сфере безопасности?",
               "Что сказано о безопасности в отношениях с {with_}?"),
        "kk": ("{with_} қауіпсіздік саласындағы ынтымақтастық қалай дамып жатыр?",
               "{with_} қауіпсіздік саласындағы байланыс туралы не айтылған?"),
        "en": ("How does Kazakhstan cooperate with {who} on security?",
               "What is said about security in relations with {who}?"),
    },
    "transport": {
        "ru": ("Какие соглашения о транспорте заключены с {with_}?",
               "Как развиваются транспортные связи с {with_}?",
               "Что сказано о транзите в отношениях с {with_}?"),
        "kk": ("{with_} көлік байланысы қалай дамып жатыр?",
               "{with_} көлік байланысы туралы не айтылған?"),
        "en": ("What transport agreements were signed with {who}?",
               "How are transport links with {who} developing?",
               "What is said about transport links with {who}?"),
    },
    "culture": {
        "ru": ("Как развивается гуманитарное сотрудничество с {with_}?",
               "Что сказано о культурных связях с {with_}?"),
        "kk": ("{with_} мәдени-гуманитарлық ынтымақтастық қалай дамып жатыр?",
               "{with_} мәдени байланыс туралы не айтылған?"),
        "en": ("How is cultural cooperation with {who} developing?",
               "What is said about cultural ties with {who}?"),
    },
}  # fmt: skip
_OF_SPEAKER: dict[Language, tuple[str, ...]] = {
    "ru": ("Что говорит {}?", "Что отметил {}?", "О чём предупреждает {}?"),
    "kk": ("{} не дейді?", "{} не айтты?"),
    "en": ("What does {} say?", "What did {} say?"),
}
# {0} is the speaker, the partner as above.
_OF_SPEAKER_ABOUT: dict[Language, str] = {
    "ru": "Что говорит {0} {about}?",
    "kk": "{0} {who} туралы не дейді?",
    "en": "What does {0} say about {who}?",
}
PHRASINGS = repr((_ABOUT, _OF_SPEAKER, _OF_SPEAKER_ABOUT))
"""All phrasings: where they differ, so do the questions."""

# What asks for an amount is answered by a figure.
_AMOUNT = re.compile(r"Сколько|объём|товарооборот|қанша|How (?:large|much)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question and what it is about: a topic and a partner, or a speaker."""

    question: str
    topic: str | None = None
    partner: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Somebody who is quoted, and the sentences that quote them: place and words."""

    name: str
    said: tuple[tuple[Spot, str], ...]


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
    comparisons: Sequence[Comparison], speakers: Sequence[_Speaker], language: Language
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
        forms = _forms(cell.partner, language)
        spots = {(c.article.id, c.sentence.start) for c in cell.citations}
        if forms:
            yield (
                [
                    Suggestion(phrasing.format(**forms), topic=topic, partner=cell.partner)
                    for phrasing in _ABOUT[topic][language]
                ],
                spots,
            )
    for speaker in speakers:
        yield _of_speaker(speaker, language), {spot for spot, _ in speaker.said}


def _of_speaker(speaker: _Speaker, language: Language) -> list[Suggestion]:
    """Questions about what somebody says: of the partner named the most, or of anything."""
    name = in_latin_letters(speaker.name) if language == "en" else speaker.name
    named = Counter(place.code for _, text in speaker.said for place in places(text))
    asked = []
    for partner in (code for code, _ in named.most_common() if code in FIRST):
        if forms := _forms(partner, language):
            words = _OF_SPEAKER_ABOUT[language].format(name, **forms)
            asked.append(Suggestion(words, partner=partner, speaker=speaker.name))
    plain = [phrasing.format(name) for phrasing in _OF_SPEAKER[language]]
    return [*asked[:1], *(Suggestion(words, speaker=speaker.name) for words in plain)]


def _answered(phrasings: Sequence[Suggestion], spots: set[Spot], ask: Ask) -> Iterator[Suggestion]:
    for suggestion in phrasings:
        answer = ask(suggestion.question)
        quoted = [c for c in answer.citations if (c.article.id, c.sentence.start) in spots]
        if _AMOUNT.search(suggestion.question):
            quoted = [c for c in quoted if any(map(str.isdigit, c.quote))]
        if answer.answered and quoted:
            yield suggestion


def _speakers(passages: Iterable[Passage]) -> list[_Speaker]:
    """The people whose words are quoted most."""
    said: dict[str, dict[Spot, str]] = {}
    for passage in passages:
        for sentence in passage.sentences:
            if sentence.speaker:
                spot = (passage.article_id, sentence.start)
                said.setdefault(sentence.speaker.name, {})[spot] = sentence.text
    ranked = sorted(said.items(), key=lambda one: -len(one[1]))
    return [_Speaker(name, tuple(spots.items())) for name, spots in ranked[:_SPEAKERS]]


def _forms(code: str, language: Language) -> dict[str, str] | None:
    """A partner's name in the cases that the phrasings want; None where they are not known."""
    name = country_name(code, language)
    if language == "en":
        return {"who": f"the {name}" if code in ("US", "EU", "GB", "AE") else name}
    if language == "kk":
        return {"who": name, "with_": f"{name}{_kazakh_ending(name)}"}
    of, with_, about = (_in_case(name, case) for case in ("gent", "ablt", "loct"))
    if not (of and with_ and about):
        return None
    preposition = "об" if about[0] in "АИОУЭ" else "о"
    return {"who": name, "of": of, "with_": with_, "about": f"{preposition} {about}"}


def _in_case(name: str, case: str) -> str | None:
    if name.isupper():
        return name  # an abbreviation
    found = parses(name)[0].inflect({"sing", case}) if " " not in name else None
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
