import pytest

from assistant.absence import says_nothing_is_there
from assistant.markers import without_markers


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("It is so [1][2].", (1, 2)),
        ("It is so [1, 2-4].", (1, 2, 3, 4)),
        ("It is so [1] and [3].", (1, 3)),
        ("It is so【4】.", (4,)),
        ("It is so【4†source】.", (4,)),
        ("It is so (2).", (2,)),
        ("It is so. (2)", (2,)),
        ("It is so (Source 2).", (2,)),
        ("It is so [Sources 1 and 2].", (1, 2)),
        ("It is so [^3].", (3,)),
        ("It is so ^3.", (3,)),
        ("It is so².¹", (2, 1)),
        ("It is so [[5]].", (5,)),
        ("According to source [2], it is so.", (2,)),
        ("According to Source 2, it is so.", (2,)),
        ("Source 2 states that it is so.", (2,)),
        ("Based on the provided sources, it is so [1].", (1,)),
        ("Answer: it is so [1].", (1,)),
    ],
)
def test_markers_of_every_fashion_are_read(sentence, numbers):
    assert without_markers(sentence) == ("It is so.", numbers)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Согласно источнику 2, это так.", ("Это так.", (2,))),
        ("Как видно, это так (источник 2).", ("Как видно, это так.", (2,))),
        ("В источнике 3 говорится, что это так.", ("Это так.", (3,))),
        ("Дереккөздерге сәйкес, бұл солай [1].", ("Бұл солай.", (1,))),
        ("Бұл солай [2-дереккөз].", ("Бұл солай.", (2,))),
    ],
)
def test_in_russian_and_kazakh_too(sentence, expected):
    assert without_markers(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Five (5) states signed it.",
        "The area is 12 km².",
        "It grew to 10^9.",
        "In [brackets] it says (2025).",
        "According to the minister, it is so.",
    ],
)
def test_what_is_no_marker_stays(sentence):
    assert without_markers(sentence) == (sentence, ())


@pytest.mark.parametrize(
    "sentence",
    [
        "NOT IN THE SOURCES",
        "The provided sources do not mention it.",
        "There is no information about this in the given sources.",
        "I don't know.",
        "В источниках об этом не говорится.",
        "Источники не сообщают, сколько это стоило.",
        "Информации об этом в предоставленных материалах нет.",
        "Дереккөздерде бұл туралы айтылмаған.",
        "Бұл туралы ақпарат жоқ.",
    ],
)
def test_absence_is_known_in_whatever_words(sentence):
    assert says_nothing_is_there(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Kazakhstan has no common border with the USA.",
        "Казахстан не вступил в союз.",
        "Қазақстан бұл одаққа кірген жоқ.",
        "The source of the Irtysh is in China.",
    ],
)
def test_what_is_denied_is_no_absence(sentence):
    assert not says_nothing_is_there(sentence)
