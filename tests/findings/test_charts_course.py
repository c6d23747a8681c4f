"""The course of an outcome: every mean is in its words, marks and lines tell conditions apart without colours."""

import pytest

from surveys.findings.charts.arms import arms_of
from surveys.findings.charts.course import apart, course
from surveys.findings.charts.draw import svg
from tests.findings.document_parts import document, group, outcome

ARMS = arms_of(document())


def test_the_sentence_for_those_who_do_not_see_it_has_every_mean() -> None:
    alt = course(outcome(), ARMS, (0, 100)).alt

    assert "Warm <light> 40.0 before, 40.0 after; Cold light 40.0 before, 40.0 after." in alt


def test_the_sentence_says_who_ends_where() -> None:
    part = outcome()
    part["cells"][-1]["mean"] = 20.0

    said = course(part, ARMS, None).alt

    assert "At after the lowest mean is that of Cold light, the highest that of Warm <light>." in said


def test_a_study_without_values_has_a_picture_too() -> None:
    picture = course(outcome(mean=None), ARMS, None)

    assert "<svg" in svg(picture)
    assert "no value yet" in picture.alt


def test_the_scale_is_the_real_one_from_end_to_end() -> None:
    assert course(outcome(), ARMS, (0, 100)).marks() == [0, 25, 50, 75, 100]
    assert course(outcome(), ARMS, None).marks()[0] <= 35


def test_groups_never_wear_the_marks_of_conditions() -> None:
    by_condition = course(outcome(), ARMS, None)
    by_group = course(outcome(by="group"), arms_of(document(), group()), None)

    assert [each.number for each in by_condition.series] == [0, 1]
    assert [each.number for each in by_group.series] == [2, 3]


@pytest.mark.promise("S6")
def test_a_picture_by_group_says_that_it_was_observed() -> None:
    assert "Observed, not randomised" in svg(course(outcome(by="group"), arms_of(document(), group()), (0, 100)))
    assert "Observed" not in svg(course(outcome(), ARMS, (0, 100)))


def test_a_picture_of_simulated_people_says_so_in_itself() -> None:
    made_up = course(outcome(), arms_of(document(), None, "simulated"), (0, 100))

    assert "Simulated people, made up." in svg(made_up)
    assert "Simulated" not in svg(course(outcome(), ARMS, (0, 100)))


def test_names_are_moved_apart_and_stay_in_order() -> None:
    assert apart([10, 11, 12], 5, 0, 100) == [10, 15, 20]
    assert apart([98, 99], 5, 0, 100) == [95, 100]
    assert apart([], 5, 0, 100) == []
