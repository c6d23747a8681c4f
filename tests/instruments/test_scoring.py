"""Scores: a table by hand, and what must hold whatever is answered."""

import math
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys.instruments.scoring import Score, Scored, score, turned
from tests.instruments.reading import instrument_of

Answers = dict[str, float | None]
IDS = tuple("abcdefghij")


def rule(method: str = "mean", items: str = "abcde", reverse: str = "", **more: object) -> Score:
    ranges = dict.fromkeys(reverse, (1.0, 5.0))
    return Score("s", method, tuple(items), ranges, reverse=frozenset(reverse), **more)  # type: ignore[arg-type]


def answers(*values: float | None) -> Answers:
    return dict(zip(IDS, values, strict=False))


@pytest.mark.parametrize(
    ("method", "more", "given_answers", "scored"),
    [
        ("mean", {}, (1, 2, 3, 4, 5), Scored(3, 5, 5, False)),
        ("sum", {}, (1, 2, 3, 4, 5), Scored(15, 5, 5, False)),
        ("mean", {"reverse": "ab"}, (1, 2, 3, 4, 5), Scored((5 + 4 + 3 + 4 + 5) / 5, 5, 5, False)),
        ("sum", {"reverse": "abcde"}, (1, 2, 3, 4, 5), Scored(15, 5, 5, False)),
        # Four of five are the 0.8 that is the default; prorated: mean of the four × 5.
        ("sum", {}, (1, 2, 3, 4, None), Scored(12.5, 4, 5, True)),
        ("mean", {}, (1, 2, 3, 4, None), Scored(2.5, 4, 5, True)),
        ("sum", {"reverse": "a"}, (1, 2, 3, None, 5), Scored((5 + 2 + 3 + 5) / 4 * 5, 4, 5, True)),
        ("sum", {}, (1, 2, 3, None, None), Scored(None, 3, 5, False)),
        ("sum", {"answered": 0.6}, (1, 2, 3, None, None), Scored(10, 3, 5, True)),
        ("sum", {"answered": 1}, (1, 2, 3, 4, None), Scored(None, 4, 5, False)),
        ("mean", {}, (None,) * 5, Scored(None, 0, 5, False)),
        ("mean", {"answered": 0.01}, (None,) * 5, Scored(None, 0, 5, False)),
        ("mean", {"answered": 0.01}, (4, None, None, None, None), Scored(4, 1, 5, True)),
        ("sum", {"multiply": 2, "add": -10}, (1, 2, 3, 4, 5), Scored(20, 5, 5, False)),
        ("sum", {"multiply": 2, "add": 1}, (1, 2, 3, 4, None), Scored(26, 4, 5, True)),
        ("mean", {"multiply": -1, "add": 6}, (1, 2, 3, 4, 5), Scored(3, 5, 5, False)),
        ("sum", {"never_prorate": frozenset("e")}, (1, 2, 3, 4, None), Scored(None, 4, 5, False)),
        ("sum", {"never_prorate": frozenset("e")}, (1, 2, 3, None, 5), Scored(13.75, 4, 5, True)),
        ("mean", {}, (0, 0, 0, 0, 0), Scored(0, 5, 5, False)),
    ],
)
def test_scores_by_hand(
    method: str, more: dict[str, object], given_answers: tuple[float | None, ...], scored: Scored
) -> None:
    assert score(rule(method, **more), answers(*given_answers)) == scored  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("share", "of", "needed"),
    [(0.75, 4, 3), (0.66, 3, 2), (0.8, 5, 4), (0.8, 10, 8), (0.75, 8, 6), (0.66, 4, 3), (0.7, 10, 7), (0.6, 5, 3)],
)
def test_a_score_is_there_from_the_share_on_and_missing_below_it(share: float, of: int, needed: int) -> None:
    asked = rule(items="".join(IDS[:of]), answered=share)

    enough = score(asked, answers(*[2.0] * needed + [None] * (of - needed)))
    too_few = score(asked, answers(*[2.0] * (needed - 1) + [None] * (of - needed + 1)))

    assert enough == Scored(2, needed, of, prorated=needed < of)
    assert too_few == Scored(None, needed - 1, of, prorated=False)


