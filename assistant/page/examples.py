"""Example questions for an empty conversation: only those that the indexed articles answer."""

from collections import Counter
from collections.abc import Callable, Iterable

from index.article import Language, Passage

WRITTEN: dict[Language, tuple[str, ...]] = {
    "ru": (
        "На какую сумму подписаны соглашения в Вашингтоне?",
        "Какого объёма достигла торговля с Китаем?",
        "Сколько американских компаний работает в Казахстане?",
    ),
    "kk": (
        "Вашингтонда қандай сомаға келісімдерге қол қойылды?",
        "Қытаймен сауда көлемі қаншаға жетті?",
        "Қазақстанда қанша американдық компания жұмыс істейді?",
    ),
    "en": (
        "What were the agreements signed in Washington worth?",
        "How large has trade with China become?",
        "How many American companies work in Kazakhstan?",
    ),
}
_ABOUT_SPEAKER: dict[Language, str] = {
    "ru": "Что говорит {}?",
    "kk": "{} не дейді?",
    "en": "What does {} say?",
}
SHOWN = 3


def example_questions(
    passages: Iterable[Passage], answered: Callable[[str], bool]
) -> dict[Language, list[str]]:
    """At most three questions a language, each of which the articles answer.

    The written ones come first; where other articles leave them unanswered, questions about the
    people who speak most in the articles take their place. `answered` asks the assistant.
    """
    speakers = Counter(
        sentence.speaker.name
        for passage in passages
        for sentence in passage.sentences
        if sentence.speaker
    )
    chosen: dict[Language, list[str]] = {}
    for language, written in WRITTEN.items():
        about = (_ABOUT_SPEAKER[language].format(name) for name, _ in speakers.most_common(SHOWN))
        chosen[language] = []
        for question in (*written, *about):
            if len(chosen[language]) < SHOWN and answered(question):
                chosen[language].append(question)
    return chosen
