"""Conditions crossed from factors, allocation of one factor or all, and the four methods of chance."""

import pytest

from surveys.protocols.definition import Allocate
from surveys.protocols.names import known_names
from tests.protocols.small import PROTOCOL, changed, faults_of, line_of, read

CONDITIONS = PROTOCOL[PROTOCOL.index("conditions:") : PROTOCOL.index("allocation:")]
FACTORS = """\
factors:
  ending: {happy: {film: clip-a}, very_sad: {film: clip-b}}
  company: {alone: {text: a.md}, with_friend: {text: b.md}, group: {text: a.md}}
"""
CROSSED = PROTOCOL.replace(CONDITIONS, FACTORS).replace("sizes: [2, 4]", "sizes: [6, 12]").replace(
    "among: 'condition.id == \"one\"', ", ""
)  # fmt: skip
IDS = ["happy_alone", "happy_with_friend", "happy_group", "very_sad_alone", "very_sad_with_friend", "very_sad_group"]
PARTLY = CROSSED.replace("  - allocate\n  - show: condition.text\n", "  - allocate: ending\n").replace(
    "  - {ask: mind, occasion: after}\n", "  - {ask: mind, occasion: after}\n  - allocate\n  - show: condition.text\n"
)


def test_factors_are_crossed_into_conditions_that_set_what_their_levels_set():
    definition = read(CROSSED)

    assert [arm.id for arm in definition.conditions] == IDS
    sad_friend = definition.arm("very_sad_with_friend")
    assert sad_friend is not None
    assert sad_friend.label == {"en": "Very sad, with friend"}
    assert sad_friend.settings == {"film": "clip-b", "text": "b.md"}
    assert sad_friend.levels == {"ending": "very_sad", "company": "with_friend"}
    assert [arm.id for arm in definition.arms_with({"ending": "happy"})] == IDS[:3]


def test_a_factor_may_set_nothing_and_stand_alone():
    alone = changed(FACTORS, "factors: {company: {alone: {}, together: {}}}\n", CROSSED)
    alone = alone.replace("  - show: condition.text\n", "").replace("film: condition.film", "film: clip-a")
    alone = alone.replace("after: film,", "after: clip_a,").replace("when: film.coverage", "when: clip_a.coverage")

    assert [arm.id for arm in read(alone).conditions] == ["alone", "together"]


def test_a_factor_that_is_allocated_by_itself_is_known_earlier():
    definition = read(PARTLY)

    names = known_names(
        definition.steps, definition.instruments, definition.conditions, definition.consent.clauses, definition.factors
    )
    steps = list(definition.walk())
    places = {step.factor: place for place, step in enumerate(steps) if isinstance(step, Allocate)}
    assert [step.id for step in steps if isinstance(step, Allocate)] == ["allocate_ending", "allocate"]
    assert names["factor.ending"].position == names["condition.film"].position == places["ending"]
    assert names["factor.company"].position == names["condition.text"].position == places[""]
    assert names["condition.id"].position == places[""]
    assert names["factor.ending"].values == ("happy", "very_sad")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (FACTORS, CONDITIONS + FACTORS, "“conditions” or “factors”"),
        ("happy: {film: clip-a}, very_sad", "very_sad", "needs at least two levels"),
        ("happy:", "2happy:", "“2happy” can't be an id"),
        ("company:", "the company:", "“the company” can't be an id"),
        ("group: {text: a.md}", "group: {text: a.md, film: clip-a}", "“film” is set by the factors"),
        ("group: {text: a.md}", "group: {label: Group}", "can't set"),
        ("alone: {text: a.md}", "alone_x: {text: a.md}, x: {}, happy_x: {}", "doesn't set “text”"),
    ],
)
def test_factors_that_cant_be_crossed_are_faults(old, new, fault):
    assert any(fault in each for each in faults_of(changed(old, new, CROSSED)))


def test_two_conditions_of_one_name_are_a_fault():
    twice = "factors: {one: {a: {}, a_b: {}}, two: {b_c: {}, c: {}}}\n"

    assert any("Two conditions would be called “a_b_c”" in each for each in faults_of(changed(FACTORS, twice, CROSSED)))


