"""Minimisation keeps groups alike, by chance and under a lock."""

from collections import Counter
from itertools import product
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from surveys.enrolment import minimise as minimising
from surveys.enrolment.allocate import allocate
from surveys.enrolment.minimise import chances, drawn_by, imbalances
from surveys.enrolment.models import Allocation, Participant
from surveys.enrolment.withdraw import withdraw
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.enrolment.designs import MINIMISE, design
from tests.enrolment.test_allocate import at_once, someone

ARMS = ("one", "two")
COUNTED = [(("f", "x"), "one", 3), (("f", "y"), "two", 1), (("m", "x"), "two", 2), (("m", "y"), "one", 9)]
PEOPLE = 300


def test_an_imbalance_is_the_sum_of_the_ranges_among_those_who_answered_alike():
    # f: one 3, two 1; x: one 3, two 2. With one more in “one”: 3 + 2; in “two”: 1 + 0.
    assert imbalances(ARMS, ("f", "x"), COUNTED) == {"one": 5, "two": 1}


def test_nobody_yet_makes_all_alike():
    assert chances(imbalances(ARMS, ("f", "x"), []), 0.8) == {"one": 0.5, "two": 0.5}


@pytest.mark.parametrize(
    ("imbalance", "expected"),
    [
        ({"a": 1, "b": 3}, {"a": 0.8, "b": 0.2}),
        ({"a": 2, "b": 2}, {"a": 0.5, "b": 0.5}),
        ({"a": 1, "b": 3, "c": 2}, {"a": 0.8, "b": 0.1, "c": 0.1}),
        ({"a": 1, "b": 1, "c": 2}, {"a": 0.4, "b": 0.4, "c": 0.2}),
    ],
)
def test_the_best_share_p_and_the_others_the_rest(imbalance, expected):
    assert chances(imbalance, 0.8) == pytest.approx(expected)


@given(some.dictionaries(some.text(), some.integers(0, 50), min_size=1, max_size=64), some.floats(0.02, 1))
def test_chances_sum_to_one(imbalance, p):
    found = chances(imbalance, p)

    assert sum(found.values()) == pytest.approx(1)
    assert all(0 <= each <= 1 for each in found.values())


def test_draws_follow_their_chances():
    dice, drawn, expected = Random(2026), 10_000, {"a": 0.8, "b": 0.15, "c": 0.05}

    found = Counter(drawn_by(expected, dice) for _ in range(drawn))

    squares = ((found[arm] - drawn * each) ** 2 / (drawn * each) for arm, each in expected.items())
    assert sum(squares) < 13.8, "χ², 2 df, p > 0.001"


def walked(p: float, dice: Random) -> int:
    """How far apart two arms are at most within any level, after 400 people of two items were allocated."""
    counts = Counter[tuple[tuple[str, str], str]]()
    for _ in range(400):
        levels = dice.choice("fm"), dice.choice("xyz")
        rows = [(each, arm, count) for (each, arm), count in counts.items()]
        counts[levels, drawn_by(chances(imbalances(ARMS, levels, rows), p), dice)] += 1
    return max(
        abs(sum(count * (1 if arm == "one" else -1) for (levels, arm), count in counts.items() if level in levels))
        for level in "fmxyz"
    )


def test_minimisation_keeps_every_level_alike_where_mere_chance_does_not():
    minimised = [walked(0.8, Random(seed)) for seed in range(20)]
    by_chance = [walked(0.5, Random(seed)) for seed in range(20)]

    assert max(minimised) <= 12
    assert sum(minimised) / 20 < 5
    assert sum(by_chance) / 20 > 15, "control: with p = 0.5 nothing is balanced"


