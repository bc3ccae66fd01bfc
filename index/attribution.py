"""Whose words a sentence reports, as the sentence itself names the person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Language
from index.names import (
    Name,
    find_names,
    grammemes,
    is_nominative,
    is_person_noun,
    nominative,
)
from index.speech import Reporting, reporting

_QUOTED = re.compile(r"«[^«»]*(?:«[^»]*»[^«»]*)*(?:»|$)|“[^”]*(?:”|$)|„[^“”]*[“”]|\"[^\"]*(?:\"|$)")
_MASK = "\x01"
_WORD = re.compile(r"\w[\w’'-]*")
# a quotation, and not much more, before a verb: "…," the minister added
_AFTER_QUOTE = re.compile(r"\x01[,.]?\s+(?:[-–—]\s+)?(?:[\w.’'-]+\s+){0,8}$")
# where an inserted clause of reporting ends
_STOP = re.compile(
    r"(?:(?<![A-Z])\.|[;:!?—–\x01])(?=[\s\x01]|$)|\s-\s|,\s+(?=что\b|чтобы\b|котор|но\b|а\b|и\b|при\b|когда\b|that\b|which\b|who\b|but\b"
    r"|and\b|as\b|adding\b|while\b|in\b|on\b|at\b)"
)
_BOUNDARY = re.compile(r"(?<!\b[A-Z])\.|[;:!?,—–\x01()]|\s-\s")
_PREPOSITION = re.compile(
    r"\b(?:с|со|к|ко|у|о|об|от|для|на|в|во|по|из|за|под|над|перед|при|про|без|через|между|против"
    r"|with|to|by|from|of|for|at|in|on|about|and|against|between|и)\s+$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:,?\s*)?(?:the|an?)\s+", re.IGNORECASE)
_FULL_NAME = re.compile(r"[A-Z][\w.’'-]*\s+[A-Z][\w.’'-]*$")
_ENGLISH_CIRCUMSTANCE = re.compile(
    r"\s+(?:also|earlier|later|then|once|further|repeatedly|recently|who|in|on|at|during|after)\b"
)
_KAZAKH_BOUNDARY = re.compile(r"[.;:!?—–\x01]")
# characters
_MAX_ROLE = 200
# words between a verb and its subject: «сказал в интервью агентству»
_MAX_ADVERBIAL = 6


@dataclass(frozen=True, slots=True)
class Reference:
    """How a sentence names the person it quotes: by name, by role alone, or by a pronoun."""

    name: str | None = None
    role: str | None = None
    pronoun: bool = False
    gender: str | None = None


def mask_quotes(sentence: str) -> str:
    """The sentence with every quotation's characters replaced, so that offsets stay."""
    return _QUOTED.sub(lambda match: _MASK * len(match[0]), sentence)


def find_references(sentence: str, language: Language) -> Iterator[Reference]:
    """The persons whose words the sentence may report, the likeliest first."""
    masked = mask_quotes(sentence)
    words = reporting(language)
    for source in words.sources.finditer(masked):
        found = _source(sentence, masked, source, language)
        if found:
            yield found
    quotes = _MASK in masked
    for match in _WORD.finditer(masked):
        verb = match[0].lower().replace("ё", "е")
        reports = verb in words.verbs or (quotes and verb in words.naming)
        if not reports:
            weak = verb in words.weak_verbs and _is_beside_words(masked, match, words)
            if not weak and not (quotes and _follows_quote(masked, match, language)):
                continue
        yield from _subject(sentence, masked, match, language)


def _is_beside_words(masked: str, verb: re.Match[str], words: Reporting) -> bool:
    """Whether the words said stand right before or after the verb."""
    start, end = verb.span()
    return bool(
        _is_inserted(masked, start)
        or _AFTER_QUOTE.search(masked, max(0, start - 80), start)
        or words.that.match(masked, end)
        or words.led_by.search(masked, max(0, start - 20), start)
    )


def _follows_quote(masked: str, word: re.Match[str], language: Language) -> bool:
    """Whether any verb stands where one of speech is due: «…!» – радуется фермер."""
    before = masked[max(0, word.start() - 8) : word.start()]
    if language != "ru" or not re.search(r"\x01,?\s*[-–—]\s*$", before):
        return False
    tag = grammemes(word[0])
    return "VERB" in tag and "sing" in tag and bool({"3per", "past"} & tag)


def _is_inserted(masked: str, start: int) -> bool:
    """Whether the verb opens a clause of reporting: «, отмечает эксперт», «Как отметил …»."""
    before = masked[max(0, start - 8) : start].rstrip()
    return not before or before[-1] in ",-–—\x01" or before.lower().split()[-1] in ("как", "as")


