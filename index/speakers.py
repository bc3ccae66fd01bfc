"""Who said it: the person whose words each sentence of an article reports."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.article import Language, Speaker
from index.attribution import Reference, find_references, role_of
from index.names import People, find_names, gender, is_nominative, is_person_noun, looks_personal
from index.speech import reporting, word_set

_SPEECH = re.compile(r"[-–—―]\s*(?=[^\W_a-zа-яёәғқңөұүһі])")
# «…, – говорит он»: what follows a dash after a comma, an end or a closed quotation
_TAIL = re.compile(r"[,.!?…»”\"]\s*[-–—―]\s*(?=[a-zа-яёәғқңөұүһіA-ZА-ЯЁӘҒҚҢӨҰҮҺІ])")
_TAIL_WORDS = 6
_CLOSED_BY = {"»": "«", "”": "“", '"': '"'}
_ANY_EXPERT = word_set(
    """
    эксперт спикер собеседник собеседница аналитик специалист политик expert analyst сарапшы
    маман speaker талдаушы
    """
)
_HEAD_OF_STATE = re.compile(
    r"(?:глава|лидер)\s+(?:нашего\s+|нашей\s+)?(?:государства|страны|республики|казахстана|рк)"
    r"|президент(?:\s+(?:казахстана|рк|республики(?:\s+казахстан)?|страны))?"
    r"|head of state|president(?: of (?:the republic|kazakhstan|the republic of kazakhstan))?"
    r"|мемлекет басшысы|(?:ел |қазақстан )?президенті?",
    re.IGNORECASE,
)
_HEAD_TITLE = re.compile(
    r"(?:президент\w*|глав\w+ государства|president|мемлекет басшысы)\s+"
    r"(?:(?:рк|казахстана|республики казахстан|of kazakhstan)\s+)?$",
    re.IGNORECASE,
)


def attribute_speakers(
    paragraphs: Sequence[Sequence[str]], language: Language
) -> list[list[Speaker | None]]:
    """The speaker of each sentence of each paragraph of an article; None is the narrator.

    A paragraph that opens with a dash is the speech of one person; in the others each sentence
    that reports someone's words has that person. Names are in the nominative and as full as the
    article gives them, roles as it words them.
    """
    walk = _Walk([sentence for paragraph in paragraphs for sentence in paragraph], language)
    names = [walk.paragraph(paragraph) for paragraph in paragraphs]
    # roles may come after the first words of a person, so they are filled in last
    return [
        [walk.people.speaker(name) if name else None for name in paragraph] for paragraph in names
    ]


class _Walk:
    """Goes through an article and remembers who spoke and who was named last."""

    def __init__(self, sentences: Sequence[str], language: Language) -> None:
        self.language: Language = language
        self.people = People(sentences, language)
        self.head = _head_of_state(sentences, language, self.people)
        # the latest last
        self.speakers: list[str] = []
        self.named: list[str] = []
        self.spoken_before: str | None = None
        self.introduced: str | None = None
        self.presented: str | None = None
        for sentence in sentences:
            for name in find_names(sentence, language):
                if " " in name.words and is_nominative(name.words, language):
                    full = self.people.full_name(name.words)
                    self.people.remember(full, role_of(sentence, name, language))

    def paragraph(self, sentences: Sequence[str]) -> list[str | None]:
        """The speakers' names of a paragraph."""
        speech = bool(sentences) and bool(_SPEECH.match(sentences[0]))
        if speech and not sentences[0].rstrip().endswith(";"):
            name = self._speech(sentences)
            names: list[str | None] = [name] * len(sentences)
        else:
            names, name = self._narration(sentences), None
        last = sentences[-1].rstrip() if sentences else ""
        if name or not (speech and last.endswith("?")):
            self.spoken_before = name
        self.presented = None if speech else self._subject(last)
        latest = self.named[-1] if self.named else None
        self.introduced = names[-1] or latest if last.endswith(":") else None
        return names

    def _subject(self, sentence: str) -> str | None:
        """The person whom a sentence is about: «Дипломат Казбек Бейсебаев видит в этом …»."""
        name = next(iter(find_names(sentence, self.language)), None)
        if name is None or not is_nominative(name.words, self.language):
            return None
        full = self.people.full_name(name.words)
        opens = role_of(sentence, name, self.language) or not sentence[: name.start].strip()
        return full if " " in full and opens and self._is_person(full) else None

    def _speech(self, sentences: Sequence[str]) -> str | None:
        """Who speaks in a paragraph of direct speech."""
        references = [
            reference
            for sentence in sentences
            for reference in _tail_references(sentence, self.language)
        ]
        for reference in references:
            name = self._resolve(reference, direct=True)
            if name:
                self._said(name)
                return name
        if references or sentences[-1].rstrip().endswith("?"):
            # someone unnamed, or an interviewer's question
            return None
        return self.introduced or self.spoken_before

    def _said(self, name: str) -> None:
        self.speakers.append(name)
        self.named.append(name)

    def _narration(self, sentences: Sequence[str]) -> list[str | None]:
        """The speakers of a narrator's paragraph, sentence by sentence."""
        names: list[str | None] = []
        depth = 0
        waiting: list[int] = []
        quoting: str | None = None
        for position, sentence in enumerate(sentences):
            inside = depth > 0
            depth = max(0, depth + _open_quotes(sentence, inside=inside))
            name = self._reported(sentence, quoted=inside)
            if name:
                for earlier in waiting:
                    names[earlier] = name
                waiting, quoting = [], name
            elif inside and quoting:
                name = quoting
            elif quoting and sentence[0] in '«“"-–—':
                # «…», – сказал он. «…»
                name = quoting
            else:
                quoting = None
            names.append(name)
            if not name and (depth > 0 or inside):
                waiting.append(position)
            if depth == 0:
                waiting = []
            self._notice(sentence, name)
        return names

    def _reported(self, sentence: str, *, quoted: bool) -> str | None:
        """The person whose words a narrator's sentence reports."""
        if quoted:
            # the rest of a quotation, then perhaps who said it
            closing = next((mark for mark in sentence if mark in _CLOSED_BY), None)
            if closing is None:
                return None
            sentence = _CLOSED_BY[closing] + sentence
        for reference in find_references(sentence, self.language):
            name = self._own_antecedent(sentence, reference) or self._resolve(reference)
            if name:
                return name
        return None

    def _own_antecedent(self, sentence: str, reference: Reference) -> str | None:
        """The person named in a sentence before its pronoun: "Keller doubts it: in his view …"."""
        source = reporting(self.language).sources.search(sentence)
        if not reference.pronoun or source is None:
            return None
        for name in find_names(sentence[: source.start()], self.language):
            full = self.people.full_name(name.words)
            if " " in full and is_nominative(name.words, self.language) and self._is_person(full):
                return full
        return None

    def _notice(self, sentence: str, speaker: str | None) -> None:
        """Keep who was named, for the pronouns that follow."""
        if speaker:
            self._said(speaker)
            return
        for name in find_names(sentence, self.language):
            full = self.people.full_name(name.words)
            if " " in full and is_nominative(name.words, self.language) and self._is_person(full):
                self.named.append(full)
                return

    def _is_person(self, name: str) -> bool:
        """Whether it is surely a person's name: it has a role, or is in the Russian dictionary."""
        if self.people.role(name):
            return True
        return self.language == "ru" and looks_personal(name, "ru")

    def _resolve(self, reference: Reference, *, direct: bool = False) -> str | None:
        """The full name of the person meant."""
        if reference.name:
            name = self.people.full_name(reference.name)
            if " " not in name and not (reference.role or looks_personal(name, self.language)):
                return None
            if reference.role:
                self.people.remember(name, reference.role)
            return name
        if reference.pronoun:
            # in direct speech the one who spoke goes on, unless the paragraph before is of another;
            # in a narrator's it is the one named last
            candidates = self.speakers[::-1] + self.named[::-1] if direct else self.named[::-1]
            if direct and self.presented:
                candidates = [self.presented, *candidates]
            agree = (n for n in candidates if _agrees(gender(n, self.language), reference.gender))
            return next(agree, None)
        return self._by_role(reference.role or "")

    def _by_role(self, role: str) -> str | None:
        """The person called by a role alone."""
        words = role.lower().split()
        if not words:
            return None
        if _HEAD_OF_STATE.fullmatch(role):
            return self.head
        any_expert = self.speakers and {words[0], words[-1]} & _ANY_EXPERT
        return self.people.by_role(role) or (self.speakers[-1] if any_expert else None)


