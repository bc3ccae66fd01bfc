import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import abstention
import corpus
import falsified
import fit_check
import latency
import mean_token
import readers
import reading
import retrieval
import sentences
import span_reader
import support_reader
import torch

from assistant.abstention import FEATURES, READERS
from assistant.assistant import Assistant
from assistant.batch import BatchQuestion
from assistant.evaluation import report
from index.settings import load_settings
from index.span_reader import load_span_reader
from index.support_reader import load_support_reader


@pytest.fixture(scope="module")
def data(shared, tmp_path_factory) -> Path:
    """Two paragraphs of each of two articles and four Kazakh passages."""
    folder = tmp_path_factory.mktemp("data")
    for language in ("ru", "en"):
        read = json.loads((shared / "data" / f"xquad.{language}.dev.json").read_text("utf-8"))
        read["data"] = read["data"][:2]
        for article in read["data"]:
            article["paragraphs"] = article["paragraphs"][:2]
        (folder / f"xquad.{language}.json").write_text(json.dumps(read), "utf-8")
    rows = (shared / "data" / "kazqad.kk.dev.jsonl").read_text("utf-8").splitlines()[:4]
    (folder / "kazqad.kk.jsonl").write_text("\n".join(rows), "utf-8")
    return folder


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("work")


def test_questions_and_answers_stand_in_their_paragraphs(data, work, encoder):
    read = corpus.xquad(data, "ru")
    asked = json.loads((data / "xquad.ru.json").read_text("utf-8"))["data"]
    answers = [
        (question["question"], question["answers"][0]["text"])
        for article in asked
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    ]
    with corpus.indexed(work / "ru", read.articles, encoder) as found:
        for question, (text, answer) in zip(read.questions, answers, strict=True):
            assert question.text == text
            ((place, offset),) = question.answers.items()
            start = found.spans[place][0] + offset
            article = found.snapshot.articles()[place[0]]
            assert article.text[start:].startswith(answer)
            passages = found.snapshot.passages_of(article.id)
            holding = [p for p in passages if found.holds(p, question.answers)]
            assert any(p.start <= start < p.end for p in holding)


def test_a_missing_set_is_named(tmp_path):
    with pytest.raises(SystemExit, match=r"kazqad\.kk"):
        corpus.kazqad(tmp_path)


@pytest.mark.slow
def test_retrieval(data, work, encoder):
    rows = retrieval.measure_languages(data, work, encoder)
    assert [(row["questions"], row["articles"]) for row in rows] == [
        ("ru", "ru"),
        ("en", "ru"),
        ("en", "en"),
        ("ru", "en"),
        ("kk", "kk"),
    ]
    assert all(0.7 < row["recall@1"] <= row["recall@5"] <= 1 for row in rows)


@pytest.mark.slow
def test_retrieval_from_a_mixture(data, work, encoder):
    rows = retrieval.measure_mixture(data, work, encoder)
    assert len(rows) == 4
    in_own = [row for row in rows if row["question"] == row["answer"]]
    assert all(row["own language only"] >= row["recall@1"] - 0.1 for row in in_own)


@pytest.mark.slow
def test_sentences(data, work, encoder):
    rows = sentences.measure(data, work, encoder)
    assert all(0.5 < row["first"] <= row["in the first two"] <= 1 for row in rows)


@pytest.mark.slow
def test_abstention(data, work, encoder):
    observed = abstention.observe(data, work, encoder)
    questions = len(corpus.xquad(data, "ru").questions)
    for pairs in abstention.PAIRS.values():
        of_pairs = [observed[pair] for pair in pairs]
        assert of_pairs[0].features.shape == (len(abstention.CONDITIONS), questions, len(FEATURES))
        assert abstention.fit(of_pairs).shape == (1 + len(FEATURES),)
        for row in abstention.measure(of_pairs):
            assert row["article removed: AUC"] > 0.8


def test_the_mean_token_is_that_of_the_index(data):
    read = (corpus.xquad(data, "ru"), corpus.xquad(data, "en"), corpus.kazqad(data))
    (kept,) = json.loads(mean_token.FILE.read_text("utf-8")).values()
    mean = mean_token.mean_token(read)
    cosine = mean @ np.array(kept) / np.linalg.norm(mean) / np.linalg.norm(kept)
    assert cosine > 0.95  # a handful of paragraphs


def test_the_span_reader_learns(data, encoder):
    sets = [reading.read_squad(data / f"xquad.{name}.json", encoder, 4) for name in ("ru", "en")]
    for one in sets:
        assert len(one.questions) > 10
        for asked in one.questions:
            (answer,) = asked.answers
            assert 0 <= answer.first <= answer.last < len(one.states[answer.passage])
            assert answer.passage not in asked.nearest
    batch = [(one, asked) for one in sets for asked in one.questions[:4]]
    untrained, trained = (span_reader.train(sets, steps) for steps in (1, 40))
    with torch.no_grad():
        before, after = (span_reader.loss(r, [], batch).item() for r in (untrained, trained))
    assert after < before - 1
    shipped = load_span_reader(encoder.dimension).state_dict()
    assert {name: weight.shape for name, weight in trained.state_dict().items()} == {
        name: weight.shape for name, weight in shipped.items()
    }


