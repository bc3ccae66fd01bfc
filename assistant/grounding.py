"""Whether a passage speaks of what the question names: its countries, people, years and things.

A question about Turkey must not be answered from a passage about Russia, however alike the words
are. What a passage does not repeat, the passages before it may have said: «по итогам визита» is
about the country of the visit.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.abstention import word_similarities
from assistant.facts import Fact, Facts, facts, missing
from assistant.places import places
from assistant.question import Question
from index.article import Article, Language, Passage
from index.search import SearchHit
from index.states import EncodedQuestion

_BEFORE = 3
"""How many passages back a name still holds."""

# A fact that this share of an article's passages states is what the article is about.
_BACKGROUND = 0.5
# Its own country a newspaper names less often than any other that it writes about.
_HOME = "KZ"
_BACKGROUND_HOME = 0.25
# A name as another spells it, or by another word: above this its tokens have found it.
_FOUND_SAME = 0.6
_FOUND_CROSS = 0.5


_BESIDE = 2  # words between an office and its country
_LATIN_NAME = re.compile(r"\b[A-Z][A-Za-z]{2,}\b")
# «вице-министр» and "former minister" are none.
_NOT_DEPUTY = "".join(
    rf"(?<!{word})"
    for word in ("вице-", "экс-", "бывший ", "vice-", "vice ", "deputy ", "ex-", "former ")
)
# Offices in the three languages; of two in one question the first of these is asked for.
_OFFICES = {
    name: re.compile(rf"{_NOT_DEPUTY}\b(?:{words})\w*", re.IGNORECASE)
    for name, words in {
        "premier": "премьер|prime minister|premier",
        "secretary": "госсекретар|генсек|секретар|secretar|хатшы",
        "minister": "министр|minister",
        "president": "президент|president",
        "ambassador": "посол\\b|посла\\b|послом|послу|ambassador|елші",
        "governor": "губернатор|governor|аким|әкім|akim",
        "mayor": "мэр|mayor",
        "speaker": "спикер|speaker",
        "chancellor": "канцлер|chancellor",
        "king": "корол|king|queen|монарх|monarch|патша",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Grounding:
    """What a question names and a passage does not state itself.

    `implied` is said by what the passage refers to or goes without saying, `lacking` by nothing.
    """

    lacking: tuple[Fact, ...] = ()
    implied: tuple[Fact, ...] = ()


def ground(
    question: Question,
    encoded: EncodedQuestion,
    hit: SearchHit,
    article: Article,
    passages_of: Callable[[str], Sequence[Passage]],
) -> Grounding:
    """Whether a passage, or what it refers to, states the facts that the question names.

    `passages_of` gives those of an article, in order. What the article is about as a whole, and the
    year it was published in, go without saying.
    """
    wanted = facts(question.text, question.language)
    found = _missing(wanted, [hit.passage], article)
    office = _office(question)
    if office and not _holds_office(_OFFICES[office[0]], wanted, *_evidence(hit.passage)):
        return Grounding((office[1], *found))
    if not found:
        return Grounding()
    passages = passages_of(article.id)
    similarities = word_similarities(encoded, hit)
    same = question.language == hit.passage.language
    threshold = _FOUND_SAME if same else _FOUND_CROSS
    place = next(i for i, passage in enumerate(passages) if passage.start == hit.passage.start)
    home = _home(passages)
    foreign = _foreign(hit.passage, home)
    lacking: list[Fact] = []
    for fact in found:
        codes = {place.code for place in places(fact.text)}
        if codes:  # a country, or a city that stands for one
            held = not foreign and bool(codes & _spoken_of_before(passages[:place], home))
            held = held or bool(codes & foreign)
        else:
            # Of whom somebody speaks, he says himself.
            back = 0 if question.kind == "what-said" else _BEFORE
            before = passages[max(0, place - back) : place]
            held = not _missing(_only(wanted, fact), before, article)
            if not held and fact.kind == "name" and not _stays_latin(fact.text, hit.passage):
                telling = next(run.words for run in wanted.names if run.start == fact.start)
                own = [s for (a, b), s in similarities.items() if question.text[a:b] in telling]
                held = bool(own) and sum(own) / len(own) >= threshold
        if not held and not _is_background(_only(wanted, fact), article, passages):
            lacking.append(fact)
    return Grounding(tuple(lacking), tuple(fact for fact in found if fact not in lacking))


def _stays_latin(name: str, passage: Passage) -> bool:
    """Whether a passage, which has Latin names among its Cyrillic ones, would have this one too."""
    latin = name.isascii() and " " not in name
    return latin and passage.language != "en" and bool(_LATIN_NAME.search(passage.text))


def _missing(wanted: Facts, passages: Sequence[Passage], article: Article) -> tuple[Fact, ...]:
    """The facts that none of the passages states: figures in digits, countries and names."""
    evidence = [_evidence(passage) for passage in passages]
    published = article.published or ""
    return tuple(
        fact
        for fact in missing(wanted, evidence)
        if fact.kind in ("country", "name")
        or (fact.kind == "figure" and fact.text[:1].isdigit() and fact.text != published[:4])
    )


def _evidence(passage: Passage) -> tuple[str, Language]:
    """All that a passage says: its heading, its text, who speaks."""
    speakers = " ".join(
        f"{sentence.speaker.name}, {sentence.speaker.role or ''}."
        for sentence in passage.sentences
        if sentence.speaker
    )
    return f"{passage.heading or ''}. {passage.text} {speakers}", passage.language


def _office(question: Question) -> tuple[str, Fact] | None:
    """The office whose holder is asked for: «Кто министр обороны?»."""
    if question.kind != "who":
        return None
    for name, pattern in _OFFICES.items():
        if match := pattern.search(question.text):
            return name, Fact("name", match.group(), match.start(), match.end())
    return None


def _holds_office(office: re.Pattern[str], wanted: Facts, text: str, language: Language) -> bool:
    """Whether a text names the office, beside it the country that the question names, and who."""
    asked = {place.code for place in wanted.places}
    for match in office.finditer(text):
        before = " ".join(text[: match.start()].split()[-_BESIDE:])
        after = " ".join(text[match.end() :].split()[:_BESIDE])
        beside = {place.code for place in (*places(before), *places(after))}
        if asked <= beside and _names_anybody(text, match.start(), language):
            return True
    return False


def _names_anybody(text: str, at: int, language: Language) -> bool:
    """Whether the sentence around a place in a text has anybody's name."""
    start = max(text.rfind(stop, 0, at) for stop in ".!?") + 1
    end = min((i for i in (text.find(stop, at) for stop in ".!?") if i > 0), default=len(text))
    return bool(facts(text[start:end], language).names)


