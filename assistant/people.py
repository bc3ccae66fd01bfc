"""Questions about people: what they said, who said something, who they are."""

from assistant.facts import facts, missing
from assistant.question import Question, asks_who_said
from index.article import Language, Sentence
from index.attribution import role_of
from index.names import find_names


def wants(question: Question, sentence: Sentence, language: Language) -> bool:
    """Whether a sentence can answer as far as its speaker goes.

    What X said is answered by X's words alone, and who said something by anybody's words but
    those of the people whom the question names.
    """
    speaker = sentence.speaker
    if question.person:
        return speaker is not None and is_named(question.person, speaker.name, question, language)
    if asks_who_said(question):
        return speaker is not None and not any(
            is_named(name.text, speaker.name, question, language)
            for name in question.names
            if name.kind == "person"
        )
    return True


def introduces(question: Question, sentence: Sentence, language: Language) -> bool:
    """Whether a sentence says who the person is whom the question asks about."""
    if question.kind != "who" or question.expects is not None:
        return False
    return any(
        is_named(asked.text, name.words, question, language)
        and role_of(sentence.text, name, language)
        for asked in question.names
        if asked.kind != "country"
        for name in find_names(sentence.text, language)
    )


def is_named(asked: str, name: str, question: Question, language: Language) -> bool:
    """Whether a name as the question has it, in any case or alphabet, is this name."""
    wanted = facts(f"— {asked}", question.language)
    return bool(wanted.names) and not missing(wanted, [(name, language)])