NEWS = {
    "src.eng": ["The lake froze early.", "Boats stay in port.", "A bridge opened.", "It cost 9 m."],
    "ref.rus": ["Озеро замёрзло рано.", "Лодки в порту.", "Открыли мост.", "Он стоил 9 млн."],
    "ref.kaz": ["Көл ерте қатты.", "Қайықтар портта.", "Көпір ашылды.", "Ол 9 млн тұрды."],
}
TEST = """<dataset id="newstest2021"><doc id="c"><src lang="ru"><p><seg id="1">Порт расширили.</seg>
<seg id="2">Работы шли год.</seg></p></src><ref lang="en" translator="B"><seg id="1">No.</seg></ref>
<ref lang="en" translator="A"><p><seg id="1">The port was enlarged.</seg>
<seg id="2">It took a year.</seg></p></ref></doc></dataset>"""


def test_news_in_three_languages(tmp_path, encoder, monkeypatch):
    (tmp_path / "n" / "NTREX-128").mkdir(parents=True)
    (tmp_path / "n" / "DOCUMENT_IDS.tsv").write_text("a\na\nb\nb\n")
    for name, lines in NEWS.items():
        file = tmp_path / "n" / "NTREX-128" / f"newstest2019-{name}.txt"
        file.write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "newstest2021.ru-en.all.xml").write_text(TEST, "utf-8")
    asked = {"en": "What froze?", "ru": "Что замёрзло?", "kk": "Не қатты?"}
    rows = [
        {"document": "a", "lines": [0], **asked, "a_en": "lake", "a_ru": "Озеро", "a_kk": "Көл"},
        {"document": "b", "lines": [1], **asked, "a_en": "9 m", "a_ru": "9 млн", "a_kk": "9 млн"},
        {"document": "c", "lines": [1], **asked, "a_en": "a year", "a_ru": "год"},
        {"document": "c", "lines": [], **asked},
    ]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    monkeypatch.setattr(reading, "NEWS_QUESTIONS", questions)
    held_out, rest = (reading.read_news(tmp_path, encoder, of) for of in (True, False))
    assert len(held_out.questions) == 3
    assert len(rest.questions) == 9
    words = {
        rest.passages[answer.passage].text[a:b]
        for asked in rest.questions
        for answer in asked.answers
        for spans in [encoder.token_spans(rest.passages[answer.passage])]
        for a, b in [(spans[answer.first][0], spans[answer.last][1])]
    }
    assert {word.strip(" .") for word in words} == {"9 m", "9 млн", "a year", "год"}
    for one in rest.questions:
        assert {answer.passage for answer in one.answers}.isdisjoint(one.nearest)
    table = span_reader.found(load_span_reader(encoder.dimension).eval(), rest)
    assert [row["question"] for row in table] == ["en", "ru", "kk"]


PEOPLE = (
    ("Anna Brunner", "Анна Бруннер"), ("Igor Semyonov", "Игорь Семёнов"),
    ("Maria Lopez", "Мария Лопес"), ("Peter Novak", "Петер Новак"),
    ("Olga Titova", "Ольга Титова"), ("David Cohen", "Давид Коэн"),
)  # fmt: skip
CITIES = (("Zurich", "Цюрихе"), ("Tver", "Твери"), ("Lima", "Лиме"), ("Brno", "Брно"))


