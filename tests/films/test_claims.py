"""Evidence can't be talked up, and nobody is taken for a liar whose clock or network is bad."""

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.films import claims as judging
from surveys.films.claims import claims
from surveys.films.evidence import Batch, Interval
from surveys.films.verdict import verdict
from surveys.films.watched import watched
from tests.films.batches import DURATION_S, LOADED, a_play_through, batch

WHOLE: Interval = (0.0, 50.0, 500.0, 50_500.0)
DAY_S = 24 * 3600.0


def judged(*batches: Batch, earliest: float | None = LOADED) -> tuple[float, int, str]:
    """The coverage, how many claims were refused, and the verdict."""
    seen = watched(batches, DURATION_S, earliest=earliest)
    return round(seen.coverage, 2), seen.refused, verdict(seen, 0.9)


@pytest.mark.parametrize(
    "claim",
    [
        (0.0, 40.0, 0.0, 1000.0),
        (0.0, 20.0, 0.0, 10_000.0),
        (10.0, 5.0, 0.0, 5000.0),
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
def test_a_claim_that_cannot_be_true_is_refused(claim):
    found = claims([batch((claim,))], DURATION_S)

    assert found.stretches() == []
    assert len(found.refused) == 1


def test_a_film_may_run_a_little_longer_in_a_browser_than_on_the_server():
    assert judged(batch(((0.0, 50.2, 0.0, 50_200.0),))) == (1.0, 0, "seen")


def test_a_whole_film_in_three_seconds_is_implausible():
    assert judged(batch(((0.0, 50.0, 0.0, 3000.0),), sent=3000)) == (0.0, 1, "implausible")


def test_many_short_lies_gain_no_more_than_one_long_one():
    # Each by itself would pass for a blurred clock.
    lies = tuple((k * 0.25, k * 0.25 + 0.25, 1000.0 + k, 1000.0 + k) for k in range(200))

    coverage, refused, word = judged(batch(lies, sent=2000))

    assert coverage <= 0.03
    assert (refused > 190, word) == (True, "implausible")


def test_stretches_that_all_claim_the_same_seconds_of_the_page_are_refused():
    lies = tuple((k * 5.0, k * 5.0 + 5, 1000.0, 6000.0) for k in range(10))

    assert judged(batch(lies)) == (0.1, 9, "implausible")


def test_a_film_that_was_over_before_its_page_can_have_been_there_is_refused():
    # The page's clock is whatever the page says; the server's is not.
    assert judged(batch((WHOLE,), sent=51_000), earliest=LOADED + 40) == (0.0, 1, "implausible")


def test_control_without_the_servers_clock_it_would_count():
    assert judged(batch((WHOLE,), sent=51_000), earliest=None) == (1.0, 0, "seen")


@pytest.mark.parametrize("rule", ["one_after_the_other", "refuse_too_early", "takes_its_time"])
def test_control_without_each_rule_coverage_can_be_talked_up(rule, monkeypatch):
    lies = {
        "one_after_the_other": [batch(tuple((k * 5.0, k * 5.0 + 5, 1000.0, 6000.0) for k in range(10)))],
        "refuse_too_early": [replace(batch((WHOLE,), sent=51_000), at=LOADED + 3)],
        "takes_its_time": [batch(((0.0, 2.2, 0.0, 1000.0),), sent=1000)],
    }[rule]
    honest = claims(lies, DURATION_S, earliest=LOADED).stretches()

    off = {
        "one_after_the_other": lambda intervals: (list(intervals), []),
        "refuse_too_early": lambda *_: None,
        "takes_its_time": lambda *_: True,
    }[rule]
    monkeypatch.setattr(judging, rule, off)
    if rule == "takes_its_time":
        monkeypatch.setattr(judging, "LOAD_GRAIN_S", 60.0)
    talked_up = claims(lies, DURATION_S, earliest=LOADED).stretches()

    assert sum(end - start for start, end in talked_up) > sum(end - start for start, end in honest) + 1


def test_two_tabs_that_play_two_halves_at_once_gain_nothing():
    halves = [
        batch(((start, start + 25.0, 1000.0, 26_000.0),), sent=26_100, load=load)
        for load, start in (("one", 0.0), ("two", 25.0))
    ]

    assert judged(*halves) == (0.5, 1, "implausible")


def test_also_where_the_page_was_looked_at_for_long_before():
    tabs = [
        batch(((start + k, start + k + 5.0, 1000.0 * k + 500, 1000.0 * k + 5500),), sent=1000.0 * k + 5600, load=load)
        for load, start in (("one", 0.0), ("two", 25.0))
        for k in (0, 5, 10, 15, 20)
    ]
    tabs = [replace(each, seq=int(each.sent)) for each in tabs]

    coverage, refused, word = judged(*tabs, earliest=LOADED - 600)

    assert coverage <= 0.6
    assert (refused >= 4, word) == (True, "implausible")


def test_two_tabs_that_play_the_same_count_once_and_are_no_lie():
    assert judged(*a_play_through(), *a_play_through(load="two")) == (1.0, 0, "seen")


def test_a_speed_that_was_reported_is_no_lie_and_not_seen_either():
    fast = ((0.0, 50.0, 1000.0, 26_000.0),)
    seen = watched([batch(fast, ((900.0, "rate", 0.0, 2.0),))], DURATION_S, earliest=LOADED)

    assert (seen.coverage, seen.refused, seen.rate_changes) == (0.0, 0, 1)
    assert seen.strip["fast"] == [[0.0, 50.0]]
    assert verdict(seen, 0.9) == "barely"
    assert judged(batch(fast)) == (0.0, 1, "implausible"), "control: not reported, it is refused"


def test_the_film_goes_on_at_its_own_speed_after_an_attempt_to_play_it_faster():
    # The page takes the speed back at once, and doesn't always say so.
    intervals: tuple[Interval, ...] = ((0.0, 10.02, 0.0, 10_000.0), (10.02, 50.0, 10_001.0, 49_981.0))

    assert judged(batch(intervals, ((10_000.0, "rate", 10.02, 2.0),))) == (1.0, 0, "seen")


# ---- Honest people with bad clocks and bad networks ----


@given(seed=st.integers(0, 10_000))
def test_nobody_is_refused_whose_clock_is_blurred_to_a_tenth_of_a_second(seed):
    dice = Random(seed)

    def blurred(value: float) -> float:
        return math.floor(value / 100) * 100.0

    rough = [
        replace(
            each,
            sent=blurred(each.sent) + 100,
            intervals=tuple(
                (start + dice.uniform(-0.05, 0.05), end + dice.uniform(-0.05, 0.05), blurred(began), blurred(ended))
                for start, end, began, ended in each.intervals
            ),
        )
        for each in a_play_through()
    ]

    assert judged(*rough)[1:] == (0, "seen")


@given(delays=st.lists(st.floats(0, 9 * DAY_S), min_size=10, max_size=10))
def test_nobody_is_refused_whose_reports_arrive_days_later(delays):
    late = [replace(each, at=each.at + delay) for each, delay in zip(a_play_through(), delays, strict=True)]

    assert judged(*late) == (1.0, 0, "seen")


@given(
    sleeps=st.lists(st.floats(0, 3 * DAY_S), min_size=10, max_size=10),
    shift=st.sampled_from([0.0, 3 * DAY_S]),
)
def test_nobody_is_refused_whose_clock_stood_still_or_began_days_ago(sleeps, shift):
    slept, asleep = [], 0.0
    for each, more in zip(a_play_through(), sleeps, strict=True):
        asleep += more
        intervals = tuple((s, e, b + shift * 1000, d + shift * 1000) for s, e, b, d in each.intervals)
        slept.append(replace(each, sent=each.sent + shift * 1000, intervals=intervals, at=each.at + asleep))

    assert judged(*slept) == (1.0, 0, "seen")


def test_nobody_is_refused_whose_page_clock_jumped_ahead_by_three_days():
    jumped = [
        replace(
            each,
            sent=each.sent + 3 * DAY_S * 1000,
            intervals=tuple((s, e, b + (0 if k == 5 else 3 * DAY_S * 1000), d + 3 * DAY_S * 1000)
                            for s, e, b, d in each.intervals),
        ) if k >= 5 else each
        for k, each in enumerate(a_play_through())
    ]  # fmt: skip

    assert judged(*jumped) == (1.0, 0, "seen")


def test_nobody_is_refused_who_was_offline_in_one_tab_and_went_on_in_another():
    # The first half was kept, and came with the second one's last report.
    first = batch(((0.0, 25.0, 1000.0, 26_000.0),), sent=26_000, load="one", delay_s=60.0)
    second = batch(((25.0, 50.0, 1000.0, 26_000.0),), sent=26_000, load="two", loaded=LOADED + 60)

    assert judged(first, second) == (1.0, 0, "seen")


def test_nobody_is_refused_because_the_servers_clock_was_set_back():
    assert judged(*a_play_through(), earliest=LOADED + 3600) == (1.0, 0, "seen")