def _only(wanted: Facts, fact: Fact) -> Facts:
    """The one fact, to be looked for by itself."""
    return Facts(
        language=wanted.language,
        figures=tuple(f for f in wanted.figures if f.start == fact.start),
        places=tuple(p for p in wanted.places if p.start == fact.start),
        names=tuple(n for n in wanted.names if n.start == fact.start),
    )


def _is_background(fact: Facts, article: Article, passages: Sequence[Passage]) -> bool:
    # A title that names several partners is about each of them in its turn.
    partners = {place.code for place in places(article.title)} - {_HOME}
    in_turn = bool(fact.places) and len(partners) > 2
    if not in_turn and not missing(fact, [(article.title, article.language)]):
        return True
    stated = sum(not _missing(fact, [passage], article) for passage in passages)
    home = any(place.code == _HOME for place in fact.places)
    return stated >= (_BACKGROUND_HOME if home else _BACKGROUND) * len(passages)


def _foreign(passage: Passage, home: set[str]) -> set[str]:
    """The countries that a passage names, less those that the article is all about."""
    codes = {place.code for place in places(passage.text)}
    return {code for code in codes if len(code) == 2 and code not in home}


def _home(passages: Sequence[Passage]) -> set[str]:
    counts: dict[str, int] = {}
    for passage in passages:
        for code in {place.code for place in places(passage.text)}:
            counts[code] = counts.get(code, 0) + 1
    return {code for code, count in counts.items() if count >= _BACKGROUND * len(passages)}


def _spoken_of_before(before: Sequence[Passage], home: set[str]) -> set[str]:
    """The countries of the last of these passages that names any."""
    for passage in reversed(before):
        if countries := _foreign(passage, home):
            return countries
    return set()