@pytest.fixture(scope="module")
def parallel_news(tmp_path_factory) -> Path:
    """Twelve documents of four lines, in two languages and one of them in another translation."""
    folder = tmp_path_factory.mktemp("news")
    lines: dict[str, list[str]] = {"src.eng": [], "ref.rus": [], "ref.kaz": []}
    for number in range(48):
        (english, russian), (city, town) = PEOPLE[number % 6], CITIES[number % 4]
        boats, year = 11 + number, 1950 + number
        lines["src.eng"].append(f"{english} sold {boats} fishing boats in {city} in {year}.")
        lines["ref.rus"].append(f"В {year} году {russian} продаёт {boats} рыбацких лодок в {town}.")
        lines["ref.kaz"].append(f"{year} жылы {russian} {boats} балық аулайтын қайық сатты.")
    (folder / "DOCUMENT_IDS.tsv").write_text("".join(f"d{i // 4}\n" for i in range(48)))
    (folder / "NTREX-128").mkdir()
    for name, read in lines.items():
        file = folder / "NTREX-128" / f"newstest2019-{name}.txt"
        file.write_text("\n".join(read) + "\n", "utf-8")
    other = [line.replace("sold", "has been selling") for line in lines["src.eng"]]
    for place, name, read in (
        ("sources", "src.ru", lines["ref.rus"]),
        ("references", "ref.refA.en", lines["src.eng"]),
        ("system-outputs", "hyp.Online-W.en", other),
    ):
        (folder / "txt" / place).mkdir(parents=True)
        file = folder / "txt" / place / f"newstest2021.ru-en.{name}"
        file.write_text("\n".join(read) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def read_news(parallel_news, encoder) -> support_reader.News:
    return support_reader.read(parallel_news, encoder)


def test_what_is_false_in_a_line_and_where(parallel_news):
    windows, lines = falsified.read_lines(parallel_news, falsified.random.Random(0))
    true = {(line.window, line.language): line for line in lines if line.done == "true"}
    done = {line.done for line in lines}
    assert {"true", "name", "number", "date", "denied"} <= done
    for line in lines:
        assert (line.window, line.language) in windows
        assert bool(line.false) == (line.done != "true")
        for start, end in line.false:
            assert line.text[start:end].strip()
            if line.done in ("name", "number", "date"):
                put = rf"\b{re.escape(line.text[start:end])}\b"
                assert not re.search(put, windows[line.window, line.language])
    reworded = [line for line in lines if line.reworded]
    assert reworded
    assert all("has been selling" in line.text for line in reworded if line.done == "true")
    assert {language for _, language in true} == {"en", "ru", "kk"}


@pytest.mark.slow
def test_the_support_reader_learns(read_news, encoder):
    chance = falsified.random.Random(3)
    rows = [support_reader.draw(read_news, one, chance) for one in read_news.stated[:60]]
    for row in rows:
        assert len(row.labels) == len(row.stated.tokens)
        assert set(row.labels.tolist()) <= {-1.0, 0.0, 1.0}
    untrained, trained = (
        support_reader.train(read_news, steps, encoder.dimension) for steps in (1, 60)
    )
    with torch.no_grad():
        before, after = (support_reader.loss(r, rows).item() for r in (untrained, trained))
    assert after < before - 0.3
    table = support_reader.measure(trained, read_news)
    assert {"en on ru", "ru on en", "kk on ru"} <= {row["statement"] for row in table}
    shipped = load_support_reader(encoder.dimension).state_dict()
    assert {name: weight.shape for name, weight in trained.state_dict().items()} == {
        name: weight.shape for name, weight in shipped.items()
    }


@pytest.mark.slow
def test_the_check_is_fitted(data, encoder):
    texts = {own: fit_check.paragraphs(data, own, encoder) for own in ("ru", "en")}
    pairs, names = fit_check.of_xquad(texts, 5)
    rows = fit_check.rows_of_pairs(pairs, encoder)
    kept = json.loads(fit_check.FILE.read_text("utf-8"))
    for title, of, used in (
        ("same", rows["same"], fit_check.FEATURES),
        ("cross read", rows["cross"], fit_check.FEATURES + fit_check.READ_FEATURES),
    ):
        fitted = fit_check.fit(of, used, 0.1)
        assert list(fitted) == list(kept[title]) == ["intercept", *used]
    assert {real for *_, real in names} == {True, False}


def test_questions_about_news_are_whole():
    rows = [json.loads(line) for line in reading.NEWS_QUESTIONS.read_text("utf-8").splitlines()]
    assert len(rows) > 4000
    for row in rows:
        assert all(row[language].strip() for language in ("en", "ru", "kk")), row
        assert bool(row["lines"]) == ("a_ru" in row) == ("a_en" in row), row


@pytest.mark.slow
def test_latency(indexed):
    asked = BatchQuestion(1, "Что такое многовекторность?", (), "", {})
    rows = latency.measure([asked], Assistant(indexed))
    assert [row["step"] for row in rows] == ["search", "answer", "whole"]
    assert all(row["median, ms"] >= 0 for row in rows)


@pytest.mark.slow
def test_readers(work):
    folders = readers.sets(Path(__file__).parents[1] / "readers")
    assert [folder.parent.name for folder in folders[-2:]] == ["held_out", "held_out"]
    folder = next(folder for folder in folders if folder.name == "uzbekistan")
    settings = load_settings(docs=folder / "docs", store=work / folder.name)
    found = list(readers.graded(folder, readers.opened(settings)))
    assert len(found) == 18
    rates = report([one for one, _ in found])["all"]
    assert rates["verbatim"] == rates["markers"] == 1
    assert rates["answered"] > 0.6
    assert rates["abstained"] > 0.6
    features = [(one.gold.answerable, row) for one, seen in found for _, row in seen]
    weighed = readers.fit(
        (right, np.array([row for answering, row in features if answering is right]), 0.5)
        for right in (True, False)
    )
    assert list(weighed) == ["intercept", *READERS]
    assert weighed["quoted"] > 0
