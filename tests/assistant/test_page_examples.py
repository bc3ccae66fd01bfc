from assistant.page.examples import SHOWN, WRITTEN, example_questions
from index.article import Passage, Sentence, Speaker

SPOKEN = Sentence(0, 1, "x", Speaker("Никита Шаталов"))
PASSAGE = Passage("a", 0, 1, "x", "ru", None, (SPOKEN,))


def test_only_answered_questions_are_shown():
    chosen = example_questions([PASSAGE], lambda question: question == WRITTEN["ru"][1])
    assert chosen == {"ru": [WRITTEN["ru"][1]], "kk": [], "en": []}


def test_where_the_articles_are_others_their_speakers_are_asked_about():
    chosen = example_questions([PASSAGE], lambda question: "Шаталов" in question)
    assert chosen == {
        "ru": ["Что говорит Никита Шаталов?"],
        "kk": ["Никита Шаталов не дейді?"],
        "en": ["What does Никита Шаталов say?"],
    }


def test_no_more_than_fit_are_asked_for():
    asked = []
    chosen = example_questions([PASSAGE], lambda question: asked.append(question) or True)
    assert all(len(questions) == SHOWN for questions in chosen.values())
    assert len(asked) == 3 * SHOWN
