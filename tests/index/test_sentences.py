import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sentences import split_sentences

TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \n\t\r\u00a0.!?…«»“”\"'-–—:;,0123456789()"),
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("абвАБВәқӘҚabcABC\u0306\u0301👍🏽\u200d\u00ad"),
    ),
    max_size=300,
)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("ru", ["Вложили 2,5 млрд. долл. США в 2024 г. и ушли.", "Затем С. Лавров уехал."]),
        ("ru", ["Договор действует с 2024 г.", "Затем он был продлен на пять лет."]),
        ("ru", ["В 2024 г. Казахстан вышел на рынок.", "Цены выросли."]),
        ("ru", ["Соглашение Freedom Holding Corp. и NVIDIA подписано.", "Это 2 млрд."]),
        ("ru", ["«Мы готовы!» - сказал он.", "«Когда?» – отмечает Иванов."]),
        ("ru", ["Музей им. Абая открыт, т.е. работает.", "Приходите на ул. Ленина, д. 5."]),
        ("ru", ["– Мы ждем, – сказал посол.", "– Время есть."]),
        ("en", ["Mr. Rubio met U.S. President Trump.", "Sen. John Smith agreed."]),
        ("en", ["They flew to the U.S.", "The visit was short."]),
        ("en", ["Apple Inc. CEO Tim Cook came on Nov. 5 and left.", "It bought 787-9 jets."]),
        ("en", ["“Yes!” said Dr. Brown.", "He left at 5 p.m. on Friday."]),
        ("kk", ["Жиын 2024 ж. өтті.", "Қ. Тоқаев сөз сөйледі.", "5 млрд. теңге бөлінді."]),
        ("kk", ["«Біз дайынбыз!» – деді ол.", "Астана қ. Достық көш. 1-үй."]),
    ],
)
def test_sentences(language: str, sentences: list[str]) -> None:
    text = "  ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text, language)] == sentences


def test_lists_and_blank_lines_end_sentences() -> None:
    text = "Подписано:\n- мост\n- дорога\n\nконец"
    assert [text[a:b] for a, b in split_sentences(text, "ru")] == [
        "Подписано:",
        "- мост",
        "- дорога",
        "конец",
    ]


@settings(max_examples=150, deadline=None)
@given(TEXT, st.sampled_from(["ru", "en", "kk"]))
def test_every_character_is_in_one_sentence(text: str, language: str) -> None:
    last, covered = 0, ""
    for start, end in split_sentences(text, language):
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        covered += text[start:end]
        last = end
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["!", "слово ", "Слово за слово. ", "«»", "а"])
def test_time_grows_with_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        begun = time.process_time()
        split_sentences(text, "ru")
        return time.process_time() - begun

    seconds(1000)
    assert seconds(80_000) < 12 * seconds(20_000) + 0.1
