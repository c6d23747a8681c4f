"""Simple and weighted allocation, and factors that are allocated one after the other, against the database."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys.enrolment.allocate import allocate
from surveys.enrolment.models import Allocation, Participant
from surveys.enrolment.top_up import top_up_rosters
from surveys.enrolment.verify import verify
from surveys.participation.abandon import reissue_abandoned
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.enrolment.designs import MINIMISE, design
from tests.enrolment.test_allocate import at_once, someone

PEOPLE = 240
BLOCKS = "{method: blocks, sizes: [4]}"
WEIGHTED = "{method: weighted, weights: {bright_warm: 3, bright_cool: 1, calm_warm: 2, calm_cool: 2}}"
SHARES = {"bright_warm": 3 / 8, "bright_cool": 1 / 8, "calm_warm": 2 / 8, "calm_cool": 2 / 8}


@pytest.fixture
def published(transactional_db: None, settings: object, tmp_path: object):
    """Publishes a design so that other connections see it."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return lambda allocation, **more: publish(design(allocation, **more), by=None, at=timezone.now())


def one_after_the_other(version: Version, person: int, dice: Random, aborts: float = 0) -> str:
    """A person who is given a mood, and words some time later."""
    definition = definition_of(version.pk)
    with transaction.atomic():
        first = allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=dice, factor="mood")
    with transaction.atomic():
        rest = allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=dice, levels=first.levels)
        if dice.random() < aborts:
            raise DatabaseError("aborted")
    return rest.condition


def test_simple_allocation_draws_with_equal_chance_and_needs_one_statement(published):
    version = published("{method: simple}")
    definition, dice = definition_of(version.pk), Random(2026)
    person, drawn = someone(version, definition), Counter[str]()

    with CaptureQueriesContext(connection) as captured:
        for _ in range(1000):
            drawn[allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=dice).condition] += 1

    assert len(captured) == 1000
    assert sum((count - 250) ** 2 / 250 for count in drawn.values()) < 16.3, "χ², 3 df, p > 0.001"
    assert Participant.objects.get().condition in drawn
    assert not Allocation.objects.exists()


@pytest.mark.promise("R4")
def test_weighted_blocks_stay_exact_with_forty_requests_in_flight(published):
    version = published(WEIGHTED)
    definition = definition_of(version.pk)
    people = [someone(version, definition) for _ in range(PEOPLE)]

    def request(number: int) -> str:
        with transaction.atomic():
            return allocate(
                people[number], version.study_id, definition, {}, at=timezone.now(), dice=Random(number)
            ).condition

    got = Counter(at_once(request, PEOPLE))

    assert got == {condition: share * PEOPLE for condition, share in SHARES.items()}


@pytest.mark.promise("R4")
@pytest.mark.parametrize(
    ("allocation", "shares"), [(BLOCKS, dict.fromkeys(SHARES, 0.25)), (WEIGHTED, SHARES)], ids=["blocks", "weighted"]
)
def test_cells_are_balanced_though_their_factors_are_allocated_apart(published, allocation, shares):
    version = published(allocation, apart=True)
    definition = definition_of(version.pk)
    people = [someone(version, definition) for _ in range(PEOPLE)]

    got = at_once(lambda number: one_after_the_other(version, people[number], Random(number), 0.1), PEOPLE)

    lost = got.count("killed")
    assert 0 < lost < PEOPLE / 4, "control: the aborts were felt"
    half_way = Participant.objects.filter(condition="").exclude(levels={})
    assert half_way.count() == lost, "whoever was cut off keeps the level"
    for person in half_way:
        with transaction.atomic():
            allocate(
                person.pk, version.study_id, definition, {}, at=timezone.now(), dice=Random(1), levels=person.levels
            )
    cells = Counter(Participant.objects.values_list("condition", flat=True))
    assert cells == {condition: share * PEOPLE for condition, share in shares.items()}
    assert verify() == []


def test_control_factors_drawn_apart_by_mere_chance_leave_cells_apart(published):
    version = published("{method: simple}", apart=True)
    definition = definition_of(version.pk)
    people = [someone(version, definition) for _ in range(40)]

    cells = Counter(one_after_the_other(version, person, Random(number)) for number, person in enumerate(people))

    assert max(cells.values()) - min(cells.values()) > 1


@pytest.mark.parametrize(("allocation", "most"), [(BLOCKS, 4), (WEIGHTED, 4), (MINIMISE, 2), ("{method: simple}", 1)])
def test_each_allocation_keeps_to_its_statements(published, allocation, most):
    version = published(allocation, apart=True)
    definition, person = definition_of(version.pk), someone(version, definition_of(version.pk))

    with CaptureQueriesContext(connection) as captured:
        allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=Random(1), factor="mood")

    assert len(captured) == most


def test_one_person_cant_take_two_slots_of_a_list(published):
    version = published(BLOCKS, apart=True)
    definition, person = definition_of(version.pk), someone(version, definition_of(version.pk))
    allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=Random(1), factor="mood")

    with pytest.raises(IntegrityError), transaction.atomic():
        allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=Random(1), factor="mood")


def test_lists_of_levels_are_filled_ahead_of_people(published):
    published(BLOCKS, apart=True)

    top_up_rosters(dice=Random(1))

    held = Counter(Allocation.objects.values_list("roster", "condition"))
    by_roster = {roster: {condition for each, condition in held if each == roster} for roster, _ in held}
    assert sorted(map(sorted, by_roster.values())) == [
        ["bright", "calm"],
        ["bright_cool", "bright_warm"],
        ["calm_cool", "calm_warm"],
    ]
    assert len(set(held.values())) == 1, "all equally often"


@pytest.mark.parametrize("allocation", [MINIMISE, "{method: simple}"])
def test_methods_without_lists_have_nothing_to_fill(published, allocation):
    published(allocation)

    assert top_up_rosters(dice=Random(1)) == 0
    assert not Allocation.objects.exists()


def test_an_abandoned_level_comes_back_into_its_own_list(published):
    version = published(BLOCKS, apart=True)
    definition, person = definition_of(version.pk), someone(version, definition_of(version.pk))
    allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=Random(1), factor="mood")
    claimed = Allocation.objects.get(participant_id=person)

    assert reissue_abandoned(at=timezone.now() + timedelta(hours=25)) == 1

    last = Allocation.objects.filter(roster=claimed.roster).order_by("-position")[0]
    assert (last.condition, last.claimed_at) == (claimed.condition, None)
    assert Participant.objects.get().levels == {"mood": claimed.condition}


def test_levels_that_contradict_the_condition_are_found(published):
    version = published(BLOCKS, apart=True)
    person = someone(version, definition_of(version.pk))
    one_after_the_other(version, person, Random(1))
    assert verify() == []
    has = Participant.objects.get().levels["mood"]

    Participant.objects.update(levels={"mood": "calm" if has == "bright" else "bright"})

    assert any("and is in condition" in each for each in verify())
