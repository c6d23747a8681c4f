"""Blocks are exact under any concurrency: no slot twice, no slot lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from surveys.enrolment.allocate import allocate
from surveys.enrolment.models import Allocation, Participant
from surveys.enrolment.roster import stratum_of
from surveys.enrolment.slots import shuffled_block
from surveys.enrolment.start import start, token_hash
from surveys.participation.abandon import reissue_abandoned
from surveys.participation.models import Response
from surveys.protocols.definition import Definition
from surveys.protocols.design import AllocationPlan
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version

STARTS, IN_FLIGHT = 400, 40


def someone(version: Version, definition: Definition) -> int:
    """A person who has just started."""
    token = start(version.pk, definition, language="en", panel={}, condition="", at=timezone.now())
    return Participant.objects.only("pk").get(token_hash=token_hash(token)).pk


def at_once(work: Callable[[int], str], number: int = STARTS) -> list[str]:
    """What so many requests get, 40 of them in flight."""

    def one(each: int) -> str:
        try:
            return work(each)
        except DatabaseError:
            return "killed"
        finally:
            connection.close()

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        return list(pool.map(one, range(number)))


def claim(version: Version, definition: Definition, person: int, dice: Random) -> str:
    """One request that claims a slot."""
    return allocate(person, version.study_id, definition, {}, at=timezone.now(), dice=dice).condition


@pytest.mark.promise("R4")
def test_blocks_stay_exact_with_forty_requests_in_flight_aborts_and_kills(short):
    definition = definition_of(short.pk)
    people = [someone(short, definition) for _ in range(STARTS)]

    def request(number: int) -> str:
        with transaction.atomic():
            given_condition = claim(short, definition, people[number], Random(number))
            if number % 10 == 3:
                raise DatabaseError("aborted")
            if number % 40 == 7:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return given_condition

    got = Counter(at_once(request))
    claimed = Allocation.objects.filter(claimed_at__isnull=False)
    # Everybody who got an answer has one slot, nobody else has; what was aborted or killed is free again.
    lost = got["killed"]
    assert lost >= 50, "control: the aborts and kills were felt"
    assert claimed.count() == claimed.exclude(participant=None).count() == STARTS - lost
    assert Participant.objects.exclude(condition="").count() == STARTS - lost

    # The slots that came back go to the next ones: as soon as they are taken every block is whole.
    for number, person in enumerate(people):
        if Participant.objects.only("condition").get(pk=person).condition == "":
            claim(short, definition, person, Random(number))
    taken = list(claimed.order_by("position").values_list("position", "condition"))
    assert [position for position, _ in taken] == list(range(1, STARTS + 1)) or not free_before(taken)
    sides = Counter(condition for _, condition in taken)
    assert abs(sides["bright"] - sides["calm"]) <= max(definition.allocation.sizes) / 2


def free_before(taken: list[tuple[int, str]]) -> list[int]:
    """Slots that were passed over: free, though a later one is taken."""
    last = taken[-1][0]
    return list(Allocation.objects.filter(claimed_at=None, position__lt=last).values_list("position", flat=True))


def test_control_counting_the_smaller_arm_ends_apart(short):
    """“Choose the arm that has fewer”, by forty requests at once: what everybody counts is not yet committed."""
    definition = definition_of(short.pk)
    people = [someone(short, definition) for _ in range(IN_FLIGHT)]
    all_have_counted = Barrier(IN_FLIGHT)

    def request(number: int) -> str:
        with transaction.atomic():
            counts = Counter(Participant.objects.exclude(condition="").values_list("condition", flat=True))
            all_have_counted.wait(30)
            chosen = min(("bright", "calm"), key=lambda arm: (counts[arm], arm))
            Participant.objects.filter(pk=people[number]).update(condition=chosen)
        return chosen

    sides = Counter(at_once(request, IN_FLIGHT))

    assert abs(sides["bright"] - sides["calm"]) > max(definition.allocation.sizes) / 2


@pytest.mark.promise("R4")
def test_an_abandoned_slot_comes_back_and_the_person_keeps_the_arm(short):
    definition = definition_of(short.pk)
    gone, busy = someone(short, definition), someone(short, definition)
    for person in (gone, busy):
        claim(short, definition, person, Random(1))
    now = timezone.now()
    Response.objects.create(
        participant_id=busy, step="film", page=0, answers=[], shown_at=now, at=now + timedelta(seconds=1)
    )
    arm = Participant.objects.get(pk=gone).condition
    before = Allocation.objects.count()

    assert reissue_abandoned(at=now + timedelta(hours=23)) == 0
    assert reissue_abandoned(at=now + timedelta(hours=25)) == 1
    assert reissue_abandoned(at=now + timedelta(hours=26)) == 0

    assert Participant.objects.get(pk=gone).condition == arm
    assert Allocation.objects.count() == before + 1
    last = Allocation.objects.order_by("-position")[0]
    assert (last.condition, last.participant_id, last.claimed_at) == (arm, None, None)


@given(arms=some.integers(1, 5), times=some.integers(1, 4), seed=some.integers())
def test_a_block_holds_every_condition_equally_often(arms, times, seed):
    conditions = [f"arm{number}" for number in range(arms)]

    block = shuffled_block(dict.fromkeys(conditions, 1), AllocationPlan(sizes=(arms * times,)), Random(seed))

    assert Counter(block) == dict.fromkeys(conditions, times)


@given(some.text(max_size=300), some.text(max_size=300))
def test_strata_keep_apart_what_differs(one, other):
    strata = ("a.x",)

    assert (stratum_of(strata, {"a.x": one}) == stratum_of(strata, {"a.x": other})) == (one == other)
    assert len(stratum_of(strata, {"a.x": one})) <= 64
    assert stratum_of(strata, {}) == "none"
