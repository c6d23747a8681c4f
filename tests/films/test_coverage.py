"""Any order, repetition or delay of what arrives gives the same coverage and the same end."""

import itertools
import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.films.coverage import coverage, film_end, is_possible, longest_gap, merged, played, watched
from surveys.films.evidence import Batch, Event, Interval

DURATION_S = 50.0
# Epoch seconds at which the page was loaded; its own clock begins at 0 there.
LOADED = 1_760_000_000.0

stretches = st.lists(
    st.tuples(st.floats(0, DURATION_S), st.floats(0, DURATION_S)).map(lambda pair: (min(pair), max(pair))), max_size=20
)


def batch(
    intervals: tuple[Interval, ...] = (),
    events: tuple[Event, ...] = (),
    *,
    sent: float = 60_000,
    seq: int = 0,
    load: str = "one",
    delay_s: float = 0.0,
) -> Batch:
    return Batch(load, seq, sent, intervals, events, LOADED + sent / 1000 + delay_s)


def a_play_through() -> list[Batch]:
    """Fifty seconds in ten batches, with two pauses and an end at 61 s of the page's clock."""
    batches = []
    for seq in range(10):
        began = 1000 + seq * 5000 + (5000 if seq >= 3 else 0) + (5000 if seq >= 7 else 0)
        events: tuple[Event, ...] = ((began, "play", seq * 5.0),) if seq in (0, 3, 7) else ()
        if seq in (2, 6):
            events += ((began + 5000.0, "pause", seq * 5.0 + 5),)
        if seq == 9:
            events += ((began + 4999.0, "pause", 50.0), (began + 5000.0, "ended", 50.0))
        interval = (seq * 5.0, seq * 5.0 + 5, float(began), began + 5000.0)
        batches.append(batch((interval,), events, sent=began + 5010.0, seq=seq))
    return batches


def test_a_whole_play_through_is_covered_whole():
    seen = watched(a_play_through(), DURATION_S)

    assert seen.coverage == 1.0
    assert seen.longest_gap_s == 0.0
    assert seen.evidence


def test_the_pause_before_the_end_is_no_interruption():
    assert watched(a_play_through(), DURATION_S).pauses == 2


def test_the_film_ends_when_the_page_says_that_it_ended():
    assert film_end(a_play_through()) == pytest.approx(LOADED + 61.0, abs=0.001)


def test_without_an_end_the_last_second_that_played_counts():
    assert film_end(a_play_through()[:4]) == pytest.approx(LOADED + 26.0, abs=0.001)


def test_without_evidence_there_is_no_end_and_no_coverage():
    seen = watched([], DURATION_S)

    assert (seen.ended_at, seen.coverage, seen.evidence) == (None, 0.0, False)
    assert seen.longest_gap_s == DURATION_S


@pytest.mark.promise("R9")
@given(seed=st.integers(0, 10_000))
def test_order_repetition_and_delay_change_nothing(seed):
    dice = Random(seed)
    sent = a_play_through()
    # The last batch alone knows the end: only a report sent after it could make good for its delay.
    late = [replace(one, at=one.at + dice.uniform(0, 600)) if dice.random() < 0.2 else one for one in sent[:-1]]
    arrived = [*late, sent[-1], *(replace(one, at=one.at + dice.uniform(1, 600)) for one in dice.choices(sent, k=4))]
    dice.shuffle(arrived)

    assert watched(arrived, DURATION_S) == watched(sent, DURATION_S)


def test_a_late_end_is_put_right_by_a_later_report():
    *before, last = a_play_through()
    later = batch(sent=70_000, seq=10)

    assert film_end([*before, replace(last, at=last.at + 300), later]) == pytest.approx(LOADED + 61.0, abs=0.001)


def test_each_page_load_has_its_own_clock():
    first = batch(((0.0, 20.0, 0.0, 20_000.0),), sent=20_000, load="one")
    # Reloaded after two minutes: the page's clock begins at 0 again.
    second = replace(batch(((20.0, 50.0, 500.0, 30_500.0),), ((30_500.0, "ended", 50.0),), sent=30_600, load="two"))
    second = replace(second, at=second.at + 120)

    seen = watched([second, first], DURATION_S)

    assert seen.coverage == 1.0
    assert seen.ended_at == pytest.approx(LOADED + 150.5, abs=0.001)


