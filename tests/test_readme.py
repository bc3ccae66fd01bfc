import re
from pathlib import Path

import pytest
from typer.main import get_command

from assistant.cli import app
from index.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def table_rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = README.split(f"\n## {heading}\n")[1]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table
    return [
        [cell.strip() for cell in row.strip("|").split(" | ")] for row in table[0].splitlines()
    ][2:]


def test_the_settings_table_is_the_class():
    fields = [
        [
            f"`{PREFIX}{name.upper()}`",
            "–" if field.default is None or field.default_factory else f"`{field.default}`",
            field.description,
        ]
        for name, field in Settings.model_fields.items()
    ]
    assert table_rows("Settings") == fields


def test_the_commands_table_names_every_command_and_option():
    described = " ".join(cells[0] for cells in table_rows("Commands"))
    commands = get_command(app).commands
    assert set(re.findall(r"multivector (\w+)", described)) == set(commands)
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert set(re.findall(r"--[\w-]+", described)) == options - {"--docs", "--store", "--help"}


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_every_local_link_leads_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for page in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"(?:^ {4}|`)make (\w+)", (ROOT / page).read_text("utf-8"), re.M):
            assert re.search(rf"^{target}:", makefile, re.M), f"{page} names make {target}"


def test_no_figure_is_missing():
    """The tables under "Measured" hold figures, not blanks."""
    measured = README.split("\n## Measured\n")[1].split("\n## ")[0]
    assert "<!-- FIGURES -->" not in measured
    assert not re.search(r"^\|.*\| *\|", measured, re.M)
