"""Pictures: the same for the same numbers, readable without colour, safe under a strict policy."""

from typing import Any
from xml.etree import ElementTree

import pytest

from surveys.findings.charts import apart, draw, picture_of, ticks

LABELS = {"warm": "Warm <light>", "cold": "Cold light"}


def outcome(mean: float | None = 40.0) -> dict[str, Any]:
    interval = None if mean is None else [mean - 5, mean + 5]
    cells = [
        {"condition": condition, "group": condition, "occasion": occasion, "n": 12, "mean": mean, "ci95": interval}
        for condition in LABELS
        for occasion in ("before", "after")
    ]
    return {"id": "low", "label": "Low mood", "better": "lower", "cells": cells}


def test_equal_numbers_give_equal_files() -> None:
    picture = picture_of(outcome(), LABELS, (0, 100))

    assert draw(picture, "light") == draw(picture, "light")
    assert draw(picture, "light") != draw(picture, "dark")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_file_is_well_formed_and_needs_no_styles(theme: Any) -> None:
    file = draw(picture_of(outcome(), LABELS, (0, 100)), theme)

    ElementTree.fromstring(file)
    assert "style" not in file
    assert "script" not in file
    assert "DejaVu" not in file


def test_title_names_counts_and_ends_are_words_in_the_file() -> None:
    words = " ".join(ElementTree.fromstring(draw(picture_of(outcome(), LABELS, (0, 100)), "light")).itertext())

    for expected in ("Low mood: how does it change, by condition?", "Warm <light>", "n = 12", "before", "100"):
        assert expected in words


def test_the_sentence_for_those_who_do_not_see_it_has_every_mean() -> None:
    alt = picture_of(outcome(), LABELS, (0, 100)).alt

    assert "Warm <light> 40.0, 40.0; Cold light 40.0, 40.0." in alt


def test_a_study_without_values_has_a_picture_too() -> None:
    picture = picture_of(outcome(mean=None), LABELS, None)

    ElementTree.fromstring(draw(picture, "light"))
    assert "no value yet" in picture.alt


@pytest.mark.promise("S6")
def test_a_picture_by_group_says_that_it_was_observed() -> None:
    file = draw(picture_of(outcome(), {}, (0, 100), "Cried"), "light")

    assert "Observed, not randomised" in file
    assert "Observed" not in draw(picture_of(outcome(), LABELS, (0, 100)), "light")


def test_names_are_moved_apart_and_stay_in_order() -> None:
    assert apart([10, 11, 12], 5, 0, 100) == [10, 15, 20]
    assert apart([98, 99], 5, 0, 100) == [95, 100]
    assert apart([], 5, 0, 100) == []


def test_the_scale_is_marked_from_end_to_end_with_zero() -> None:
    assert ticks(0, 100) == [0, 25, 50, 75, 100]
    assert ticks(-3, 3) == [-3, -1.5, 0, 1.5, 3]
    assert 0 in ticks(-1, 3)
