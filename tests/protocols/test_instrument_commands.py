"""The two commands: a questionnaire comes into a study's folder or draft, and goes out again."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys.ledger.models import Entry
from surveys.protocols.draft import draft_of
from surveys.protocols.models import Study
from tests.instruments.exchange.reading import activity, dictionary, field, radio
from tests.protocols.small import TEXTS


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.csv"
    path.write_bytes(dictionary(field("sad", "radio", "0, No | 1, Yes"), field("up", "file")))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = tmp_path / "study"
    study.mkdir()
    (study / "protocol.yaml").write_text(TEXTS["protocol.yaml"], encoding="utf-8")
    return study


def test_without_a_place_the_document_is_printed_and_the_report_goes_beside_it(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_instrument", str(form))

    printed = capsys.readouterr()
    assert printed.out.startswith("instrument: feelings")
    assert "row 3, up: A field of the type “file” can't be asked" in printed.err


def test_it_is_written_to_a_study_s_folder_and_not_over_another(form: Path, folder: Path) -> None:
    call_command("import_instrument", str(form), to=folder)

    written = folder / "instruments" / "feelings.yaml"
    assert "id: sad" in written.read_text(encoding="utf-8")
    written.write_text("mine", encoding="utf-8")
    with pytest.raises(CommandError, match="already"):
        call_command("import_instrument", str(form), to=folder)
    assert written.read_text(encoding="utf-8") == "mine"
    call_command("import_instrument", str(form), to=folder, replace=True)
    assert "id: sad" in written.read_text(encoding="utf-8")


def test_a_folder_of_reproschema_files_is_read(tmp_path: Path, folder: Path) -> None:
    for name, data in activity({"a": radio("No", "Yes") | {"question": {"en": "Sad?", "fr": "Triste ?"}}}).items():
        path = tmp_path / "rs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    call_command("import_instrument", str(tmp_path / "rs"), to=folder, language=["fr", "en"])

    assert "Triste ?" in (folder / "instruments" / "feelings.yaml").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_it_is_added_to_a_draft_with_an_entry_in_the_ledger(form: Path) -> None:
    study = Study.objects.create(slug="small", title="Small", created_at=timezone.now())

    call_command("import_instrument", str(form), draft="small")

    assert "instruments/feelings.yaml" in draft_of(study).texts
    assert Entry.objects.filter(verb="instrument imported", study="small").count() == 1
    with pytest.raises(CommandError, match="already"):
        call_command("import_instrument", str(form), draft="small")


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["gone.csv"], ["{form}", "--draft", "gone"], ["{form}", "--to", "/gone"]])
def test_what_is_not_there_is_said(form: Path, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="There is no"):
        call_command("import_instrument", *[each.format(form=form) for each in arguments])


@pytest.mark.parametrize("form_name", ["reproschema", "redcap", "yaml"])
def test_an_instrument_of_the_library_goes_out_and_comes_back(tmp_path: Path, form_name: str, folder: Path) -> None:
    out = tmp_path / "out"

    call_command("export_instrument", "mood", "--format", form_name, "--to", str(out))
    (path,) = out.iterdir()
    call_command("import_instrument", str(path), to=folder)

    assert "irritated" in (folder / "instruments" / "mood.yaml").read_text(encoding="utf-8")


def test_a_skeleton_goes_out_as_yaml_to_be_filled_in_by_hand(tmp_path: Path) -> None:
    call_command("export_instrument", "gad7", "--format", "yaml", "--to", str(tmp_path))

    assert "text: null" in (tmp_path / "gad7.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("form_name", ["reproschema", "redcap"])
def test_a_skeleton_without_its_texts_is_refused_for_other_programs(tmp_path: Path, form_name: str) -> None:
    with pytest.raises(CommandError, match="skeleton of a published scale"):
        call_command("export_instrument", "gad7", "--format", form_name, "--to", str(tmp_path))


def test_a_skeleton_can_t_be_written_outside_of_the_folder(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("instrument: ../out\nlicence: null\nitems: []\n", encoding="utf-8")

    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("export_instrument", str(bad), "--format", "yaml", "--to", str(tmp_path / "in"))
    assert not (tmp_path / "out.yaml").exists()


@pytest.mark.parametrize("name", ["gone", "../../gone", ""])
def test_an_instrument_that_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="There is no instrument"):
        call_command("export_instrument", name, "--format", "yaml", "--to", str(tmp_path))


def test_the_texts_of_a_file_fill_a_skeleton_by_name(folder: Path, tmp_path: Path) -> None:
    questions = [field(f"q{number}", "radio", "0, A | 1, B | 2, C | 3, D") for number in range(1, 9)]
    (tmp_path / "eight.csv").write_bytes(dictionary(*questions))

    call_command("import_instrument", str(tmp_path / "eight.csv"), to=folder, fill="phq8")

    assert "text: How q8?" in (folder / "instruments/phq8.yaml").read_text(encoding="utf-8")
    with pytest.raises(CommandError, match="There is no skeleton “mood”"):
        call_command("import_instrument", str(tmp_path / "eight.csv"), to=folder, fill="mood")