def test_a_condition_fits_its_column():
    one, two, three = (f"{{{level}: {{}}, x{level[:9]}: {{}}}}" for level in ("a" * 32, "b" * 32, "c"))
    long = f"factors: {{one: {one}, two: {two}, three: {three}}}\n"

    assert any("65 are the most" in each for each in faults_of(changed(FACTORS, long, CROSSED)))


def test_more_than_64_conditions_are_a_fault():
    one, two = (", ".join(f"{name}{number}: {{}}" for number in range(9)) for name in "ab")
    many = f"factors: {{one: {{{one}}}, two: {{{two}}}}}\n"

    assert any("81 conditions; 64 are the most" in each for each in faults_of(changed(FACTORS, many, CROSSED)))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("- allocate: ending", "- allocate: mood", "There is no factor “mood”"),
        ("  - allocate\n", "  - allocate: ending\n", "is allocated by an earlier step already"),
        ("  - allocate\n  - show: condition.text\n", "", "Nobody gets a level of company"),
        ("  - allocate\n", "  - allocate: company\n  - allocate\n", "All factors are allocated before"),
        ("  - allocate\n", "  - allocate: company\n  - {allocate: allocate, id: again}\n", "one after the other"),
        ("  - allocate: ending\n", "  - show: condition.text\n  - allocate: ending\n", "used before “allocate”"),
        ("{ask: more, when: mind.after.low >= 5}", "{ask: more, when: factor.ending == 'sad'}", "never is “sad”"),
        ("  - allocate: ending\n", "  - {show: a.md, when: factor.ending == 'happy'}\n  - allocate: ending\n", "later"),
    ],
)
def test_factors_that_are_allocated_wrongly_are_faults(old, new, fault):
    assert any(fault in each for each in faults_of(changed(old, new, PARTLY)))


def test_each_factor_may_be_allocated_by_itself():
    assert read(changed("  - allocate\n", "  - allocate: company\n", PARTLY)).factors.keys() == {"ending", "company"}


BLOCKS = "{method: blocks, sizes: [2, 4], strata: [who.sex]}"


@pytest.mark.parametrize(
    "plan",
    [
        "{method: simple}",
        "{method: weighted, weights: {one: 2, two: 1}, abandon_after: 2 h}",
        "{method: minimise, factors: [who.sex, who.grade]}",
        "{method: minimise, factors: [mind.before.low], p: 1}",
    ],
)
def test_the_methods_of_allocation_are_read(plan):
    assert read(changed(BLOCKS, plan)).allocation.method in plan


@pytest.mark.parametrize(
    ("plan", "fault"),
    [
        ("{method: simple, sizes: [2]}", "There is no key called “sizes”"),
        ("{method: weighted}", "The key “weights” is missing"),
        ("{method: weighted, weights: {one: 2}}", "The condition “two” has no weight"),
        ("{method: weighted, weights: {one: 2, two: 1, three: 1}}", "There is no condition “three” to weigh"),
        ("{method: weighted, weights: {one: 0, two: 1}}", "A weight is a whole number from 1"),
        ("{method: weighted, weights: {one: 0.5, two: 1}}", "whole number"),
        ("{method: weighted, weights: {one: 99, two: 2}}", "100 are the most"),
        ("{method: minimise}", "The key “factors” is missing"),
        ("{method: minimise, factors: [who.sex], p: 0.5}", "drawn as often as the best"),
        ("{method: minimise, factors: [who.sex], p: 1.2}", "is a probability"),
        ("{method: minimise, factors: [who.age]}", "is no choice item or scale"),
        ("{method: minimise, factors: [who.did]}", "is no choice item or scale"),
        ("{method: minimise, factors: [mind.before.sure]}", "is no choice item or scale"),
        ("{method: minimise, factors: [mind.after.low]}", "is asked after “allocate”"),
        ("{method: minimise, factors: [who.sex, who.sex]}", "stands here twice"),
        ("{method: minimise, factors: [nobody.knows]}", "is no choice item or scale"),
    ],
)
def test_a_plan_that_doesnt_fit_is_a_fault_at_its_line(plan, fault):
    text = changed(BLOCKS, plan)

    found = [each for each in faults_of(text) if fault in each]

    assert found
    assert found[0].startswith(f"protocol.yaml:{line_of(text, plan)}: ")


def test_without_the_step_nobody_gets_a_condition():
    text = changed("  - allocate\n", "", changed(BLOCKS, "{method: simple}"))

    assert any("no step “allocate”" in each for each in faults_of(text))
