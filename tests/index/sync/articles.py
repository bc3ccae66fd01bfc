"""Articles to sync, what is in an index, and syncs in processes of their own."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.store import Store
from index.vectors import collection_names, place_of
from tests.index.hashing_encoder import HashingEncoder

ROOT = Path(__file__).parents[3]
TOPICS = ("газ", "нефть", "уран", "вода", "порт", "мост", "банк", "налог", "спорт", "театр")


def paragraph(topic: str, word: str, number: int) -> str:
    return (
        f"{topic.capitalize()} {word} номер {number}: стороны обсудили поставки, сроки и цены. "
        f"Министр сообщил, что {topic} {word} остаётся важной темой года. "
        f"Договор о том, как {topic} {word} пойдёт дальше, подпишут в Астане осенью, если к тому "
        "времени будут готовы все приложения и расчёты."
    )


def write(docs: Path, name: str, word: str, paragraphs: int = 4) -> None:
    docs.mkdir(exist_ok=True)
    topic = TOPICS[hash_of(name) % len(TOPICS)]
    body = "\n\n".join(paragraph(topic, word, number) for number in range(paragraphs))
    (docs / f"{name}.md").write_text(
        f"---\ntitle: Статья {name}\nlanguage: ru\n---\n\n{body}\n", encoding="utf-8"
    )


def hash_of(name: str) -> int:
    return sum(map(ord, name))


# Where the vectors lie; the environment tells the processes that a test starts.
anywhere = pytest.mark.parametrize("settings", ["in folders", "on a server"], indirect=True)


@contextmanager
def snapshot(settings, model="hashing"):
    place = place_of(settings)
    with Store(settings.store, model, place) as store, store.snapshot() as taken:
        yield taken


def words(taken) -> set[str]:
    """The second word of every article: what `write` was given."""
    return {article.text.split()[1] for article in taken.articles()}


def written(settings) -> set[str]:
    """The vector collections of the store, those that nobody reads too."""
    store_id = (settings.store / "id").read_text("ascii")
    return collection_names(place_of(settings, store_id))


def assert_whole(taken) -> None:
    """Articles, passages, keywords and vectors belong together."""
    everything = taken.passage_count()
    keys = set()
    for article in taken.articles():
        for passage in taken.passages_of(article.id):
            assert article.text[passage.start : passage.end] == passage.text
    vector = HashingEncoder().vector("что угодно")
    found = taken.nearest(vector, everything + 5)
    keys = [key for key, _ in found]
    assert len(keys) == len(set(keys)) == everything
    vectors = taken.vectors(keys) if keys else []
    for (_, cosine), passage_vector in zip(found, vectors, strict=True):
        assert cosine == pytest.approx(float(vector @ passage_vector), abs=1e-3)
    if keys:
        by_keyword = taken.keyword_scores(list(map(str, range(310))), everything + 5, "ru")
        assert {key for key, _ in by_keyword} == set(keys)


def run_python(code: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


SYNC = """
import os, sys, time
from pathlib import Path
from index.errors import IndexingError
from index.settings import Settings
from index.sync import sync
from tests.index.hashing_encoder import HashingEncoder

class Slow(HashingEncoder):
    def encode_passages(self, passages):
        for passage in super().encode_passages(passages):
            time.sleep(float(sys.argv[3]))
            yield passage

settings = Settings(docs=Path(sys.argv[1]), store=Path(sys.argv[2]), _env_file=None)
if "as nobody" in sys.argv:
    os.setuid(65534)
if sys.argv[5:] and sys.argv[5].startswith("limit"):
    import resource
    size = int(sys.argv[5].split()[1]) * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
print("go", flush=True)
try:
    report = sync(settings, Slow(), wait=float(sys.argv[4]))
    print(report.embedded)
except IndexingError as error:
    print(error)
"""
