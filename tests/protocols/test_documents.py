"""A study's folder: its texts and nothing from elsewhere."""

from pathlib import Path

import pytest

from surveys.instruments.document import DefinitionError
from surveys.protocols import documents
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.read_definition import read_definition
from tests.protocols.small import TEXTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small study's folder."""
    study = tmp_path / "study"
    for name, text in TEXTS.items():
        (study / name).parent.mkdir(parents=True, exist_ok=True)
        (study / name).write_text(text, encoding="utf-8")
    return study


def faults_of(folder: Path) -> list[str]:
    try:
        read_definition(read_folder(folder))
    except DefinitionError as error:
        return [str(fault) for fault in error.faults]
    return []


def test_a_folder_is_read_by_its_own_name_or_its_protocol_s(folder: Path) -> None:
    assert read_folder(folder).texts == read_folder(folder / "protocol.yaml").texts == TEXTS
    assert faults_of(folder) == []


@pytest.mark.parametrize("name", ["consent.md", "instruments/who.yaml", "protocol.yaml"])
def test_a_link_is_refused_and_not_followed(folder: Path, tmp_path: Path, name: str) -> None:
    secret = (folder / name).rename(tmp_path / "elsewhere.txt")
    (folder / name).symlink_to(secret)

    faults = faults_of(folder)

    assert f"{name}: This is a link. Put the file itself into the folder." in faults
    assert name not in read_folder(folder).texts


def test_a_linked_folder_is_refused_and_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "instruments").rename(tmp_path / "instruments")
    (folder / "instruments").symlink_to(tmp_path / "instruments")

    assert "instruments: This is a link. Put the file itself into the folder." in faults_of(folder)
    assert not any(name.startswith("instruments/") for name in read_folder(folder).texts)


def test_control_a_copied_folder_is_read(folder: Path) -> None:
    (folder / "instruments").rename(folder / "copy")
    (folder / "copy").rename(folder / "instruments")

    assert faults_of(folder) == []


def test_hidden_files_and_films_are_no_texts(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.md").write_text("x")
    (folder / ".hidden.md").symlink_to("/etc/passwd")
    (folder / "film.mp4").write_bytes(b"\0\xff")

    assert read_folder(folder).texts == TEXTS
    assert faults_of(folder) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"caf\xe9", "The file is no UTF-8 text. Save it as UTF-8."),
        (b"a\0b", "The file holds a NUL character."),
        (b"x" * (documents.MAX_FILE_BYTES + 1), "The file is too long; a million bytes are the most."),
    ],
)
def test_a_file_that_is_no_text_is_told(folder: Path, content: bytes, fault: str) -> None:
    (folder / "a.md").write_bytes(content)

    assert f"a.md: {fault}" in faults_of(folder)


def test_a_byte_order_mark_is_no_part_of_a_text(folder: Path) -> None:
    (folder / "a.md").write_bytes(b"\xef\xbb\xbfHello")

    assert read_folder(folder).texts["a.md"] == "Hello"


def test_a_folder_with_too_many_texts_is_told_and_not_cut_short(folder: Path) -> None:
    for number in range(documents.MAX_FILES):
        (folder / f"note{number}.md").write_text("x")

    assert any("too many texts; 500 are the most" in fault for fault in faults_of(folder))


@pytest.mark.parametrize(
    "name", ["../../../etc/hosts", "../../protocols/examples/good-cry/protocol", "x" * 400, "", "\0"]
)
def test_an_instrument_never_comes_from_outside(name: str) -> None:
    assert Folder({}).instrument(name) is None


def test_the_study_s_own_instrument_comes_before_the_library_s(folder: Path) -> None:
    (folder / "instruments" / "mood.yaml").write_text("instrument: mood\ntitle: My own\nitems: []\n")

    own, shipped = read_folder(folder).instrument("mood"), read_folder(folder).instrument("distress")

    assert own is not None and own.child("title").text() == "My own"
    assert shipped is not None and shipped.file == "library/distress.yaml"