def test_answers_to_other_items_change_nothing() -> None:
    assert score(rule(), answers(1, 2, 3, 4, 5) | {"z": 99.0}) == Scored(3, 5, 5, False)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0, 1))
def test_turning_an_answer_round_twice_gives_it_back(low: float, width: float, share: float) -> None:
    high = low + abs(width)
    answer = low + share * (high - low)
    asked = Score("s", "mean", ("a",), {"a": (low, high)}, reverse=frozenset("a"))

    assert math.isclose(turned(asked, "a", turned(asked, "a", answer)), answer, abs_tol=1e-9)
    assert low - 1e-9 <= turned(asked, "a", answer) <= high + 1e-9


ANSWERS = st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=10, max_size=10)


@given(ANSWERS, st.sets(st.sampled_from(IDS)), st.sampled_from(["sum", "mean"]), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(
    values: list[float | None], reverse: set[str], method: str, dice: random.Random
) -> None:
    shuffled = dice.sample(IDS, k=len(IDS))

    one = score(rule(method, "".join(IDS), "".join(reverse), answered=0.3), answers(*values))
    other = score(rule(method, "".join(shuffled), "".join(reverse), answered=0.3), answers(*values))

    assert one == other


@given(ANSWERS, st.sets(st.sampled_from(IDS)), st.floats(0.05, 1))
def test_a_score_stays_within_its_items_and_a_sum_is_the_mean_times_their_number(
    values: list[float | None], reverse: set[str], share: float
) -> None:
    mean = score(rule("mean", "".join(IDS), "".join(reverse), answered=share), answers(*values))
    total = score(rule("sum", "".join(IDS), "".join(reverse), answered=share), answers(*values))

    assert (mean.value is None) == (total.value is None)
    assert mean.answered == total.answered == sum(value is not None for value in values)
    assume(mean.value is not None and total.value is not None)
    assert mean.value is not None and total.value is not None
    assert 1 <= mean.value <= 5
    assert math.isclose(total.value, mean.value * 10)
    assert mean.prorated == (None in values)


@given(ANSWERS, st.sets(st.sampled_from(IDS)), st.sampled_from(["sum", "mean"]))
def test_a_gap_where_none_may_be_leaves_no_score_and_changes_no_other(
    values: list[float | None], never: set[str], method: str
) -> None:
    forgiving = score(rule(method, "".join(IDS), answered=0.3), answers(*values))
    strict = score(rule(method, "".join(IDS), answered=0.3, never_prorate=frozenset(never)), answers(*values))

    gap = any(answers(*values)[each] is None for each in never)
    assert strict == (Scored(None, forgiving.answered, 10, False) if gap else forgiving)


@given(ANSWERS, st.sets(st.sampled_from(IDS)))
def test_a_prorated_sum_is_what_one_gets_by_putting_the_mean_into_each_gap(
    values: list[float | None], reverse: set[str]
) -> None:
    asked = rule("sum", "".join(IDS), "".join(reverse), answered=0.1)
    found = score(asked, answers(*values))
    assume(found.value is not None)
    there = [6 - value if each in reverse else value for each, value in answers(*values).items() if value is not None]

    by_hand = sum(there) + (10 - len(there)) * sum(there) / len(there)

    assert found.value == pytest.approx(by_hand)


def test_a_self_harm_item_is_never_prorated_without_being_told() -> None:
    items = "\n".join(f"  - {{id: {each}, text: T, kind: scale, from: 0, to: 3{more}}}" for each, more in MOODS.items())
    instrument, faults = instrument_of(items, "scores:\n  total: {sum: [a, b, c, d, e], answered: 0.6}\n")

    with_it = score(instrument.scores[0], answers(1, 1, None, 1, 0))
    without_it = score(instrument.scores[0], answers(1, 1, 1, 1, None))

    assert faults == []
    assert with_it == Scored(3.75, 4, 5, True)
    assert without_it == Scored(None, 4, 5, False)


MOODS = dict.fromkeys("abcd", "") | {"e": ", self_harm: true"}