def test_a_page_clock_that_slept_before_the_end_does_not_move_it():
    before = batch(((0.0, 5.0, 0.0, 5000.0),), sent=5000, seq=0)
    # The computer slept an hour; its page clock stood still.
    after = batch((), ((9000.0, "ended", 50.0),), sent=9000, seq=1, delay_s=3600)

    assert film_end([before, after]) == pytest.approx(LOADED + 3609.0, abs=0.001)


@pytest.mark.parametrize(
    "claim",
    [
        (0.0, 40.0, 0.0, 1000.0),
        (10.0, 5.0, 0.0, 5000.0),
        (5.0, 5.0, 0.0, 5000.0),
        (-20.0, 5.0, 0.0, 25_000.0),
        (0.0, 80.0, 0.0, 59_000.0),
        (60.0, 70.0, 0.0, 10_000.0),
        (math.nan, 5.0, 0.0, 5000.0),
        (0.0, math.inf, 0.0, 5000.0),
        (0.0, 5.0, 5000.0, 0.0),
        (0.0, 5.0, -9000.0, 0.0),
        (0.0, 5.0, 100_000.0, 105_000.0),
    ],
)
def test_a_claim_that_cannot_be_true_is_dropped(claim):
    assert played([batch((claim,))], DURATION_S) == []


def test_a_film_may_be_played_at_double_speed():
    assert is_possible((0.0, 20.0, 0.0, 10_000.0), sent=10_000, duration_s=DURATION_S)


def test_a_film_that_a_browser_finds_a_little_longer_is_still_covered_whole():
    seen = watched([batch(((0.0, 50.2, 0.0, 50_200.0),))], DURATION_S)

    assert seen.coverage == 1.0


def test_the_longest_gap_is_the_part_that_never_played():
    assert longest_gap([(0, 10), (22, 30)], 40) == 12
    assert longest_gap([(15, 40)], 40) == 15
    assert longest_gap([], 40) == 40


def test_a_film_without_length_is_not_covered():
    assert coverage([(0, 1)], 0.0) == 0.0
    assert coverage([(0, 1)], math.nan) == 0.0


def test_seconds_hidden_and_stalled_are_counted():
    events: tuple[Event, ...] = (
        (1000.0, "play", 0.0),
        (3000.0, "hidden", 2.0),
        (7500.0, "visible", 6.5),
        (9000.0, "stall", 8.0),
        (10_250.0, "play", 8.0),
        (20_000.0, "hidden", 17.75),
    )

    seen = watched([batch((), events, sent=21_000), batch((), events, sent=21_000)], DURATION_S)

    assert seen.hidden_s == pytest.approx(5.5)
    assert seen.stalled_s == pytest.approx(1.25)


@given(stretches)
def test_merged_stretches_are_in_order_and_apart(given_stretches):
    union = merged(given_stretches)

    assert union == sorted(union)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(union))
    assert merged(union) == union


@given(stretches, st.randoms())
def test_coverage_is_a_share_that_only_grows(given_stretches, dice):
    shuffled = [*given_stretches, *given_stretches[:3]]
    dice.shuffle(shuffled)

    assert 0.0 <= coverage(given_stretches, DURATION_S) <= 1.0
    assert coverage(shuffled, DURATION_S) == coverage(given_stretches, DURATION_S)
    assert coverage([*given_stretches, (3.0, 9.0)], DURATION_S) >= coverage(given_stretches, DURATION_S)


@given(stretches)
def test_coverage_agrees_with_counting_hundredths_of_a_second(given_stretches):
    hundredths = [moment / 100 for moment in range(int(DURATION_S * 100))]
    counted = sum(any(start <= moment < end for start, end in given_stretches) for moment in hundredths)

    # Stretches nearer than a frame are joined, at most once between two of them.
    tolerance = (len(given_stretches) + 1) * 0.08
    assert coverage(given_stretches, DURATION_S) * DURATION_S == pytest.approx(counted / 100, abs=tolerance)


def test_stretches_that_all_claim_the_same_second_are_no_evidence():
    claims = tuple((second, second + 16.0, 0.0, 1000.0) for second in range(0, 48, 2))

    assert played([batch(claims[:1])], DURATION_S) == [(0.0, 16.0)]
    assert played([batch(claims)], DURATION_S) == []
    assert played([batch(claims[:1]), batch(claims[1:], seq=1)], DURATION_S) == []