def _source(
    sentence: str, masked: str, source: re.Match[str], language: Language
) -> Reference | None:
    """The person of «по словам …», "according to …", «… айтуынша»."""
    groups = source.groupdict()
    pronoun = groups.get("pronoun") or groups.get("whose")
    if pronoun:
        return Reference(pronoun=True, gender=reporting(language).pronouns.get(pronoun.lower()))
    if language == "kk":
        start = max((m.end() for m in _BOUNDARY.finditer(masked, 0, source.start())), default=0)
        names = list(find_names(sentence[start : source.start()], language))
        if names:
            role = _role_before(sentence[start : start + names[-1].start], language)
            return Reference(nominative(names[-1].words, language), role)
        role = sentence[start : source.start()].strip()
        if not role:  # «Айтуынша, …»: of whoever was named last
            return Reference(pronoun=True)
        return next(_role_reference(nominative(role, language), language), None)
    end = _end_of_clause(masked, source.end())
    clause = sentence[source.end() : end]
    names = list(find_names(clause, language)) if language == "ru" else _subjects(clause, language)
    before = clause[: names[0].start] if names else ""
    if names and len(before) <= _MAX_ROLE:
        name = nominative(names[0].words, language)
        if language == "en":
            return Reference(name, _role_before(before, language) or _role_after(sentence, end))
        return Reference(name)
    phrase = _ARTICLE.sub("", sentence[source.end() : end].strip())
    return _genitive_role(phrase, language)


def _genitive_role(phrase: str, language: Language) -> Reference | None:
    """«по мнению эксперта»: a person's noun in the genitive, without a name."""
    words = phrase.split()
    if not words:
        return None
    if language == "en":
        return next(_role_reference(phrase, language), None)
    from index.language import russian_morphology

    for parse in russian_morphology().parse(words[0].lower()):
        if {"NOUN", "anim", "gent", "sing"} <= parse.tag.grammemes:
            role = " ".join([parse.normal_form, *words[1:]])
            return Reference(role=role) if is_person_noun(parse.normal_form, language) else None
    return None


def _end_of_clause(masked: str, start: int) -> int:
    found = re.compile(r"[,.;:!?—–\x01](?=[\s\x01]|$)|\s-\s").search(masked, start)
    return found.start() if found else len(masked)


def _subject(
    sentence: str, masked: str, verb: re.Match[str], language: Language
) -> Iterator[Reference]:
    """Who does what the verb says, after it or before it."""
    if _is_inserted(masked, verb.start()):
        yield from _after(sentence, masked, verb.end(), language)
        yield from _before(sentence, masked, verb, language)
    else:
        yield from _before(sentence, masked, verb, language)
        yield from _after(sentence, masked, verb.end(), language)


def _after(sentence: str, masked: str, start: int, language: Language) -> Iterator[Reference]:
    """A subject that follows its verb: «отмечает эксперт Рустем Мустафин»."""
    stop = _STOP.search(masked, start)
    end = stop.start() if stop else len(masked)
    for left, right in _chunks(masked, start, end):
        phrase = sentence[left:right]
        names = _subjects(phrase, language)
        if language == "kk":
            # «Көлік министрі Нұрлан Сауранбаев»: a ministry's name has a capital, too
            names.sort(key=lambda name: " " not in name.words)
        for name in names:
            role = _role_before(sentence[start : left + name.start], language)
            if not role and len(phrase[: name.start].split()) > _MAX_ADVERBIAL:
                break
            yield Reference(name.words, role or _role_after(sentence[:end], left + name.end))
            return
        pronoun = _pronoun(phrase, language)
        if pronoun and left == start:
            yield pronoun
            return
        # a role goes on after a comma in small letters: «политолог, руководитель Центра»
        if not sentence[right : right + 40].lstrip(", ")[:1].islower():
            break
    yield from _role_reference(_first_chunk(sentence, masked, start, end), language)


def _first_chunk(sentence: str, masked: str, start: int, end: int) -> str:
    left, right = next(_chunks(masked, start, end))
    return sentence[left:right]


