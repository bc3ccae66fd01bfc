"""Lines of news and what is made of them that is false, with the places of what is false.

The news is that of NTREX-128, in English, Russian and Kazakh, and of WMT's tests of 2021 to 2023,
English and Russian; these have several translations, so that a line and its passage need not be of
one wording where they are of one language.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reading import read_ntrex, together
from statements import Pool, exchanged, swaps

from assistant.names import parses
from index.article import Language

Span = tuple[int, int]
Block = dict[Language, list[list[str]]]
"""Lines that say the same in each language; of one language, several translations of them."""

_BLOCK = 20  # lines of WMT's
# Of each year, those that translated well.
_SYSTEMS = ("Facebook-AI", "Online-W", "HuaweiTSC", "GPT4-5shot", "ONLINE-W", "ONLINE-B")
_LENGTHS = range(25, 601)  # characters of a statement
_SHORTEST = 40  # characters of a passage
_FALSE = 3  # false statements of a line
_WORD = 0.5  # of how many lines another word is exchanged; of each there is one
_OFTEN = 100  # the commonest words are exchanged for nothing
_EXCHANGED = re.compile(r"\b[^\W\d_]{4,}\b")
_AUXILIARY = re.compile(
    r"\b(?:is|was|are|were|has|have|had|will|can|could|would|should|may|might|did|does|do)\b"
    r"(?! not)"
)
_DENIED = {
    "en": re.compile(r"\b(not )(\w+)"),
    "ru": re.compile(r"\b([Нн]е )(\w+)"),
    "kk": re.compile(r"(?!)"),
}
_ENDINGS = ("ing", "ed", "ly", "ion", "ies", "es", "s", "er", "al", "ment", "ity")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, the window of its block that says it, and where it was made false.

    `done` is what was done to it, "true" if nothing; `reworded`: it is another translation than
    its passage.
    """

    text: str
    language: Language
    window: tuple[int, int]
    done: str
    false: tuple[Span, ...] = ()
    reworded: bool = False


Windows = dict[tuple[tuple[int, int], Language], str]
"""The passages: of a window of a block, in each language."""


def read_lines(folder: Path, chance: random.Random) -> tuple[Windows, list[Line]]:
    """The passages of the news in the folder, and true and false statements about them."""
    blocks = [*_ntrex(folder), *_wmt(folder)]
    languages = dict.fromkeys(language for block in blocks for language in block)
    texts = {a: [x for block in blocks for x in block.get(a, [[]])[0]] for a in languages}
    pools = {language: swaps(texts[language], language) for language in languages}
    words = {language: _Words(texts[language], language) for language in languages}
    windows: Windows = {}
    lines: list[Line] = []
    for number, block in enumerate(blocks):
        for span in together(str(number), len(next(iter(block.values()))[0])):
            window = number, span.start
            for language, translations in block.items():
                passage = " ".join(filter(None, translations[0][span.start : span.stop]))
                if len(passage) < _SHORTEST:
                    continue
                windows[window, language] = passage
                for at in span:
                    others = chance.sample(translations[1:], min(1, len(translations) - 1))
                    for translation in (translations[0], *others):
                        text, reworded = translation[at], translation is not translations[0]
                        if len(text) not in _LENGTHS:
                            continue
                        lines.append(Line(text, language, window, "true", (), reworded))
                        made = _falsified(
                            text, language, passage, pools[language], words[language], chance
                        )
                        for done, changed, false in made[: _FALSE - reworded]:
                            lines.append(Line(changed, language, window, done, false, reworded))
    return windows, lines


def _ntrex(folder: Path) -> Iterator[Block]:
    for document in read_ntrex(folder).values():
        yield {language: [lines] for language, lines in document.items()}


def _wmt(folder: Path) -> Iterator[Block]:
    for source in sorted(folder.rglob("sources/*test20*.src.*")):
        pair = re.search(r"\.(en-ru|ru-en)\.src", source.name)
        if not pair or source.parent.parent.name != "txt":
            continue
        language, other = pair[1].split("-")
        name = source.name.partition(".src")[0]
        (reference,) = source.parent.parent.glob(f"references/{name}.ref.*A.{other}")
        systems = (
            source.parent.parent / "system-outputs" / f"{name}.hyp.{system}.{other}"
            for system in _SYSTEMS
        )
        lines = _read(source)
        translations = [_read(file) for file in (reference, *systems) if file.exists()]
        for start in range(0, len(lines), _BLOCK):
            of = slice(start, start + _BLOCK)
            yield {language: [lines[of]], other: [t[of] for t in translations]}  # type: ignore[misc]


