"""Findings of the people of one version alone."""

import json
from io import StringIO
from pathlib import Path
from random import Random
from shutil import copytree

import pytest
from django.core.management import CommandError, call_command

from surveys.findings.differences import differences
from surveys.findings.findings import NotPublishedError, computed, findings
from surveys.findings.recompute import recompute
from surveys.findings.report import Document
from surveys.findings.score import score_new_responses
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.findings.conftest import STUDY
from tests.findings.people import NOON, begin, feel, live


@pytest.fixture
def second(moods: Version, tmp_path: Path) -> Version:
    """The next version, with another instruction; lives on both."""
    folder = copytree(STUDY, tmp_path / "study")
    text = (folder / "instruments" / "feel.yaml").read_text()
    (folder / "instruments" / "feel.yaml").write_text(text.replace("\nitems:", "\ninstruction: Now.\nitems:"))
    version = publish(read_folder(folder), by=None, at=NOON)
    dice = Random(5)
    for _ in range(30):
        live(moods, dice)
        live(version, dice)
    score_new_responses(NOON)
    return version


def whole(version: Version, number: int | None = None, **more: object) -> Document:
    return computed(version.study, now=NOON, version=number, **more)  # type: ignore[arg-type]


def test_each_version_has_findings_of_its_own_that_add_up(second: Version) -> None:
    one, two, both = whole(second, 1), whole(second, 2), whole(second)

    assert [each["versions"] for each in (one, two, both)] == [[1], [2], [1, 2]]
    assert one["n_participants"] + two["n_participants"] == both["n_participants"]
    assert min(one["n_participants"], two["n_participants"]) > 10
    for key in both["enrolment"]:
        assert one["enrolment"][key] + two["enrolment"][key] == both["enrolment"][key], key
    for part in range(len(both["flow"])):
        for key in ("allocated", "completed", "stopped", "withdrawn"):
            assert sum(each["flow"][part][key] for each in (one, two)) == both["flow"][part][key]
    cells = [[cell["n"] for cell in each["outcomes"][0]["cells"]] for each in (one, two, both)]
    assert [a + b for a, b in zip(*cells[:2], strict=True)] == cells[2]


@pytest.mark.parametrize("number", [1, 2])
def test_they_are_what_the_answers_give(second: Version, number: int) -> None:
    assert list(differences(whole(second, number), whole(second, number, by=recompute))) == []


def test_one_version_is_not_the_other_control(second: Version) -> None:
    assert list(differences(whole(second, 1), whole(second, 2))) != []


def test_answers_to_one_version_change_nothing_in_the_other(second: Version) -> None:
    before = whole(second, 1)

    feel(begin(second, condition="warm"), "before", 99, 99, 99)
    score_new_responses(NOON)

    assert whole(second, 1) == before


def test_a_version_that_is_not_there_is_a_sentence(second: Version) -> None:
    with pytest.raises(NotPublishedError, match="no version 3; the newest is 2"):
        findings(second.study, now=NOON, version=3)
    with pytest.raises(CommandError, match="no version 3"):
        call_command("findings", "moods", "--json", "--version", "3")


def test_the_command_prints_one_version(second: Version) -> None:
    out = StringIO()

    call_command("findings", "moods", "--json", "--version", "2", stdout=out)

    document = json.loads(out.getvalue())
    assert (document["versions"], document["n_participants"]) == ([2], whole(second, 2)["n_participants"])
