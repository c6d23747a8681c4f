"""The findings page: whose findings, what the tables say, and files whose numbers are the document's."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys.findings.findings import findings
from surveys.findings.models import Aggregate
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Study, Version
from tests.findings.people import NOON, begin, feel, send

FINDINGS = "/researcher/moods/findings/"
SIMULATED = "?people=simulated"
BANNER = "Simulated people: made up, for trying the study."
Researcher = Callable[..., Client]


@pytest.fixture
def simulated(answered: Version) -> Version:
    """The study with two simulated people beside its real ones."""
    for sad in (71.25, 84):
        person = begin(answered, condition="warm", origin="simulated")
        feel(person, "before", sad, 20, 30)
        feel(person, "after", sad + 3, 20, 30)
        send(person, "tears", [3])
    score_new_responses(NOON)
    rebuild_changed_studies(NOON)
    return answered


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(browser: Client, address: str) -> list[dict[str, str]]:
    """A CSV file's rows."""
    return list(csv.DictReader(io.StringIO(text(browser, address), newline="")))


def document(version: Version, origin: str = "real") -> dict[str, Any]:
    return findings(version.study, now=NOON, origin=origin)


def written(value: Any) -> str:
    """A number of the document as a file has it."""
    return "" if value is None else str(value)


def test_simulated_people_stand_on_a_page_of_their_own(researcher: Researcher, simulated: Version) -> None:
    browser = researcher("viewer")

    real, made_up = text(browser, FINDINGS), text(browser, FINDINGS + SIMULATED)

    assert BANNER in made_up
    assert BANNER not in real
    assert "77.62" in made_up
    assert "77.62" not in real
    assert "20.00" in real
    assert "people=simulated" in made_up.partition("<picture")[2]
    assert "Simulated people, made up." in text(browser, FINDINGS + "course/sad.svg" + SIMULATED)
    assert {row["people"] for row in rows(browser, FINDINGS + "course/sad.csv" + SIMULATED)} == {"simulated"}
    assert "-simulated-" in browser.get(FINDINGS + "course/sad.csv" + SIMULATED).headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("people", "said"), [("simulated", "manage.py simulate moods -n 200"), ("test", "Nobody of the team has tried")]
)
def test_where_nobody_is_the_page_says_how_to_begin(
    researcher: Researcher, answered: Version, people: str, said: str
) -> None:
    assert said in text(researcher("viewer"), f"{FINDINGS}?people={people}")


@pytest.mark.parametrize(("kind", "part"), [("course", "cells"), ("changes", "changes")])
def test_a_table_to_take_away_has_the_documents_numbers(
    researcher: Researcher, answered: Version, kind: str, part: str
) -> None:
    found = rows(researcher("viewer"), f"{FINDINGS}{kind}/low.csv")
    expected = document(answered)["outcomes"][0][part]

    assert len(found) == len(expected) > 0
    for row, known in zip(found, expected, strict=True):
        assert (row["study"], row["outcome"], row["computed_at"][:10]) == ("moods", "low", "2026-03-01")
        for key, value in known.items():
            if key.endswith("ci95"):
                assert [row[f"{key}_low"], row[f"{key}_high"]] == [written(end) for end in value or (None, None)]
            else:
                assert row[key] == written(value)


@pytest.mark.parametrize("kind", ["ancova", "reliability", "improved"])
def test_every_table_can_be_taken_away(researcher: Researcher, answered: Version, kind: str) -> None:
    assert rows(researcher("viewer"), f"{FINDINGS}{kind}/low.csv")
    assert rows(researcher("owner"), f"{FINDINGS}{kind}/low.csv?group=cried")


def test_the_flow_and_the_levels_can_be_taken_away(researcher: Researcher, answered: Version) -> None:
    browser = researcher("viewer")

    flow = rows(browser, f"{FINDINGS}flow/flow.csv")
    assert [(row["condition"], row["allocated"], row["sent_tears"]) for row in flow] == [
        ("warm", "2", "2"), ("cold", "2", "2")
    ]  # fmt: skip
    levels = rows(browser, f"{FINDINGS}levels/cried.csv")
    assert [(row["condition"], row["n"], row["yes"]) for row in levels] == [("warm", "2", "1"), ("cold", "0", "0")]


