"""Formulas that are plain sums or means become a score's rule, exactly; all others are refused with a sentence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instruments.exchange.linear import FUNCTIONS, FormulaError, read_linear, score_rule
from surveys.instruments.exchange.write_redcap import formula
from surveys.instruments.scoring import Score, score

ITEMS = {name: {"kind": "scale", "from": 0, "to": 4} for name in "abc"} | {"age": {"kind": "number"}}


def rule_of(text: str) -> dict[str, Any]:
    return score_rule(read_linear(text, functions=FUNCTIONS), ITEMS)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[a]+[b]+[c]", {"sum": ["a", "b", "c"], "answered": 1}),
        ("a + b", {"sum": ["a", "b"], "answered": 1}),
        ("a", {"sum": ["a"], "answered": 1}),
        ("([a]+[b]+[c])/3", {"mean": ["a", "b", "c"], "answered": 1}),
        ("[a]/3 + [b]/3 + [c]/3", {"mean": ["a", "b", "c"], "answered": 1}),
        ("mean([a],[b],[c])", {"mean": ["a", "b", "c"], "answered": 0.33}),
        ("sum([a],[b])", {"sum": ["a", "b"], "answered": 1}),
        ("[a] + (4 - [b])", {"sum": ["a", "b"], "reverse": ["b"], "answered": 1}),
        ("([a] + (4 - [b])) * 2", {"sum": ["a", "b"], "reverse": ["b"], "answered": 1, "multiply": 2}),
        ("[a] + (5 - [b])", {"sum": ["a", "b"], "reverse": ["b"], "answered": 1, "add": 1}),
        ("[a] - [b]", {"sum": ["a", "b"], "reverse": ["b"], "answered": 1, "add": -4}),
        ("0 - [a] - [b]", {"sum": ["a", "b"], "answered": 1, "multiply": -1}),
        ("-(a + b)", {"sum": ["a", "b"], "answered": 1, "multiply": -1}),
        ("[a] + [b] + 0.5", {"sum": ["a", "b"], "answered": 1, "add": 0.5}),
        ("[a] + [b] - [b]", {"sum": ["a"], "answered": 1}),
    ],
)
def test_a_plain_sum_or_mean_is_a_rule(text: str, rule: dict[str, Any]) -> None:
    assert rule_of(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "", "3", "[a]*[b]", "1/[a]", "[a]/0", "2*[a]+[b]", "if([a]>1,1,0)", "round([a],1)", "Math.max(a,b)", "a.b",
        "[a", "(a", "a b", "a +", "a ** 2", "[a]+[age]-[age]*2", "a;b", "(" * 500 + "a", "a+" * 20_000,
        "9999999999 + a",
        "a" + " * 999999999" * 30, "sum()", "a = b", "[a][b]", "[event][a] + [b]",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(FormulaError, match=r"[.”]$|[.] |\."):
        rule_of(text)


@given(
    st.sampled_from(["sum", "mean"]),
    st.lists(st.sampled_from("abc"), min_size=1, unique=True),
    st.sets(st.sampled_from("abc")),
    st.sampled_from([1, 2, -1, 0.5]),
    st.sampled_from([0, 3, -1.5]),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_a_score_that_goes_there_and_back_gives_the_same_number(
    method: str, items: list[str], turned: set[str], multiply: float, add: float, answers: list[int]
) -> None:
    reverse = frozenset(turned & set(items))
    rule = Score("x", method, tuple(items), dict.fromkeys(reverse, (0.0, 4.0)), reverse, 1, multiply, add)
    given_answers = {name: float(answer) for name, answer in zip("abc", answers, strict=True)}

    back = rule_of(formula(rule, [f"[{item}]" for item in items]))

    way = "sum" if "sum" in back else "mean"
    ranges = dict.fromkeys(back.get("reverse", []), (0.0, 4.0))
    again = Score("x", way, tuple(back[way]), ranges, frozenset(ranges), 1, back.get("multiply", 1), back.get("add", 0))
    assert score(again, given_answers).value == pytest.approx(score(rule, given_answers).value)
