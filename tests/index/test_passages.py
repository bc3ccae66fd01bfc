from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.passages import LONG, SHORT, split_passages
from index.reading import read_article
from tests.index.test_sentences import TEXT

ROOT = Path(__file__).parents[2]
LONG_PARAGRAPH = "Поезд идет из Алматы в Астану. " * 12


def article(text: str, language: str = "ru", title: str = "Заголовок") -> Article:
    return Article("a", title, text, language, None, None, None, "a.md", "0")


def headings(text: str) -> list[tuple[str | None, str]]:
    return [(p.heading, p.text.split(".")[0]) for p in split_passages(article(text))]


@pytest.fixture(scope="module")
def kazinform() -> Article:
    return read_article(ROOT / "docs" / "politicheskiy-pocherk-tokaeva.md", ROOT / "docs")


def test_sections_of_the_article(kazinform: Article) -> None:
    passages = split_passages(kazinform)
    first, second, third = dict.fromkeys(passage.heading for passage in passages)
    assert first == "Это не треугольник, а более сложная геометрия"
    assert (second, third) == ("На языке партнера", "Системное союзничество")
    by_heading = {passage.heading: passage.text for passage in reversed(passages)}
    assert by_heading[first].startswith("Год еще не закончился")
    assert by_heading[second].startswith("В Китае в начале сентября")
    assert by_heading[third].startswith("Всего через шесть дней")
    assert not any("akorda" in passage.text.lower() for passage in passages)


def test_markdown_headings() -> None:
    text = f"# Заголовок\n\n{LONG_PARAGRAPH}\n\n## Экономика\n{LONG_PARAGRAPH}"
    assert [heading for heading, _ in headings(text)] == [None, "Экономика"]


@pytest.mark.parametrize("line", ["Он сказал:", "Это конец.", "- пункт", "слово", "Почему?", "12"])
def test_what_is_no_heading(line: str) -> None:
    assert {h for h, _ in headings(f"{LONG_PARAGRAPH}\n\n{line}\n\n{LONG_PARAGRAPH}")} == {None}


def test_list_of_short_lines_is_kept() -> None:
    text = f"{LONG_PARAGRAPH}\n\nАлматы\n\nАстана\n\nШымкент\n\nКонец.\n\n{LONG_PARAGRAPH}"
    kept = " ".join(passage.text for passage in split_passages(article(text)))
    assert "Алматы" in kept
    assert "Астана" in kept


def test_single_newlines_separate_long_lines_and_join_wrapped_ones() -> None:
    lines = split_passages(article(f"{LONG_PARAGRAPH}\n{LONG_PARAGRAPH}"))
    wrapped = split_passages(article("Поезд идет из\nАлматы в Астану\nкаждый день.\nОн быстрый."))
    assert len(lines) == 2
    assert [s.text for s in wrapped[0].sentences] == [
        "Поезд идет из\nАлматы в Астану\nкаждый день.",
        "Он быстрый.",
    ]


def test_short_paragraphs_join_within_a_section_and_a_speaker() -> None:
    text = f"Один.\n\nДва.\n\n## Далее\n\nТри.\n\n{LONG_PARAGRAPH}"
    assert [p.text.split()[0] for p in split_passages(article(text))] == ["Один.", "Три."]
    talk = "– Да, – сказал Иван Петров.\n\n– Нет, – ответила Анна Ким.\n\nОни ушли."
    assert [p.speaker and p.speaker.name for p in split_passages(article(talk))] == [
        "Иван Петров",
        "Анна Ким",
        None,
    ]


def test_long_paragraphs_are_split_evenly_at_sentences() -> None:
    passages = split_passages(article("Поезд идет из Алматы в Астану каждый день. " * 60))
    assert len(passages) == 2
    assert all(SHORT < len(p.text) <= LONG and p.text.endswith(".") for p in passages)


def test_a_sentence_too_long_is_cut_at_words() -> None:
    passages = split_passages(article("слово, " * 1000 + "конец"))
    assert all(len(p.text) <= LONG and p.text.startswith("слово") for p in passages)


def test_only_a_heading() -> None:
    assert [p.text for p in split_passages(article("# Мост"))] == ["# Мост"]
    assert split_passages(article("")) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(TEXT, st.sampled_from(["# Раздел", "Раздел", "- Да, - сказал он."]))),
    st.sampled_from(["\n\n", "\n", "\r\n\r\n"]),
    st.sampled_from(["ru", "en", "kk"]),
)
def test_offsets_of_any_text(parts: list[str], newline: str, language: str) -> None:
    text = newline.join(parts)
    last, covered = 0, 0
    for passage in split_passages(article(text, language)):
        assert passage.text == text[passage.start : passage.end]
        assert len(passage.text) <= LONG
        assert last <= passage.start == passage.sentences[0].start
        for sentence in passage.sentences:
            assert last <= sentence.start < sentence.end
            assert not text[last : sentence.start].strip() or passage.sentences[0] == sentence
            assert sentence.text == text[sentence.start : sentence.end]
            covered += len("".join(sentence.text.split()))
            last = sentence.end
        assert last == passage.end
    assert covered <= len("".join(text.split()))


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_all_of_a_text_without_headings(text: str) -> None:
    sentence = text.replace("#", "") + "."
    text = "\n\n".join([sentence.replace("\n", " "), "Конец."])
    found = "".join(s.text for p in split_passages(article(text)) for s in p.sentences)
    assert "".join(found.split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["слово ", "а", "Поезд идет. "])
def test_a_megabyte_in_one_line(unit: str) -> None:
    text = (unit * 1_000_000)[:1_000_000]
    passages = split_passages(article(text))
    assert sum(len("".join(p.text.split())) for p in passages) == len("".join(text.split()))
