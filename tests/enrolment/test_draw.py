"""What is drawn at one allocation, and what a person has then."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.enrolment.draw import Outcome, draw_of, draws_of
from surveys.enrolment.slots import shuffled_block
from surveys.protocols.design import AllocationPlan
from surveys.protocols.read_definition import read_definition
from tests.enrolment.designs import design

BLOCKS = "{method: blocks, sizes: [4, 8]}"
WEIGHTS = "{bright_warm: 3, bright_cool: 1, calm_warm: 2, calm_cool: 2}"
FOUR = ["bright_warm", "bright_cool", "calm_warm", "calm_cool"]


def test_all_at_once_draws_a_condition():
    draw = draw_of(read_definition(design(BLOCKS)), "", {})

    assert draw.key == ""
    assert draw.outcomes == {condition: Outcome(condition) for condition in FOUR}


def test_one_factor_draws_a_level_and_the_rest_draws_within_it():
    definition = read_definition(design(BLOCKS, apart=True))

    first = draw_of(definition, "mood", {})
    rest = draw_of(definition, "", {"mood": "calm"})

    assert first.outcomes == {level: Outcome("", {"mood": level}) for level in ("bright", "calm")}
    assert rest.outcomes == {each: Outcome(each, {"mood": "calm"}) for each in ("calm_warm", "calm_cool")}


def test_the_last_factor_by_itself_completes_the_condition():
    draw = draw_of(read_definition(design(BLOCKS, apart=True)), "words", {"mood": "calm"})

    assert draw.outcomes["warm"] == Outcome("calm_warm", {"mood": "calm", "words": "warm"})


def test_a_level_weighs_as_much_as_its_conditions():
    definition = read_definition(design(f"{{method: weighted, weights: {WEIGHTS}}}", apart=True))

    assert draw_of(definition, "mood", {}).weights == {"bright": 4, "calm": 4}
    assert draw_of(definition, "", {"mood": "bright"}).weights == {"bright_warm": 3, "bright_cool": 1}


@pytest.mark.parametrize(("apart", "keys"), [(False, [""]), (True, ["mood:", ":mood=bright", ":mood=calm"])])
def test_every_draw_of_a_journey_has_a_key_of_its_own(apart, keys):
    assert [draw.key for draw in draws_of(read_definition(design(BLOCKS, apart=apart)))] == keys


@given(some.dictionaries(some.text(min_size=1), some.integers(1, 9), min_size=1, max_size=8), some.integers())
def test_a_weighted_block_holds_everything_as_often_as_it_weighs(weights, seed):
    block = shuffled_block(weights, AllocationPlan("weighted", weights=weights), Random(seed))

    assert Counter(block) == weights


def test_every_order_of_a_weighted_block_is_as_likely_as_any_other():
    dice, weights, blocks = Random(2026), {"a": 2, "b": 1}, 3000

    orders = Counter("".join(shuffled_block(weights, AllocationPlan("weighted"), dice)) for _ in range(blocks))

    assert set(orders) == {"aab", "aba", "baa"}
    assert sum((count - blocks / 3) ** 2 / (blocks / 3) for count in orders.values()) < 13.8, "χ², 2 df, p > 0.001"
