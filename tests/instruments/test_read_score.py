"""What is wrong with a score is said in a sentence, at its line."""

import pytest

from tests.instruments.reading import instrument_of

ITEMS = "\n".join(
    [
        *(f"  - {{id: {each}, text: T, kind: scale, from: 1, to: 5}}" for each in "abc"),
        "  - {id: free, text: T, kind: text}",
        "  - {id: years, text: T, kind: number}",
        "  - {id: many, text: T, kind: choices, options: [{value: 1, label: A}, {value: 2, label: B}]}",
        "  - {id: own, text: T, kind: choice, other: true, options: [{value: 1, label: A}, {value: 2, label: B}]}",
        "  - {id: one, text: T, kind: choice, options: [{value: 1, label: A}, {value: 2, label: B}]}",
    ]
)


def faults_of_score(keys: str) -> list[str]:
    return instrument_of(ITEMS, f"scores:\n  total: {{{keys}}}\n")[1]


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("answered: 0.8", "A score is one of sum or mean"),
        ("sum: [a], mean: [a]", "A score is one of sum or mean"),
        ("sum: a", "Here a list is needed."),
        ("sum: []", "A score needs at least one item."),
        ("sum: [a, z]", "There is no item “z” in this instrument."),
        ("sum: [a, a]", "“a” stands here twice."),
        ("sum: [a, free]", "“free” has no numbers for answers"),
        ("sum: [a, many]", "“many” has no numbers for answers"),
        ("sum: [a, own]", "“own” has no numbers for answers"),
        ("sum: [a], reverse: [b]", "“b” is reversed but not part of the score."),
        ("sum: [a, years], reverse: [years]", "“years” has no two ends"),
        ("sum: [a, one], reverse: [one]", "“one” has no two ends"),
        ("sum: [a], answered: 0", "“answered” is a share above 0, up to 1."),
        ("sum: [a], answered: 80", "“answered” is a share above 0, up to 1."),
        ("sum: [a], answered: most", "Here a number is needed."),
        ("sum: [a], answered: .nan", "This number is too large"),
        ("sum: [a], multiply: 0", "“multiply” can't be 0"),
        ("sum: [a], better: more", "“more” is not possible here. Use one of lower, higher."),
        ("sum: [a], never_prorate: [b]", "“b” is never prorated but not part of the score."),
        ("sum: [a], cutoffs: [{at: 5, label: B}, {at: 3, label: A}]", "Cut-offs rise from one to the next."),
        ("sum: [a], cutoffs: [{at: 5}]", "The key “label” is missing."),
        ("median: [a]", "There is no key called “median” here."),
    ],
)
def test_a_faulty_score_is_told(keys: str, fault: str) -> None:
    faults = faults_of_score(keys)

    assert any(fault in each for each in faults), faults
    assert all(each.startswith("x.yaml:13: ") for each in faults)


def test_a_whole_rule_is_read() -> None:
    keys = (
        "sum: [a, b, c, one], reverse: [b], answered: 0.75, multiply: 2, add: -1, better: lower, "
        "cutoffs: [{at: 3, label: Low}, {at: 7, label: High}], never_prorate: [c]"
    )
    instrument, faults = instrument_of(ITEMS, f"scores:\n  total: {{{keys}}}\n")

    rule = instrument.scores[0]
    assert faults == []
    assert (rule.method, rule.items, rule.reverse) == ("sum", ("a", "b", "c", "one"), {"b"})
    assert rule.ranges == {"b": (1, 5)}
    assert (rule.answered, rule.multiply, rule.add, rule.better) == (0.75, 2, -1, "lower")
    assert [(cutoff.at, cutoff.label["en"]) for cutoff in rule.cutoffs] == [(3, "Low"), (7, "High")]
    assert rule.never_prorate == {"c"}


def test_what_is_left_out_has_the_format_s_defaults() -> None:
    instrument, faults = instrument_of(ITEMS, "scores: {total: {mean: [a]}}")

    rule = instrument.scores[0]
    assert faults == []
    assert (rule.answered, rule.multiply, rule.add, rule.better, rule.cutoffs) == (0.8, 1, 0, None, ())
