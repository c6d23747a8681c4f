"""The flagship study, taken by somebody at a phone: every page, the film to its end, both pauses, both codes."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.browser.flagship import Taken
from tests.conftest import Running, until

Rows = Callable[..., list[tuple[object, ...]]]
STORED = (
    "SELECT step, page, answers, extract(epoch FROM at)::float FROM participation_response "
    "WHERE participant_id = %(person)s"
)
FINDINGS_SECONDS = 15


@pytest.fixture(scope="module")
def stored(taken: Taken, rows: Rows) -> dict[tuple[str, int], tuple[list[object], float]]:
    """Answers and time of each page that was stored."""
    return {(step, page): (answers, at) for step, page, answers, at in rows(STORED, taken.token)}


def test_the_journey_ends_with_the_second_code(taken: Taken) -> None:
    assert "C1A2B3" in taken.texts["part1::0"]
    assert "D4E5F6" in taken.texts["end"]
    assert "say that a good cry makes them feel better" in taken.texts["debrief::0"]
    assert taken.kinds >= {"consent", "ask", "show", "film", "wait", "complete"}


def test_every_page_that_was_sent_is_stored(taken: Taken, stored: dict[tuple[str, int], object]) -> None:
    sent = {(place.split(":")[0], int(place.split(":")[2])) for place in taken.steps if place.count(":") == 2}
    not_answers = {("consent", 0), ("wait2", 0)}

    assert sent - not_answers - stored.keys() == set()


def test_the_film_was_really_seen(taken: Taken, stored: dict[tuple[str, int], tuple[list[float], float]]) -> None:
    coverage, evidence, _ = stored["film", 0][0]

    assert evidence == 1
    assert coverage >= 0.95


def test_the_waits_lasted_as_long_as_the_protocol_says(
    stored: dict[tuple[str, int], tuple[list[float], float]],
) -> None:
    film_end = stored["film", 0][0][2]

    # A minute of waiting lasts a second here: the windows are 18 to 30 and 80 to 150 minutes after the film.
    assert 18 <= stored["mood.after20", 0][1] - film_end <= 30
    assert 80 <= stored["mood.after90", 0][1] - film_end <= 150


def test_the_person_is_through_and_agreed_to_each_clause(taken: Taken, rows: Rows) -> None:
    consented, completed, condition = rows(
        "SELECT consented_at, completed_at, condition FROM enrolment_participant WHERE id = %(person)s", taken.token
    )[0]
    clauses = rows("SELECT clauses FROM enrolment_consent WHERE participant_id = %(person)s", taken.token)[0][0]

    assert isinstance(consented, datetime)
    assert isinstance(completed, datetime)
    assert condition in ("reunited", "adrift", "harbour")
    assert clauses == ["minimum_age", "take_part", "health_data"]


def test_the_findings_show_the_person(taken: Taken, running: Running, rows: Rows) -> None:
    condition = rows("SELECT condition FROM enrolment_participant WHERE id = %(person)s", taken.token)[0][0]

    def counted() -> bool:
        findings = json.loads(running.manage("findings", "good-cry", "--json").stdout)
        cells = next(outcome["cells"] for outcome in findings["outcomes"] if outcome["id"] == "negative")
        return [cell["n"] for cell in cells if cell["condition"] == condition] == [1, 1, 1, 1]

    until(counted, seconds=FINDINGS_SECONDS)


def test_no_page_of_the_flagship_has_a_fault(taken: Taken) -> None:
    assert taken.faults == []


def test_no_page_of_the_flagship_complains_or_calls_elsewhere(taken: Taken) -> None:
    assert taken.complaints == []
    assert taken.elsewhere == []


@pytest.mark.promise("S1")
def test_stop_is_in_the_head_of_every_page_of_the_flagship(taken: Taken) -> None:
    assert taken.without_stop == []


@pytest.mark.parametrize(
    ("step", "most"), [("eligible::0", 30_000), ("about::0", 30_000), ("mood.before::0", 30_000), ("film::0", 50_000)]
)
def test_a_page_is_light(taken: Taken, step: str, most: int) -> None:
    assert sum(taken.weights[step].values()) < most, taken.weights[step]
