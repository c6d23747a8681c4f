"""Stretches of a film: their union, what they leave out, and the share that they cover."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.films.coverage import coverage, longest_gap, merged, seconds, without
from tests.films.batches import DURATION_S

stretches = st.lists(
    st.tuples(st.floats(0, DURATION_S), st.floats(0, DURATION_S)).map(lambda pair: (min(pair), max(pair))), max_size=20
)


def test_the_longest_gap_is_the_part_that_never_played():
    assert longest_gap([(0, 10), (22, 30)], 40) == 12
    assert longest_gap([(15, 40)], 40) == 15
    assert longest_gap([], 40) == 40


def test_a_film_without_length_is_not_covered():
    assert coverage([(0, 1)], 0.0) == 0.0
    assert coverage([(0, 1)], math.nan) == 0.0


def test_what_is_taken_out_of_stretches_is_gone():
    assert without([(0, 10), (20, 30)], [(5, 22), (25, 26)]) == [(0, 5), (22, 25), (26, 30)]
    assert without([(0, 10)], [(0, 9.97)]) == []
    assert without([(0, 10)], []) == [(0, 10)]


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


@given(stretches, stretches)
def test_what_is_taken_and_what_is_left_are_together_the_whole(whole, taken):
    left = without(whole, taken)

    both = seconds(merged([*left, *without(whole, left)]))
    assert both == pytest.approx(seconds(merged(whole)), abs=0.13 * (len(whole) + len(taken) + 1))
