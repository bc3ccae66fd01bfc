import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*ROOT.glob("index/**/*.py"), *ROOT.glob("assistant/**/*.py"), ROOT / "ui.py"])
OWN = ["index", "assistant", "ui"]  # each may import those before it, and itself
HEAVY = ["torch", "transformers", "sentence_transformers", "chromadb", "gradio", "pymorphy3"]


def imported(file: Path) -> dict[str, int]:
    """Top-level names of all modules that a file imports, anywhere in it, with their lines."""
    names = {}
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name: node.lineno for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: import by the full name"
            names[node.module or ""] = node.lineno
    return {name.partition(".")[0]: line for name, line in names.items()}


def owner(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_imports_go_one_way(file):
    forbidden = OWN[OWN.index(owner(file)) + 1 :]
    assert not [f"{file}:{line}" for name, line in imported(file).items() if name in forbidden]


def test_chroma_is_imported_in_one_module_and_gradio_in_the_page():
    users = {
        name: [str(file.relative_to(ROOT)) for file in SOURCES if imported(file).keys() & family]
        for name, family in {
            "chroma": {"chromadb", "langchain_chroma"},
            "gradio": {"gradio", "gradio_client"},
        }.items()
    }
    assert len(users["chroma"]) == 1
    assert users["gradio"] == ["ui.py"]


def test_importing_is_light():
    modules = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in SOURCES
        # The readers are torch modules, imported where they are loaded.
        if file.name not in ("__init__.py", "ui.py") and not file.stem.endswith("_reader")
    ]
    code = (
        f"import importlib, sys\nfor name in {modules}: importlib.import_module(name)\n"
        f"print(*sorted(set({HEAVY}) & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []


def test_help_imports_next_to_nothing():
    code = (
        "import sys\nfrom assistant.cli import main\ntry: main(['--help'])\n"
        "except SystemExit: print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = ran.stdout.splitlines()[-1].split()
    assert not {*HEAVY, "numpy", "pydantic", "langchain_core"} & set(loaded)


def test_every_import_is_a_declared_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = {_name(one) for one in (*project["dependencies"], *extras["mcp"])}
    distributions = packages_distributions()
    third_party = {name for file in SOURCES for name in imported(file)}
    third_party -= {*sys.stdlib_module_names, *OWN}
    undeclared = {
        name
        for name in third_party
        if not {_name(dist) for dist in distributions.get(name, [name])} & declared
    }
    assert undeclared == set()


def _name(requirement: str) -> str:
    """The distribution's normalised name at the head of a requirement."""
    name = requirement
    for mark in "<>=!~;[ ":
        name = name.partition(mark)[0]
    return name.lower().replace("_", "-")


def test_the_lock_holds_every_dependency_exactly():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {*project["dependencies"], *project["optional-dependencies"]["test"]}
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    locked = [line.partition(";")[0].strip() for line in lines if not line.startswith("#")]
    assert "torch==2.13.0" in locked
    assert all(line.count("==") == 1 for line in locked)
    assert {_name(requirement) for requirement in wanted} <= {_name(line) for line in locked}


def test_modules_stay_small():
    lengths = {str(file): len(file.read_text("utf-8").splitlines()) for file in SOURCES}
    assert {file: length for file, length in lengths.items() if length > 400} == {}


def test_the_top_level_is_as_designed():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode:
        pytest.skip("needs the git checkout")
    folders = {name.partition("/")[0] for name in tracked.stdout.splitlines() if "/" in name}
    assert {name for name in folders if not name.startswith(".")} == {
        "assistant",
        "docs",
        "index",
        "tests",
    }


def test_docs_hold_articles_and_nothing_else():
    files = [file for file in (ROOT / "docs").rglob("*") if file.is_file()]
    assert files
    assert {file.suffix for file in files} <= {".md", ".txt"}
