"""The example studies beside the flagship: one runs as it stands, one is refused by name and runs when trimmed."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from surveys.instruments.document import DefinitionError
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.publish import publish
from surveys.protocols.read_definition import read_definition
from tests.protocols.test_publish import NOON

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "surveys" / "protocols" / "examples"


def trimmed(name: str) -> Folder:
    """An example's folder, less what later issues build."""
    folder = read_folder(EXAMPLES / name)
    yaml, text = YAML(), StringIO()
    tree = yaml.load(folder.texts["protocol.yaml"])
    TRIMS.get(name, lambda whole: None)(tree)
    yaml.dump(tree, text)
    return Folder({**folder.texts, "protocol.yaml": text.getvalue()}, folder.folder)


def trim_context_diary(tree: dict[str, Any]) -> None:
    """Without addresses and mails."""
    tree["journey"] = [step for step in tree["journey"] if "contact" not in step]
    diary = next(step for step in tree["journey"] if "repeat" in step)
    del diary["repeat"]["remind"]


TRIMS = {"context-diary": trim_context_diary}


@pytest.mark.parametrize(("name", "named"), [("context-diary", ["step “contact”", "Reminders of diaries by email"])])
def test_an_example_is_refused_by_the_names_of_what_is_not_built(name: str, named: list[str]) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_definition(read_folder(EXAMPLES / name))

    told = [str(fault) for fault in refused.value.faults if "not built yet" in fault.sentence]
    assert len(told) == len(named)
    for each in named:
        assert any(each in fault and fault.startswith("protocol.yaml:") for fault in told), told


@pytest.mark.parametrize("name", ["film-validation", "context-diary"])
def test_an_example_reads_without_a_fault_when_it_is_trimmed(name: str) -> None:
    assert read_definition(trimmed(name)).slug == name


@pytest.mark.parametrize(("name", "conditions"), [("film-validation", 1), ("context-diary", 4)])
@pytest.mark.django_db
def test_a_trimmed_example_is_published(name: str, conditions: int, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path

    version = publish(trimmed(name), by=None, at=NOON)

    assert version.number == 1
    assert version.conditions.count() == conditions
    assert all(film["duration_seconds"] > 0 for film in version.definition["films"].values())