@pytest.fixture
def minimised(transactional_db: None, settings: object, tmp_path: object) -> Version:
    """The short study with two conditions and minimisation, published and committed."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(design(MINIMISE.replace("0.8", "1"), crossed=False), by=None, at=timezone.now())


def people_of(version: Version) -> list[tuple[int, dict[str, str]]]:
    """People with their answers to both items."""
    definition, dice = definition_of(version.pk), Random(1)
    answers = [{"person.sex": sex, "person.crisis": crisis} for sex, crisis in product(("female", "male"), ("no", ""))]
    return [(someone(version, definition), dice.choice(answers)) for _ in range(PEOPLE)]


def minimise_all(version: Version) -> list[str]:
    """What all of them get, forty at once."""
    definition, people = definition_of(version.pk), people_of(version)

    def request(number: int) -> str:
        person, names = people[number]
        with transaction.atomic():
            dice = Random(number)
            return allocate(person, version.study_id, definition, names, at=timezone.now(), dice=dice).condition

    return at_once(request, PEOPLE)


def imbalance_seen() -> int:
    """The sum over all steps of the way of how much worse than the best each allocation was."""
    rows, worse = list(Allocation.objects.order_by("position").select_related("participant")), 0
    counted: list[tuple[list[str], str, int]] = []
    for row in rows:
        assert row.participant is not None
        levels = row.participant.strata
        found = imbalances(("bright", "calm"), levels, counted)
        worse += found[row.condition] - min(found.values())
        counted.append((levels, row.condition, 1))
    return worse


@pytest.mark.promise("R4")
def test_forty_at_once_are_each_counted_before_the_next(minimised):
    got = minimise_all(minimised)

    assert "killed" not in got
    positions = list(Allocation.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, PEOPLE + 1))
    assert Participant.objects.filter(condition="").count() == 0
    # With p = 1 whoever comes gets the best: anything else would have counted what was no longer so.
    assert imbalance_seen() == 0


@pytest.mark.promise("R4")
def test_control_without_the_lock_people_are_allocated_by_a_count_that_has_grown_old(minimised, monkeypatch):
    monkeypatch.setattr(minimising, "COUNT", minimising.COUNT.replace("(%s,", "(%s || random(),"))

    got = minimise_all(minimised)

    assert "killed" in got, "control: the unique position stops whoever counted what was no longer so"


@pytest.mark.promise("R4")
def test_simulated_and_test_people_are_counted_apart(minimised):
    definition = definition_of(minimised.pk)
    names = {"person.sex": "female"}
    for origin in ("simulated", "real", "test", "simulated", "real", "test"):
        person = someone(minimised, definition)
        allocate(person, minimised.study_id, definition, names, at=timezone.now(), dice=Random(1), origin=origin)

    by_roster = Counter(Allocation.objects.values_list("roster", "position"))
    assert len(by_roster) == 6
    assert {position for _, position in by_roster} == {1, 2}
    # With p = 1 the second of each kind gets the other condition, whatever the other kinds have.
    for roster in {roster for roster, _ in by_roster}:
        assert set(Allocation.objects.filter(roster=roster).values_list("condition", flat=True)) == {"bright", "calm"}


def test_whoever_stopped_is_counted_and_whoever_was_erased_leaves_no_answer(minimised):
    definition, names = definition_of(minimised.pk), {"person.sex": "male"}
    stopped, erased = someone(minimised, definition), someone(minimised, definition)
    for person in (stopped, erased):
        allocate(person, minimised.study_id, definition, names, at=timezone.now(), dice=Random(1))
    Participant.objects.filter(pk=stopped).update(stopped_at=timezone.now())

    withdraw(erased, reached="film", mode="deleted", at=timezone.now())

    third = someone(minimised, definition)
    allocate(third, minimised.study_id, definition, names, at=timezone.now(), dice=Random(1))
    arms = dict(Participant.objects.values_list("pk", "condition"))
    assert arms[third] != arms[stopped]
    assert list(Allocation.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]
    assert Allocation.objects.get(position=2).participant_id is None
    assert "male" not in str(list(Allocation.objects.values()))


def test_what_was_not_answered_is_a_level_of_its_own(minimised):
    definition = definition_of(minimised.pk)
    person = someone(minimised, definition)

    allocate(person, minimised.study_id, definition, {"person.sex": "male"}, at=timezone.now(), dice=Random(1))

    assert Participant.objects.get().strata == ["male", "none"]
