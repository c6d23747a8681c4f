"""The findings page says from which versions its numbers come, warns where they don't go together, and shows one."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.findings.conftest import STUDY
from tests.findings.people import NOON, begin, feel

PAGE = "/researcher/moods/findings/"
WARNING = "whose versions differ in what was asked"


def next_version(old: str, new: str, people: int) -> None:
    """Publish with one thing replaced in a questionnaire; some people then start on it."""
    texts = dict(read_folder(STUDY).texts)
    texts["instruments/feel.yaml"] = texts["instruments/feel.yaml"].replace(old, new)
    folder = read_folder(STUDY)
    folder.texts = texts
    version = publish(folder, by=None, at=NOON)
    for _ in range(people):
        feel(begin(version, condition="warm"), "before", 50, 20, 30)
    score_new_responses(NOON)
    rebuild_changed_studies(NOON + timedelta(minutes=1))


@pytest.fixture
def look(researcher: Callable[..., Client], answered: Version) -> Callable[..., str]:
    """The page as a viewer sees it."""
    cache.clear()
    client = researcher("viewer")
    return lambda query="": client.get(PAGE + query).content.decode()


def test_another_wording_is_warned_of(look: Callable[..., str]) -> None:
    next_version("\nitems:", "\ninstruction: Now.\nitems:", people=3)

    html = look()

    assert WARNING in html
    assert "The questionnaire “feel”: “instruction” is now “Now.”" in html
    assert [int(n) for n in re.findall(r"\(n = (\d+)\)", html)] == [4, 3]


def test_what_changes_no_data_is_not_warned_of(look: Callable[..., str]) -> None:
    next_version("title: ", "title: New ", people=3)

    html = look()

    assert "(n = 3)" in html
    assert WARNING not in html


def test_a_version_without_people_is_no_matter(look: Callable[..., str]) -> None:
    next_version("\nitems:", "\ninstruction: Now.\nitems:", people=0)

    assert WARNING not in look()


def test_one_version_is_shown_by_itself(look: Callable[..., str]) -> None:
    next_version("\nitems:", "\ninstruction: Now.\nitems:", people=3)

    first, second = look("?version=1"), look("?version=2")

    assert "Only people of version 2." in second
    assert WARNING not in second
    counts = [re.search(r"<dt>in these figures</dt><dd>(\d+)</dd>", html) for html in (first, second, look())]
    assert [found and found[1] for found in counts] == ["4", "3", "7"]
    assert "version=2" in re.findall(r'href="([^"]+\.csv[^"]*)"', second)[0]


def test_its_files_are_of_that_version_too(look: Callable[..., str], researcher: Callable[..., Client]) -> None:
    next_version("\nitems:", "\ninstruction: Now.\nitems:", people=3)
    client = researcher("owner")

    answer = client.get(PAGE + "course/sad.csv?version=2")

    rows = answer.content.decode("utf-8-sig").splitlines()
    place = rows[0].split(",").index("n")
    assert sum(int(row.split(",")[place]) for row in rows[1:]) == 3
    assert "version-2" in answer.headers["Content-Disposition"]
    assert b"Version 2 alone" in client.get(PAGE + "course/sad.svg?version=2&save=1").content


@pytest.mark.parametrize("version", ["0", "2", "-1", "x", "1e3", "9" * 30, "1'"])
def test_a_version_that_is_not_there_is_not_found(
    researcher: Callable[..., Client], answered: Version, version: str
) -> None:
    client = researcher("viewer")

    for address in (PAGE, PAGE + "course/sad.csv", PAGE + "course/sad.svg"):
        assert client.get(address, {"version": version}).status_code == 404
