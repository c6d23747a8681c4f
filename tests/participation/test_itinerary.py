"""Where a person is: one pure function, the same answer for the same record and clock."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from surveys.participation.facts import Facts, Sent
from surveys.participation.itinerary import Place, itinerary, order_of
from surveys.protocols.definition import Definition
from surveys.protocols.documents import read_folder
from surveys.protocols.read_definition import read_definition
from tests.participation.studies import CONSENTED, newcomer, sent

STUDIES = Path(__file__).resolve().parent.parent / "studies"
SHORT = read_definition(read_folder(STUDIES / "short"))
FLAGSHIP = read_definition(read_folder(Path(__file__).resolve().parents[2] / "surveys/protocols/examples/good-cry"))
MINUTE = 60


def walked(definition: Definition, facts: Facts, *, until: str, now: float, value: object = None) -> Place:
    """Send page after page until a step is due."""
    for _ in range(200):
        place = itinerary(definition, facts, now=now)
        if place.step == until or place.terminal:
            return place
        assert place.kind != "wait", f"{until} lies behind a pause"
        sent(definition, facts, place, at=now, value=value)
    raise AssertionError(f"{until} never came")


def test_nobody_gets_past_consent():
    facts = replace(newcomer(condition="calm"), consented_at=None)

    assert itinerary(SHORT, facts, now=CONSENTED).kind == "consent"


def test_whoever_is_not_allocated_yet_is_allocated_before_anything_else():
    facts = newcomer(condition="")

    place = itinerary(SHORT, facts, now=CONSENTED)
    while place.kind == "ask":
        sent(SHORT, facts, place, at=CONSENTED)
        place = itinerary(SHORT, facts, now=CONSENTED)

    assert place.kind == "allocate"


@pytest.mark.parametrize(
    ("minutes", "step", "kind"),
    [(0, "wait1", "ask"), (7.9, "wait1", "ask"), (8, "strain.later", "ask"), (500, "strain.later", "ask")],
)
def test_a_pause_counts_from_the_end_of_the_film(minutes, step, kind):
    facts = newcomer(condition="calm")
    walked(SHORT, facts, until="film", now=CONSENTED)
    sent(SHORT, facts, itinerary(SHORT, facts, now=CONSENTED), at=CONSENTED)
    walked(SHORT, facts, until="wait1", now=CONSENTED)

    place = itinerary(SHORT, facts, now=CONSENTED + minutes * MINUTE)

    assert (place.step, place.kind) == (step, kind)


def test_a_pause_without_anything_to_do_says_until_when():
    facts = newcomer(condition="calm")
    walked(SHORT, facts, until="wait1", now=CONSENTED)
    for page in range(2):
        facts.sent["wait1", "", page] = Sent([None], CONSENTED, CONSENTED)

    place = itinerary(SHORT, facts, now=CONSENTED + MINUTE)

    assert (place.kind, place.until) == ("wait", CONSENTED + 8 * MINUTE)


@pytest.mark.promise("R7")
@pytest.mark.parametrize(
    ("minutes", "step"), [(49, "wait2"), (50, "strain.last"), (90, "strain.last"), (90.1, "debrief")]
)
def test_a_window_opens_and_what_comes_too_late_is_missed(minutes, step):
    facts = newcomer(condition="calm")
    walked(SHORT, facts, until="wait1", now=CONSENTED)
    late = CONSENTED + 10 * MINUTE
    walked(SHORT, facts, until="part1", now=late)
    sent(SHORT, facts, itinerary(SHORT, facts, now=late), at=late)

    assert itinerary(SHORT, facts, now=CONSENTED + minutes * MINUTE).step == step


def test_the_fast_clock_makes_a_minute_a_second():
    facts = newcomer(condition="calm")
    walked(SHORT, facts, until="wait1", now=CONSENTED)

    assert itinerary(SHORT, facts, now=CONSENTED + 7.9, pace=60).step == "wait1"
    assert itinerary(SHORT, facts, now=CONSENTED + 8, pace=60).step == "strain.later"


@pytest.mark.parametrize(("age", "shown"), [(29, False), (30, True), (None, False)])
def test_a_step_is_shown_when_its_condition_is_true_not_when_it_is_unknown(age, shown):
    facts = newcomer(condition="calm")

    place = walked(SHORT, facts, until="detail", now=CONSENTED, value={"age": age}) if shown else None
    if not shown:
        place = walked(SHORT, facts, until="wait1", now=CONSENTED, value={"age": age})

    assert (place.step == "detail") is shown
    assert (("detail", "", 0) in facts.sent) is False


def test_help_comes_before_anything_else_and_once():
    facts = newcomer(condition="calm")
    walked(SHORT, facts, until="strain.after", now=CONSENTED)
    sent(SHORT, facts, itinerary(SHORT, facts, now=CONSENTED), at=CONSENTED, value={"level": 9})

    place = itinerary(SHORT, facts, now=CONSENTED)
    assert (place.kind, place.step) == ("support", "safety1")
    sent(SHORT, facts, place, at=CONSENTED)
    assert itinerary(SHORT, facts, now=CONSENTED).step == "wait1"


@given(seed=some.integers(0, 2**63 - 1))
def test_everybody_gets_every_step_once_in_an_order_of_their_own(seed):
    order = order_of(FLAGSHIP, seed)
    fixed = [step.id for step in FLAGSHIP.walk() if step.id != "shuffle1"]

    assert sorted(step.id for step in order) == sorted(fixed)
    assert order == order_of(FLAGSHIP, seed)


@settings(deadline=None)
@given(
    seed=some.integers(0, 2**63 - 1),
    condition=some.sampled_from([arm.id for arm in FLAGSHIP.conditions]),
    pauses=some.lists(some.floats(0, 200 * MINUTE), min_size=60, max_size=60),
    answers=some.lists(some.sampled_from([None, 0, 2, 5]), min_size=60, max_size=60),
)
def test_every_walk_comes_to_the_end_and_never_asks_a_page_twice(seed, condition, pauses, answers):
    """Whatever is answered, and however long people take: each page once, and the journey ends."""
    facts, now, seen = newcomer(seed, condition), CONSENTED, set()
    for turn in range(200):
        now += pauses[turn % 60]
        place = itinerary(FLAGSHIP, facts, now=now)
        assert place == itinerary(FLAGSHIP, facts, now=now)
        if place.terminal:
            assert place.step == "part2"
            return
        if place.kind == "wait":
            assert place.until is not None
            assert place.until > now
            now = place.until
            continue
        assert place.key not in seen
        seen.add(place.key)
        sent(FLAGSHIP, facts, place, at=now, value={"sad": answers[turn % 60], "level": answers[turn % 60]})
    raise AssertionError("no end")
