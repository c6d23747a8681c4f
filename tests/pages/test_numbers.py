"""Figures as they are printed."""

import pytest

from surveys.pages.researcher.numbers import f_test, interval, number, p_value, share_of, t_test, unit


@pytest.mark.parametrize(
    ("p", "written"),
    [
        (0.0004, "< .001"),
        (0.001, ".001"),
        (0.0294, ".029"),
        (1.0, "1.000"),
        (None, "–"),
    ],
)
def test_p_values_follow_the_apa(p: float | None, written: str) -> None:
    assert p_value(p) == written


def test_numbers_have_a_real_minus_and_nothing_has_no_sign() -> None:
    assert number(-1.234) == "−1.23"
    assert number(1.2, "+") == "+1.20"
    assert number(-0.001) == number(0.001, "+") == "0.00"
    assert number(None) == "–"
    assert interval([-1, 2]) == "[−1.00, 2.00]"


def test_tests_have_their_degrees_of_freedom() -> None:
    assert t_test(-2.346, 67) == "t(67) = −2.35"
    assert f_test(8.1234, 2, 117) == "F(2, 117) = 8.12"
    assert t_test(None, None) == f_test(None, None, None) == "–"


def test_what_cannot_be_above_one_has_no_nought() -> None:
    assert unit(0.0891) == ".09"
    assert unit(-0.5) == "−.50"
    assert unit(1) == "1.00"
    assert unit(None) == "–"


def test_shares_have_wilsons_interval() -> None:
    assert share_of(3, 10) == "3 (30 %) [11, 60]"
    assert share_of(0, 0) == share_of(None, 5) == "–"
