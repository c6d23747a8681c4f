"""Who tapped in which part of a film: shares of the people who saw it."""

import pytest

from surveys.findings.statistics.tap_rates import Part, tap_rates

WHOLE = [[0.0, 12.0]]


def test_a_film_is_cut_into_parts_of_five_seconds() -> None:
    assert [(part.start, part.end) for part in tap_rates([], 12.0)] == [(0, 5), (5, 10), (10, 12)]
    assert [(part.start, part.end) for part in tap_rates([], 10.0)] == [(0, 5), (5, 10)]
    assert len(tap_rates([], 3600.0)) <= 120


def test_each_person_counts_once_a_part_however_often_they_tap() -> None:
    parts = tap_rates([([1.0, 2.0, 4.9, 6.0], WHOLE), ([], WHOLE)], 12.0)

    assert [(part.tapped, part.n) for part in parts] == [(1, 2), (1, 2), (0, 2)]


def test_only_those_who_saw_a_part_could_tap_in_it() -> None:
    parts = tap_rates([([], [[0.0, 5.2]]), ([], [[6.0, 12.0]])], 12.0)

    assert [part.n for part in parts] == [1, 1, 1], "two tenths of a second are no chance to tap"


def test_a_tap_at_the_very_end_belongs_to_the_last_part() -> None:
    assert [part.tapped for part in tap_rates([([12.0], WHOLE), ([12.3], WHOLE)], 12.0)] == [0, 0, 2]


def test_the_share_has_wilsons_interval_and_none_where_nobody_was() -> None:
    part = Part(0, 5, 10, 3)

    assert part.share == 0.3
    # Newcombe's worked example of 3 of 10.
    assert part.ci95 == pytest.approx((0.1078, 0.6032), abs=1e-4)
    assert (Part(0, 5, 0, 0).share, Part(0, 5, 0, 0).ci95) == (None, None)
