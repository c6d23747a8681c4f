"""The hot path: at most two statements for a GET, four for a POST, seven where the design says so; one commit."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys.enrolment.models import Allocation, Participant
from surveys.participation.models import ItemTiming
from surveys.protocols.publish import publish
from tests.enrolment.designs import MINIMISE, design
from tests.journeys.person import Person

GET_STATEMENTS, POST_STATEMENTS, MOST_STATEMENTS = 2, 4, 7
BEFORE = {"age": "40", "crisis": "no", "level": "1"}
CELLS = {"bright_warm", "bright_cool", "calm_warm", "calm_cool"}
ENDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, the brackets of a transaction left out."""
    return [query["sql"] for query in captured if not query["sql"].startswith(ENDS)]


class Counted(Person):
    """A person who counts what each page costs."""

    def __init__(self, study: str) -> None:
        self.gets: dict[str, list[str]] = {}
        self.posts: dict[str, list[str]] = {}
        super().__init__(study)

    def times(self) -> dict[str, str]:
        """What a page with a script says of when its items were answered."""
        return {"step.timing": json.dumps({name: [0, 900, 1200] for name in self.form.offered})}

    def look(self) -> "Counted":
        with CaptureQueriesContext(connection) as captured:
            super().look()
        self.gets[self.step] = statements(captured)
        return self

    def send(self, fields=None, **more) -> "Counted":
        step = self.step
        form = {**self.form.hidden, **self.times(), **(fields or {}), **more}
        with CaptureQueriesContext(connection) as captured:
            self.response = self.browser.post(self.link, form)
        self.posts[step] = statements(captured)
        return self.look() if self.response.status_code == 303 else self


@pytest.fixture
def warm(person: Callable[..., Person]) -> None:
    """A process that has read the version and has slots ahead."""
    person().agree().until("film", age="40", crisis="no", level="1")


def test_every_page_keeps_to_its_statements(warm):
    someone = Counted("short").agree().until("film", age="40", crisis="no", level="1")
    someone.fill().until("wait1", level="9", help="yes").fill().fill()

    assert {step: count for step, count in sizes(someone.gets).items() if count > GET_STATEMENTS} == {}
    dear = {step: count for step, count in sizes(someone.posts).items() if count > POST_STATEMENTS}
    # The page before the allocation, and the end of a film, from which pauses count.
    assert set(dear) <= {"everything::1", "strain.before::0", "film::0"}
    assert max(sizes(someone.posts).values()) <= MOST_STATEMENTS
    assert sizes(someone.posts)["person::0"] == 3
    # Control: the times came with the pages, and are stored.
    assert ItemTiming.objects.filter(step="person", items__age=[1, 0, 900, 1200]).count() == 1


@pytest.mark.parametrize("allocation", [MINIMISE, "{method: simple}"])
def test_a_page_after_which_two_factors_are_allocated_keeps_to_seven_statements(db, settings, tmp_path, allocation):
    settings.MEDIA_ROOT = tmp_path
    nobody_sees_it = ", when: person.age < 0"
    publish(design(allocation, apart=True, film=nobody_sees_it), by=None, at=timezone.now())
    Person("short").agree().until("text", **BEFORE)

    someone = Counted("short").agree().until("text", **BEFORE)

    assert "film::0" not in someone.posts, "control: both were allocated by one post"
    assert POST_STATEMENTS < max(sizes(someone.posts).values()) <= MOST_STATEMENTS
    assert set(Participant.objects.values_list("condition", flat=True)) <= CELLS
    slots = Allocation.objects.values_list("participant_id").annotate(Count("pk")).values_list("pk__count", flat=True)
    assert set(slots) == ({2} if allocation == MINIMISE else set())


def test_leaving_keeps_to_seven_statements(warm):
    someone = Person("short").agree()

    with CaptureQueriesContext(connection) as captured:
        someone.browser.post(f"{someone.link}stop", {"mode": "delete"})

    assert len(statements(captured)) <= MOST_STATEMENTS


@pytest.mark.django_db(transaction=True)
def test_a_post_has_one_commit(short):
    someone = Person("short").agree()

    with CaptureQueriesContext(connection) as captured:
        someone.browser.post(someone.link, {**someone.form.hidden, "age": "40"})

    assert [query["sql"] for query in captured if query["sql"] in ("BEGIN", "COMMIT")] == ["BEGIN", "COMMIT"]


def sizes(asked: dict[str, list[str]]) -> dict[str, int]:
    """The number of statements by step."""
    return {step: len(each) for step, each in asked.items()}