def test_labels_cannot_become_formulas_in_a_table(researcher: Researcher, answered: Version) -> None:
    stored = Aggregate.objects.get(study=answered.study, origin="real")
    for cell in stored.document["groups"][0]["outcomes"][0]["cells"]:
        cell["group"] = "=1+1"
    stored.save()

    found = rows(researcher("viewer"), f"{FINDINGS}course/low.csv?group=cried")

    assert {row["group"] for row in found} == {"'=1+1"}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("course/low.png", "moods-course-low-2026-03-01.png"),
        ("changes/low.svg?save=1&group=cried", "moods-changes-low-cried-2026-03-01.svg"),
        ("flow/flow.csv", "moods-flow-2026-03-01.csv"),
    ],
)
def test_files_are_named_for_the_study_the_outcome_and_the_day(
    researcher: Researcher, answered: Version, address: str, name: str
) -> None:
    answer = researcher("viewer").get(FINDINGS + address)

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_p_values_are_interim_until_the_study_is_closed(researcher: Researcher, answered: Version) -> None:
    browser = researcher("viewer")
    assert text(browser, FINDINGS).count("p (interim)") > 4

    Study.objects.update(state=Study.State.CLOSED)

    assert "interim" not in text(browser, FINDINGS)


def test_what_is_not_known_has_its_reason_beside_it(researcher: Researcher, answered: Version) -> None:
    page = text(researcher("viewer"), FINDINGS)

    reasons = {
        part["reason"]
        for outcome in document(answered)["outcomes"]
        for kind in ("cells", "changes", "ancova", "reliability")
        for part in outcome[kind]
        if "reason" in part
    }
    assert len(reasons) > 2
    assert all(reason.replace("'", "&#x27;") in page for reason in reasons)


def test_the_primary_outcome_comes_first_and_the_overview_before_it(researcher: Researcher, answered: Version) -> None:
    page = text(researcher("viewer"), FINDINGS)

    places = [
        page.index(f'id="{place}"') for place in ("glance", "condition-low", "condition-sad", "group-cried", "flow")
    ]
    assert places == sorted(places)
    assert "<strong>+5.5</strong>" in page.partition('id="condition-low"')[0]


def test_a_document_of_an_older_release_is_shown_with_what_it_has(researcher: Researcher, answered: Version) -> None:
    stored = Aggregate.objects.get(study=answered.study, origin="real")
    new = {"ancova", "reliability", "omega", "improved", "unchanged", "worsened", "criterion", "levels"}
    stored.document = without(stored.document, {*new, "t", "df", "p", "dz", "g_av", "dz_ci95", "g_av_ci95"})
    stored.save()
    browser = researcher("viewer")

    page = text(browser, FINDINGS)

    assert "+5.50" in page
    assert "Cronbach" not in page
    assert browser.get(f"{FINDINGS}improved/low.svg").status_code == 404
    assert rows(browser, f"{FINDINGS}levels/cried.csv") == []


def without(part: Any, keys: set[str]) -> Any:
    """A document without some of its keys."""
    if isinstance(part, list):
        return [without(each, keys) for each in part]
    return (
        {key: without(value, keys) for key, value in part.items() if key not in keys}
        if isinstance(part, dict)
        else part
    )


def test_a_page_that_is_known_is_not_even_read(researcher: Researcher, answered: Version) -> None:
    browser = researcher("viewer")
    state = browser.get(FINDINGS).headers["ETag"]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(FINDINGS, headers={"If-None-Match": state}).status_code == 304

    assert not any('"document"' in query["sql"] for query in asked.captured_queries)


def test_equal_numbers_keep_their_pictures_addresses(researcher: Researcher, answered: Version) -> None:
    browser = researcher("viewer")
    before = pictures(text(browser, FINDINGS))
    begin(answered)
    Aggregate.objects.all().delete()
    rebuild_changed_studies(NOON + timedelta(minutes=1))

    after = pictures(text(browser, FINDINGS))

    changed = {address for address in before if address not in after}
    assert changed
    assert all("/flow/" in address for address in changed)


def pictures(page: str) -> list[str]:
    """The addresses of a page's drawings."""
    return [part.partition('"')[0] for part in page.split('srcset="')[1:]]
