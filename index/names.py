"""People's names in a text: where they stand, in which case, how the article gives them in full."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.article import Language, Speaker
from index.language import russian_morphology
from index.speech import ENGLISH_TITLES, KAZAKH_ROLES, word_set

_UPPER = "A-ZÀ-ÞŠŽА-ЯЁӘҒҚҢӨҰҮҺІ"
_LOWER = "a-zß-ÿšžа-яёәғқңөұүһі"
_CAPITALISED = (
    rf"[{_UPPER}](?:[’'][{_UPPER}])?[{_LOWER}][{_LOWER}’']*(?:[-‑][{_UPPER}]?[{_LOWER}]+)*"
)
_NAME = re.compile(
    rf"(?<![\w-])(?:(?:{_CAPITALISED}|[{_UPPER}]\.)[^\S\n]*(?:(?:бин|ибн|аль|де|фон|ван|бен"
    rf"|bin|ibn|al|de|von|van|der|di|da)\s+)?(?<=[\s.])){{0,4}}{_CAPITALISED}(?![\w])"
)
_KAZAKH_CASE = re.compile(
    r"(?:[ндт][ыі]ң|[гғкқ][ае]|[ндт][ыі]|[дт][ае]|[ндт][ае]н|[мпб]ен|нда|нде|нан|нен|на|не)$"
)
_RUSSIAN_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|[оеё]ва|[иы]на|[сц]к[иа][йя]|ко|дзе|ян|швили)$")
_ORGANISATION = word_set(
    """
    house ministry bank group corp holding department university agency union fund council
    committee company inc air news times post office states nations kingdom association
    institute center centre party court parliament senate congress street journal press airlines
    sports network treaty society assembly commission forum summit organization organisation
    foundation board team club republic government administration
    """
)
_ENGLISH_OPENING = word_set(
    """
    the a an but and so yet in on at for as if when while after before however meanwhile also
    then according although since our his her their its this that these those he she it they we
    some many most all both several other one two three no monday tuesday wednesday thursday
    friday saturday sunday
    """
)
_KAZAKH_OPENING = word_set(
    """
    ол бұл осы сол мұнда онда оның олар біз мен бірақ алайда сондай әсіресе сонымен қазір бүгін
    кеше қазақ кеңес ұлы батыс шығыс оңтүстік солтүстік
    """
)
_KAZAKH_PLURAL = re.compile(r"[лдт][ае]р(?:[ыі]|[ндт][ыі]ң|[ыі]н[ыі]ң)?$")
_KAZAKH_PLACE = re.compile(r"(?:[дт][ае]н|[лдт][ае]р)$")
_SERVING = word_set("PREP CONJ PRCL NPRO ADVB ADJF VERB COMP PRED INTJ PRTF GRND")


# letters that a word keeps in all its cases
_STEM = 5
# words that say "ours", in a role said again
_OWN = word_set(
    """
    наш нашей нашего страны государства ведомства республики the of
    """
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a sentence."""

    words: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def _tags(word: str) -> tuple[bool, tuple[frozenset[str], ...]]:
    """Whether the Russian dictionary has the word, and the grammemes of its readings."""
    parses = russian_morphology().parse(word.lower())
    return parses[0].is_known, tuple(frozenset(parse.tag.grammemes) for parse in parses)


def grammemes(word: str) -> frozenset[str]:
    """The grammemes of the likeliest reading of a Russian word."""
    return _tags(word)[1][0]


def is_person_noun(word: str, language: Language) -> bool:
    """Whether a word in the nominative says what someone is: «политолог», minister, сарапшы."""
    if language == "en":
        return word.lower() in ENGLISH_TITLES
    if language == "kk":
        return bool(KAZAKH_ROLES.fullmatch(word)) and not _KAZAKH_PLURAL.search(word)
    if not word[1:].islower() or len(word) < 4:
        return False
    if word.lower() in ("глава", "замглавы", "замминистра", "спикер"):
        return True
    known, readings = _tags(word)
    if not known and not word.lower().startswith(("вице", "экс", "зам", "гос", "пресс", "обще")):
        return False
    return any(
        {"NOUN", "anim", "nomn", "sing"} <= tag and not tag & {"Name", "Surn", "Patr", "Geox"}
        for tag in readings
    )


def find_names(sentence: str, language: Language) -> Iterator[Name]:
    """Runs of capitalised words that may be a person's name, titles and first words cut off."""
    for match in _NAME.finditer(sentence):
        words = list(re.finditer(r"\S+", match[0]))
        words = _trimmed(words, sentence[: match.start()], language)
        if words and not {w[0].lower() for w in words} & _ORGANISATION:
            start, end = match.start() + words[0].start(), match.start() + words[-1].end()
            yield Name(" ".join(w[0] for w in words), start, end)


