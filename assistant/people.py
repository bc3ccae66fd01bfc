"""Questions about people: what they said, who said something, who they are."""

from assistant.facts import facts, missing
from assistant.question import Question, asks_who_said, reports
from assistant.romanised import same_name
from index.article import Language, Passage, Sentence
from index.attribution import role_of
from index.names import find_names


def wants(question: Question, sentence: Sentence, language: Language) -> bool:
    """Whether a sentence can answer as far as its speaker goes.

    What X said is answered by X's words alone, or as others report it, by sentences that name X;
    who said something by anybody's words but those of the people whom the question names.
    """
    speaker = sentence.speaker
    if question.kind == "what-said" and question.person:
        return speaker is not None and is_named(question.person, speaker.name, question, language)
    if question.kind == "reported" and question.person:
        return reports(sentence.text, language) and any(
            is_named(question.person, found.words, question, language)
            for found in find_names(sentence.text, language)
        )
    if asks_who_said(question):
        return speaker is not None and not any(
            is_named(name.text, speaker.name, question, language)
            for name in question.names
            if name.kind == "person"
        )
    return True


def introduces(question: Question, passage: Passage, sentence: Sentence) -> float:
    """How well a sentence says who the person is whom the question asks about: 0, 0.5 or 1.

    1 where it gives the role in full, as the article words it, 0.5 where it gives any.
    """
    if question.kind != "who" or question.expects is not None:
        return 0.0
    asked = [name.text for name in question.names if name.kind != "country"]
    speaker = sentence.speaker
    if speaker and any(is_named(name, speaker.name, question, passage.language) for name in asked):
        return 1.0 if speaker.role and speaker.role in sentence.text else 0.0
    introduced = any(
        is_named(name, found.words, question, passage.language)
        and role_of(sentence.text, found, passage.language)
        for name in asked
        for found in find_names(sentence.text, passage.language)
    )
    return 0.5 if introduced else 0.0


def is_named(asked: str, name: str, question: Question, language: Language) -> bool:
    """Whether a name as the question has it, in any case or alphabet, is this name."""
    wanted = facts(f", {asked}", question.language)  # not as if it opened a sentence
    if wanted.names:
        return not missing(wanted, [(name, language)])
    # A name that is also a word («Трамп») is none to `facts`.
    return bool(asked) and any(same_name(asked.split()[-1], word) for word in name.split())
