"""The example studies beside the flagship run as they stand."""

from pathlib import Path
from typing import Any

import pytest

from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.publish import publish
from surveys.protocols.read_definition import read_definition
from tests.protocols.test_publish import NOON

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "surveys" / "protocols" / "examples"


def example_folder(name: str) -> Folder:
    """An example's folder."""
    return read_folder(EXAMPLES / name)


@pytest.mark.parametrize("name", ["film-validation", "context-diary"])
def test_an_example_reads_without_a_fault_when_it_is_example(name: str) -> None:
    assert read_definition(example_folder(name)).slug == name


@pytest.mark.parametrize(("name", "conditions"), [("film-validation", 1), ("context-diary", 4)])
@pytest.mark.django_db
def test_an_example_is_published(name: str, conditions: int, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path

    version = publish(example_folder(name), by=None, at=NOON)

    assert version.number == 1
    assert version.conditions.count() == conditions
    assert all(film["duration_seconds"] > 0 for film in version.definition["films"].values())