def _read(file: Path) -> list[str]:
    return [" ".join(line.split()) for line in file.read_text("utf-8-sig").split("\n")[:-1]]


class _Words:
    """The words of texts that may stand in each other's place: of one form, by its look."""

    def __init__(self, texts: Sequence[str], language: Language) -> None:
        self._language = language
        found: dict[str, int] = {}
        for text in texts:
            for match in _EXCHANGED.finditer(text):
                if match[0].islower():
                    found[match[0]] = found.get(match[0], 0) + 1
        self._often = set(sorted(found, key=lambda word: -found[word])[:_OFTEN])
        self._of_form: dict[object, list[str]] = {}
        for word in found:
            if word not in self._often:
                self._of_form.setdefault(self._form(word), []).append(word)

    def _form(self, word: str) -> object:
        if self._language == "ru":
            tag = parses(word)[0].tag
            return str(tag.POS), tag.case, tag.number, tag.gender, tag.tense
        if self._language == "en":
            ending = next((e for e in _ENDINGS if word.endswith(e)), None)
            return ending or len(word) // 3
        return word[-2:]

    def exchange(
        self, text: str, passage: str, chance: random.Random
    ) -> tuple[str, str, tuple[Span, ...]] | None:
        """The text with one word exchanged for another of its form that the passage has not."""
        ours = [m for m in _EXCHANGED.finditer(text) if m[0].islower() and m[0] not in self._often]
        if not ours:
            return None
        match = chance.choice(ours)
        other = chance.choice(self._of_form.get(self._form(match[0]), [match[0]]))
        if other[:4] == match[0][:4] or other[:5] in passage.lower():
            return None
        changed = text[: match.start()] + other + text[match.end() :]
        return "word", changed, ((match.start(), match.start() + len(other)),)


def _falsified(
    text: str,
    language: Language,
    passage: str,
    pool: Pool,
    words: _Words,
    chance: random.Random,
) -> list[tuple[str, str, tuple[Span, ...]]]:
    """The text made false in several ways, one with a name first; what was done, and where."""
    made = [
        (done, changed, (span,))
        for done, changed, span in exchanged(text, language, passage, pool, chance)
        if not done.startswith("its own")  # which the passage says, of something else
    ]
    made += filter(None, [_denied(text, language, chance)])
    if chance.random() < _WORD:
        made += filter(None, [words.exchange(text, passage, chance)])
    chance.shuffle(made)
    return sorted(made, key=lambda one: one[0] != "name")


def _denied(
    text: str, language: Language, chance: random.Random
) -> tuple[str, str, tuple[Span, ...]] | None:
    """The text with a verb denied that was not, or the other way round."""
    denials = list(_DENIED[language].finditer(text))
    if denials and chance.random() < 0.6:
        match = chance.choice(denials)
        changed = text[: match.start()] + text[match.start(2) :]
        return "denied", changed, ((match.start(), match.start() + len(match[2])),)
    if language == "en" and (verbs := list(_AUXILIARY.finditer(text))):
        at = chance.choice(verbs).end()
        verb = re.match(r"\s\w+", text[at:])
        end = at + len(" not") + (verb.end() if verb else 0)
        return "denied", f"{text[:at]} not{text[at:]}", ((at + 1, end),)
    if language == "ru":
        verbs = [
            match
            for match in re.finditer(r"\w+", text)
            if parses(match[0])[0].tag.POS in ("VERB", "INFN", "PRTS")
            and not re.search(r"\b(?:не|ни)\s$", text[: match.start()].lower())
        ]
        if verbs:
            match = chance.choice(verbs)
            start, end = match.start(), match.end() + len("не ")
            return "denied", f"{text[:start]}не {text[start:]}", ((start, end),)
    return None
