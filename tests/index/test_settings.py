from pathlib import Path

import pytest

from index.errors import IndexingError
from index.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_environment_wins_over_the_file_and_an_argument_over_both(empty_folder, monkeypatch):
    (empty_folder / ".env").write_text("MULTIVECTOR_PORT=1001\nMULTIVECTOR_HOST=::1\n", "utf-8")
    assert (load_settings().port, load_settings().host) == (1001, "::1")
    monkeypatch.setenv("MULTIVECTOR_PORT", "1002")
    assert load_settings().port == 1002
    assert load_settings(port=1003, docs=None).port == 1003
    assert load_settings(docs=None).docs == Path("docs")


def test_an_empty_value_is_unset_and_the_home_folder_is_expanded(monkeypatch):
    monkeypatch.setenv("MULTIVECTOR_LANGUAGE", "")
    monkeypatch.setenv("MULTIVECTOR_DOCS", "~/articles")
    assert load_settings().language is None
    assert load_settings().docs == Path.home() / "articles"


def test_unknown_variable_in_the_environment_names_the_nearest(monkeypatch):
    monkeypatch.setenv("MULTIVECTOR_STROE", "x")
    with pytest.raises(IndexingError) as caught:
        load_settings()
    assert str(caught.value) == (
        "unknown setting MULTIVECTOR_STROE (environment): did you mean MULTIVECTOR_STORE?"
    )


def test_unknown_variable_in_the_file_is_refused_and_other_programs_keys_are_not(empty_folder):
    file = empty_folder / ".env"
    file.write_text("OPENAI_API_KEY=secret\nDOCS=elsewhere\n", "utf-8")
    assert load_settings().docs == Path("docs")
    file.write_text("OPENAI_API_KEY=secret\nmultivector_embeding_model=x\n", "utf-8")
    with pytest.raises(IndexingError, match=r"\(\.env\): did you mean MULTIVECTOR_EMBEDDING_MODEL"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "many"), ("PORT", "0"), ("PORT", "65536"), ("LANGUAGE", "de")],
)
def test_an_impossible_value_is_one_line_with_name_and_value(monkeypatch, name, value):
    monkeypatch.setenv(f"MULTIVECTOR_{name}", value)
    with pytest.raises(IndexingError, match=rf"^MULTIVECTOR_{name}={value}: [^\n]+$"):
        load_settings()


def test_a_file_in_another_encoding_is_named(empty_folder):
    (empty_folder / ".env").write_bytes("MULTIVECTOR_DOCS=статьи".encode("cp1251"))
    with pytest.raises(IndexingError, match=r"\.env is not UTF-8"):
        load_settings()


def test_unknown_argument_is_refused():
    with pytest.raises(IndexingError, match="STROE"):
        load_settings(stroe="x")


def test_every_setting_is_described():
    assert all(field.description for field in Settings.model_fields.values())
