"""Who says what in sentences of any make: none may stop an article from being read."""

from hypothesis import given, settings
from hypothesis import strategies as some

from index.article import Speaker
from index.speakers import attribute_speakers
from index.speech import reporting

NAMES = ("Асқар Бекұлы", "Елена Смирнова", "John Smith", "Токаева", "NATO")
ODD = (
    "он", "ол", "she", "he", "его", "оның", "Айтуынша", "айтуынша", "сөзінше", "пікірінше", "деп",
    "деді", "по словам", "По мнению", "according to", "as", "как", "эксперт", "министр",
    "сарапшы", "the minister", "что", "that", "«", "»", '"', "“", "”", "–", "-", ",", ":", ".", "…",
)  # fmt: skip


@given(some.data(), some.sampled_from(["ru", "kk", "en"]))
@settings(max_examples=400, deadline=None)
def test_any_order_of_the_words_of_reporting(data, language) -> None:
    of = reporting(language)
    verbs = sorted(of.verbs | of.weak_verbs | of.naming)
    word = some.sampled_from((*NAMES, *ODD, *verbs))
    sentence = some.lists(word, min_size=1, max_size=9).map(" ".join)
    paragraphs = data.draw(some.lists(some.lists(sentence, min_size=1, max_size=3), max_size=3))
    found = attribute_speakers(paragraphs, language)
    assert [len(one) for one in found] == [len(paragraph) for paragraph in paragraphs]


def test_ten_is_no_pronoun_in_kazakh() -> None:
    said = "Кеше Алматыда он шақты адам келді деді Бауыржан Есенов."
    ((speaker,),) = attribute_speakers([[said]], "kk")
    assert speaker == Speaker("Бауыржан Есенов")


def test_in_his_words_without_a_name_is_of_whom_was_named_last() -> None:
    sentences = [
        "Экономист Бауыржан Есенов баға өскенін айтты.",
        "Айтуынша, көрсеткіш 3,1 миллиард еуроға жеткен.",
    ]
    (speakers,) = attribute_speakers([sentences], "kk")
    assert speakers == [Speaker("Бауыржан Есенов", "Экономист")] * 2
