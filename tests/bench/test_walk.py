"""The driver is honest: what it counts as answered is in the database, and what is lost there is noticed."""

import psycopg
import pytest

from tests.bench.items import STUDY
from tests.bench.lacrima_contender import Lacrima
from tests.bench.round import run_round
from tests.bench.walk import pick, walk
from tests.conftest import Running

ANSWERS_A_WALK = 41
LOSE_ONE = """
    update participation_response set answers = jsonb_set(answers, '{3}', 'null')
    where id = (select max(id) from participation_response where step = 'feelings.after')
"""


@pytest.fixture(scope="module")
def lacrima(running: Running) -> Lacrima:
    """The walk's study in the running Lacrima."""
    published = running.manage("publish", str(STUDY))
    assert published.returncode == 0, published.stderr
    return Lacrima(running.url.rstrip("/"), running.home)


def test_all_that_five_people_answered_is_in_the_database(lacrima: Lacrima) -> None:
    walked = run_round(lacrima, people=5, at_once=2, first=0)

    assert (walked.errors, walked.faults) == ([], [])
    assert (walked.finished, walked.answers_checked) == (5, 5 * ANSWERS_A_WALK)
    assert len(walked.workers) == 2


def test_control_an_answer_that_the_database_lost_is_noticed(lacrima: Lacrima) -> None:
    walked = walk(lacrima.starts(1), at_once=1, first=77)

    with psycopg.connect(lacrima.database_url) as database:
        database.execute(LOSE_ONE)

    assert [fault.partition(",")[0] for fault in lacrima.faults(walked.trails)] == [
        f"person 77: sent {walked.trails[0].sent[5][3]!r} for after_sad"
    ]


def test_control_a_person_that_the_database_lacks_is_noticed(lacrima: Lacrima) -> None:
    walked = walk(lacrima.starts(1), at_once=1)
    walked.trails[0].url = walked.trails[0].url.replace("/p/", "/p/x")

    assert lacrima.faults(walked.trails) == ["person 0 isn't in the database"]


def test_neighbours_and_pages_give_different_answers() -> None:
    values = ["", "1", "2", "3", "4", "5"]

    assert {pick(person, 3, 0, values) for person in range(5)} == {"1", "2", "3", "4", "5"}
    assert pick(0, 3, 0, values) != pick(0, 5, 0, values)