def _tail_references(sentence: str, language: Language) -> list[Reference]:
    """The clauses of reporting after a dash in a sentence of direct speech."""
    found: list[Reference] = []
    starts = [match.end() for match in _TAIL.finditer(sentence)]
    for start, end in pairwise([*starts, len(sentence)]):
        clause = sentence[start:end]
        head = " ".join(clause.split()[:_TAIL_WORDS])
        if clause[:1].islower() or any(find_references(head, language)):
            found += find_references(f"«», – {clause}", language)
    return found


def _open_quotes(sentence: str, *, inside: bool) -> int:
    """How many quotations the sentence opens and leaves open, less those that it closes."""
    opened = sum(map(sentence.count, "«“„")) - sum(map(sentence.count, "»”"))
    if opened or not sentence.count('"') % 2:
        return opened
    if inside:
        return -1
    return 1 if sentence.startswith('"') or re.search(r'[\s(]"\w', sentence) else 0


def _agrees(left: str | None, right: str | None) -> bool:
    return left is None or right is None or left == right


def _head_of_state(sentences: Sequence[str], language: Language, people: People) -> str | None:
    """The person most often called president or head of state without another country's name."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        for name in find_names(sentence, language):
            title = _HEAD_TITLE.search(sentence[: name.start])
            before = sentence[: title.start()].split() if title else []
            # «пресс-секретарь президента Берик Уали» is no president
            if title and not (before and is_person_noun(before[-1], language)):
                counts[people.full_name(people.base(name.words))] += 1
    return counts.most_common(1)[0][0] if counts else None