def _chunks(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts between commas."""
    left = start
    for comma in re.finditer(",", masked[start:end]):
        yield left, start + comma.start()
        left = start + comma.end()
    yield left, end


def _before(
    sentence: str, masked: str, verb: re.Match[str], language: Language
) -> Iterator[Reference]:
    """A subject that comes before its verb: «В ходе переговоров Токаев подчеркнул»."""
    boundary = _KAZAKH_BOUNDARY if language == "kk" else _BOUNDARY
    starts = [0, *(m.end() for m in boundary.finditer(masked, 0, verb.start()))]
    start = starts[-1]
    if start and masked[start - 1] == "," and not masked[start : verb.start()].strip():
        # «Рустем Мустафин, политолог, считает»
        start = starts[-3] if len(starts) > 2 else 0
    phrase = sentence[start : verb.start()]
    names = _subjects(phrase, language)
    if language == "kk":
        # the verb comes last, far from its subject
        names.sort(key=lambda name: " " not in name.words)
    elif "," not in phrase:
        names.reverse()
    for name in names:
        role = _role_before(phrase[: name.start], language) or _role_after(phrase, name.end)
        yield Reference(name.words, role)
    pronoun = _pronoun(phrase, language)
    if pronoun:
        yield pronoun
    yield from _role_reference(phrase, language)


def _subjects(phrase: str, language: Language) -> list[Name]:
    """The names of a clause that may be its subject."""
    found = []
    for name in find_names(phrase, language):
        before = phrase[: name.start]
        if not is_nominative(name.words, language) or _PREPOSITION.search(before):
            continue
        if language == "en" and phrase[name.end : name.end + 2] in ("’s", "'s"):
            continue
        if language == "en" and re.search(r"\bthe\s+$", before, re.IGNORECASE):
            continue
        found.append(name)
    return found


def _pronoun(phrase: str, language: Language) -> Reference | None:
    """«он», she, «ол» as the subject of a clause."""
    pronouns = reporting(language).pronouns
    for word in _WORD.findall(phrase):
        # «он» is ten in Kazakh.
        if word.lower() in pronouns and word.lower() in ("он", "она", "he", "she", "ол"):
            return Reference(pronoun=True, gender=pronouns[word.lower()])
    return None


def _role_reference(phrase: str, language: Language) -> Iterator[Reference]:
    """A person called by the role alone: «эксперт», «Глава государства», the minister."""
    role = _role_before(phrase, language)
    if role and language == "ru":
        role = _without_circumstances(role)
    if role and language == "en":
        role = _ENGLISH_CIRCUMSTANCE.split(role, maxsplit=1)[0]
    if role and len(role.split()) <= _MAX_ADVERBIAL:
        yield Reference(role=role)


def _without_circumstances(role: str) -> str:
    """«Глава государства также», «министр на брифинге»: the words up to the first adverb."""
    words = role.split()
    for position, word in enumerate(words[1:], start=1):
        if {"PREP", "ADVB", "PRCL", "CONJ", "GRND", "PRTF"} & grammemes(word):
            return " ".join(words[:position])
    return role


def _role_before(text: str, language: Language) -> str | None:
    """The role that stands in `text`, from its first noun for a person to the end."""
    if language == "kk":
        words = list(_WORD.finditer(text))
        if not words or not any(is_person_noun(word[0], "kk") for word in words):
            return None
        start = max((m.end() for m in re.finditer(r"[.;:—–\x01»”]|,\s", text)), default=0)
        nouns = [word for word in words if is_person_noun(word[0], "kk")]
        return _clean(text[start : nouns[-1].end()])
    for word in _WORD.finditer(text):
        if not is_person_noun(word[0], language):
            continue
        before = text[: word.start()]
        if language == "ru" and _PREPOSITION.search(before):
            continue
        start = word.start()
        for adjective in reversed(list(_WORD.finditer(before)) if language == "ru" else ()):
            if not {"ADJF", "nomn"} <= grammemes(adjective[0]):
                break
            start = adjective.start()
        if language == "en":
            # the words that make the title narrower: Kazakhstan's deputy foreign minister
            modifier = re.search(
                r"(?:[A-Z][\w.’'-]*\s+|(?:deputy|prime|vice|former|foreign)\s+)*$", before
            )
            start = modifier.start() if modifier else start
        return _clean(text[start:])
    return None


def role_of(sentence: str, name: Name, language: Language) -> str | None:
    """The role that stands right before a name, wherever that is in its sentence."""
    start = max((m.end() for m in _BOUNDARY.finditer(sentence, 0, name.start)), default=0)
    return _role_before(sentence[start : name.start], language)


def _role_after(text: str, end: int) -> str | None:
    """The role in an apposition: «Рустем Мустафин, руководитель Центра»."""
    match = re.match(
        r",\s+(?:the\s+|(?P<a>an?)\s+)?(?P<role>(?:[^,.;:!?—–«»\"“”]|(?<=[A-Z])\.)+)", text[end:]
    )
    if not match:
        return None
    # "Aida Bekova, a hydrologist": whatever follows is what she is
    if match["a"] and _FULL_NAME.search(text[:end]):
        return _clean(match["role"])
    words = match["role"].split()
    titled = [w for w in words[:6] if is_person_noun(w, "en") or is_person_noun(w, "ru")]
    first_is_person = titled and (words[0].isascii() or words[0] == titled[0])
    return _clean(match["role"]) if first_is_person else None


def _clean(role: str) -> str | None:
    role = _ARTICLE.sub("", re.sub(r"\s+", " ", role).strip(' ,-–—«»"“”'))
    return role if role and len(role) <= _MAX_ROLE else None