def _trimmed(words: list[re.Match[str]], before: str, language: Language) -> list[re.Match[str]]:
    """A run of capitalised words without those before and after the name."""
    if language == "en":
        titles = [i for i, word in enumerate(words) if word[0].lower() in ENGLISH_TITLES]
        words = words[titles[-1] + 1 :] if titles else words
        if len(words) > 2 and re.search(r"\bof\s+$", before):
            # «Secretary of State Marco Rubio»
            words = words[-2:]
    # «Сарапшы Ғалым Сейітов»: before a surname alone it is a name, not a scholar.
    while words and _no_name(words[0][0], language, last=len(words) == 1):
        if words[0][0] == "Ғалым" and len(words) == 2:
            break
        words = words[1:]
    if words and not words[-1][0].isascii():
        # «аналитик Halyk Finance Аслан Аронов»
        words = [word for word in words if not word[0].isascii()]
    if language == "kk" and _ends_in_place(words):
        words = words[:-1]
    return words


def _ends_in_place(words: list[re.Match[str]]) -> bool:
    """Whether a Kazakh name is followed by a place: «Қасым-Жомарт Тоқаев Вашингтонға»."""
    if len(words) < 2 or not _KAZAKH_CASE.search(words[-1][0]):
        return False
    return len(words) > 2 or bool(re.search(r"(?:[оеё]в|[иы]н)$", words[0][0]))


def _no_name(word: str, language: Language, *, last: bool) -> bool:
    """Whether a capitalised word before a name is a title, a place or a sentence's first word."""
    if word.endswith("."):
        return last
    if language == "en":
        return word.lower() in ENGLISH_TITLES or word.lower() in _ENGLISH_OPENING
    if KAZAKH_ROLES.fullmatch(word):
        return True
    if language == "kk":
        return word.lower() in _KAZAKH_OPENING or (bool(_KAZAKH_PLACE.search(word)) and not last)
    known, readings = _tags(word)
    if not known or any(tag & {"Name", "Surn", "Patr"} for tag in readings):
        return False
    if last and _RUSSIAN_SURNAME.search(word):
        return False
    return len(word) > 3 or any(tag & _SERVING for tag in readings)


def looks_personal(name: str, language: Language) -> bool:
    """Whether the Russian dictionary, or the ending of a surname, says that it is a person's."""
    last = name.split()[-1]
    if language == "kk":
        return bool(re.search(r"(?:[оеё]в|[оеё]ва|[иы]н|[иы]на)$", last))
    if language == "en":
        return False
    for word in name.split():
        known, readings = _tags(word)
        if known and any(tag & {"Name", "Surn", "Patr"} for tag in readings):
            return True
    return not _tags(last)[0] and bool(_RUSSIAN_SURNAME.search(last))


def is_nominative(name: str, language: Language) -> bool:
    """Whether a name may be a sentence's subject, by the form of its words."""
    words = name.split()
    if language == "en":
        return True
    if language == "kk":
        return not _KAZAKH_CASE.search(words[-1]) or words[-1].endswith(("ева", "ова", "ина"))
    if len(words) > 1:
        known, readings = _tags(words[0])
        first = [tag for tag in readings if "Name" in tag]
        if known and first and not any("nomn" in tag for tag in first):
            return False
    last = words[-1]
    if _RUSSIAN_SURNAME.search(last):
        # Лаврова is a woman, or a man's genitive
        return not (len(words) > 1 and last[-1] == "а" and _is_oblique_man(words[0]))
    return any("nomn" in tag for tag in _tags(last)[1]) or "UNKN" in str(_tags(last)[1])


def _is_oblique_man(first: str) -> bool:
    """Whether a first name is a man's in an oblique case, known or not («Касым-Жомарта»)."""
    readings = _tags(first)[1]
    return first[-1] in "ауе" and any({"masc", "gent"} <= tag for tag in readings)


def gender(name: str, language: Language) -> str | None:
    """`masc` or `femn` where a name tells it."""
    if language == "en":
        return None
    words = name.split()
    if re.search(r"(?:[оеё]ва|[иы]на|ская|цкая|қызы)$", words[-1]):
        return "femn"
    if re.search(r"(?:[оеё]в|[иы]н|ский|цкий|ұлы)$", words[-1]):
        return "masc"
    for tag in _tags(words[0])[1]:
        if "Name" in tag and "nomn" in tag:
            return "femn" if "femn" in tag else "masc"
    return None


def nominative(name: str, language: Language) -> str:
    """A name in the genitive («по словам Эдуарда Полетаева») as its nominative."""
    words = name.split()
    if language == "en":
        return re.sub(r"[’']s?$", "", name)
    if language == "kk":
        return " ".join([*words[:-1], re.sub(r"[ндт][ыі]ң$", "", words[-1])])
    return " ".join(_russian_nominative(word) for word in words)


def _russian_nominative(word: str) -> str:
    for parse in russian_morphology().parse(word):
        personal = {"Name", "Surn", "Patr"} & parse.tag.grammemes
        if parse.is_known and personal and "gent" in parse.tag and "sing" in parse.tag:
            form = parse.inflect({"nomn"})
            if form:
                return "-".join(part.capitalize() for part in form.word.split("-"))
    for ending, replacement in (
        ("ского", "ский"), ("цкого", "цкий"), ("ской", "ская"), ("цкой", "цкая"),
        ("овой", "ова"), ("евой", "ева"), ("иной", "ина"), ("ии", "ия"), ("ая", "ай"),
        ("ея", "ей"), ("ия", "ий"), ("ы", "а"), ("а", ""),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending) + replacement
    return word


class People:
    """The people an article names: their names in full and their roles.

    Looked up by a name in the nominative, however short the article makes it there.
    """

    def __init__(self, sentences: Sequence[str], language: Language) -> None:
        self.language: Language = language
        self._roles: dict[str, str] = {}
        self._full: Counter[str] = Counter()
        for sentence in sentences:
            for name in find_names(sentence, language):
                if " " in name.words:
                    self._full[name.words] += 1

    def full_name(self, name: str) -> str:
        """The fullest form the article gives: «Мустафин» is «Рустем Мустафин»."""
        *first, surname = name.split()
        best = name
        for candidate, _ in self._full.most_common():
            *given, family = candidate.split()
            if family != surname and not _inflects(surname, family, self.language):
                continue
            if first and not given[0].startswith(first[0].rstrip(".")[:3]):
                continue
            if given[0].endswith(".") and best != name:
                continue
            if family == surname and is_nominative(candidate, self.language):
                return candidate if len(candidate) > len(name) else name
            if best == name and len(candidate) > len(name):
                best = " ".join([*(_base(part, surname, family) for part in given), surname])
        return best

    def is_known(self, name: str) -> bool:
        """Whether the article names the person by more than one word."""
        return " " in self.full_name(name)

    def base(self, name: str) -> str:
        """A name in whatever case as the article has it in the nominative, else made so."""
        *first, family = name.split()
        for candidate in self._full:
            *given, surname = candidate.split()
            if (
                is_nominative(candidate, self.language)
                and (family == surname or _inflects(surname, family, self.language))
                and (not first or given[0][:3] == first[0][:3])
            ):
                return candidate
        return nominative(name, self.language)

    def by_role(self, role: str) -> str | None:
        """The person last given a role that holds these words («министр», «президент США»)."""
        wanted = [word[:_STEM] for word in role.lower().split() if word not in _OWN]
        for name, known in reversed(self._roles.items()):
            words = [word[:_STEM] for word in known.lower().replace(",", " ").split()]
            if wanted and set(wanted) <= set(words):
                return name
        return None

    def remember(self, name: str, role: str | None) -> None:
        """Keep the longest role that the article gives the person."""
        if role and len(role) > len(self._roles.get(name, "")):
            self._roles[name] = role

    def role(self, name: str) -> str | None:
        """The role that the article gives the person, if any."""
        return self._roles.get(name)

    def speaker(self, name: str) -> Speaker:
        """The person with the role."""
        return Speaker(name, self.role(name))


def _inflects(surname: str, form: str, language: Language) -> bool:
    """Whether `form` may be the surname in another case."""
    if language == "en":
        return form in (surname + "’s", surname + "'s")
    if language == "kk":
        return form.startswith(surname) and bool(_KAZAKH_CASE.fullmatch(form[len(surname) :]))
    stem = re.sub(r"(?:ий|ый|ая|[аяйь])$", "", surname)
    return form.startswith(stem) and bool(
        re.fullmatch(r"|а|у|ы|е|и|ю|я|ым|им|ом|ем|ой|ей|ого|ему|ому|их|ую", form[len(stem) :])
    )


def _base(first: str, surname: str, form: str) -> str:
    """A first name as a nominative, from beside a surname that stands in the case of `form`."""
    if form == surname:
        return first
    morphology = russian_morphology()
    for parse in morphology.parse(first):
        if parse.is_known and "Name" in parse.tag and "nomn" not in parse.tag:
            return str(parse.normal_form).capitalize()
    endings = {"а": "а", "у": "у", "ым": "ом", "ом": "ом", "е": "е", "ем": "ем"}
    ending = endings.get(form.removeprefix(surname), "")
    return first.removesuffix(ending) if ending and len(first) > 4 else first
