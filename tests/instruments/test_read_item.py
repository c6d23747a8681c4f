"""What is wrong with an item is said in a sentence, at its line."""

import pytest

from surveys.instruments.items import Slider
from tests.instruments.reading import faults_of_item, instrument_of, item_of, node_of

OPTIONS = "options: [{value: a, label: A}, {value: b, label: B}]"
NUMBERS = "options: [{value: 0, label: A}, {value: 1, label: B}]"


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("kind: grid, x: [a, b]", "The key “y” is missing."),
        ("kind: grid, x: [a, b], y: [a]", "A line has two ends: [the first, the last]."),
        ("kind: grid, x: [a, b], y: [c, d], size: 12", "“size” is from 3 to 11."),
        ("kind: grid, x: [a, b], y: [c, d], self_harm: true", "A self-harm item needs answers with numbers"),
        ("kind: number, when: 1 <", "Something is missing at the end."),
        ("kind: matrix", "There is no kind of item called “matrix”. Use one of scale, slider"),
        ("kind: [scale]", "Here a text is needed."),
        ("kind: number, identifying: true", "“identifying” is not built yet."),
        ("kind: statement, required: true", "There is no key called “required” here."),
        ("kind: number, from: 1", "There is no key called “from” here."),
        ("kind: number, required: yes", "Write true or false."),
        ("kind: number, help: ", "“help” is empty."),
        ("kind: scale, from: 0", "The key “to” is missing."),
        ("kind: scale, from: 3, to: 3", "“from” must be below “to”."),
        ("kind: scale, from: 0.5, to: 3", "from one whole number to another"),
        ("kind: scale, from: 0, to: 200", "A scale has 101 points at most."),
        ("kind: scale, from: 0, to: .inf", "This number is too large"),
        ("kind: scale, from: .nan, to: 3", "This number is too large"),
        ("kind: scale, from: a, to: 3", "Here a number is needed."),
        ("kind: scale, from: 0, to: 3, labels: [A, B]", "There are 2 labels for 4 points."),
        ("kind: scale, from: 0, to: 3, labels: {4: X}", "4 is no point of this scale."),
        ("kind: scale, from: 0, to: 3, labels: {--1: X}", "--1 is no point of this scale."),
        ("kind: scale, from: 0, to: 3, labels: {²: X}", "² is no point of this scale."),
        ("kind: scale, from: 0, to: 3, labels: {1.5: X}", "1.5 is no point of this scale."),
        ("kind: scale, from: 0, to: 3, labels: Never", "Labels are a list for every point"),
        ("kind: slider, from: 0, to: 10, step: 0", "The step must be above zero"),
        ("kind: slider, from: 0, to: 10, step: -1", "The step must be above zero"),
        ("kind: slider, from: 0, to: 10, step: 11", "The step must be above zero"),
        ("kind: slider, from: 0, to: 10, ends: [A]", "A slider has two ends: [left, right]."),
        ("kind: slider, from: 0, to: 10, ends: A", "Here a list is needed."),
        ("kind: choice", "The key “options” is missing."),
        ("kind: choice, options: [{value: a, label: A}]", "A choice needs at least two options."),
        ("kind: choice, options: [{value: a, label: A}, {value: a, label: B}]", "it stands here twice"),
        ("kind: choice, options: [{value: 1, label: A}, {value: '1', label: B}]", "it stands here twice"),
        ("kind: choice, options: [{value: true, label: A}, {value: b, label: B}]", "it is no text or number"),
        ("kind: choice, options: [{value: '', label: A}, {value: b, label: B}]", "it is no text or number"),
        ("kind: choice, options: [{value: 1e20, label: A}, {value: b, label: B}]", "This number is too large"),
        ("kind: choice, options: [{value: 007, label: A}, {value: b, label: B}]", "Put it in quotes"),
        ("kind: choice, options: [{value: a}, {value: b, label: B}]", "The key “label” is missing."),
        ("kind: choice, options: [a, b]", "Here a mapping of keys and values is needed."),
        (f"kind: choices, {OPTIONS}, none: c", "“c” is none of the values."),
        (f"kind: choices, {OPTIONS}, min: 3", "“min” is from 0 to 2."),
        (f"kind: choices, {OPTIONS}, max: 0", "“max” is from 1 to 2."),
        (f"kind: choices, {OPTIONS}, min: 2, max: 1", "“min” can't be above “max”."),
        ("kind: choices, options: [{value: a b, label: A}, {value: b, label: B}]", "“a b” names a column"),
        ("kind: number, min: 3, max: 2", "“min” can't be above “max”."),
        ("kind: text, max_length: 0", "“max_length” is from 1 to 20,000."),
        ("kind: text, max_length: 30000", "“max_length” is from 1 to 20,000."),
        ("kind: text, lines: -1", "“lines” is from 1 to 50."),
        ("kind: text, self_harm: true", "A self-harm item needs answers with numbers"),
        ("kind: number, self_harm: true", "A self-harm item needs answers with numbers"),
        (f"kind: choice, self_harm: true, {OPTIONS}", "A self-harm item needs answers with numbers"),
        (f"kind: choice, self_harm: true, other: true, {NUMBERS}", "A self-harm item needs answers with numbers"),
        (f"kind: choices, self_harm: true, {NUMBERS}", "A self-harm item needs answers with numbers"),
    ],
)
def test_a_faulty_item_is_told(keys: str, fault: str) -> None:
    faults = faults_of_item(keys)

    assert any(fault in each for each in faults), faults
    assert all(each.startswith("x.yaml:4: ") for each in faults)


@pytest.mark.parametrize("text", ["text: ''", "text: '  '"])
def test_an_item_without_its_text_is_refused(text: str) -> None:
    _, faults = instrument_of(f"  - {{id: a, {text}, kind: number}}")

    assert any("The text is empty." in fault for fault in faults)


@pytest.mark.parametrize("item", ["  - sad", "  - 5", "  - []", "  -"])
def test_an_item_is_a_mapping(item: str) -> None:
    _, faults = instrument_of(f"{item}\n  - {{id: a, text: T, kind: number}}")

    assert any("An item is a mapping with id, text and kind." in fault for fault in faults)


def test_items_share_a_response_and_may_say_something_else() -> None:
    items = "  - {id: a, text: A, kind: felt}\n  - {id: b, text: B, kind: felt, to: 10}"
    instrument, faults = instrument_of(items, "responses: {felt: {kind: slider, from: 0, to: 100, ends: [No, Yes]}}")

    a, b = instrument.items
    assert faults == []
    assert isinstance(a, Slider) and isinstance(b, Slider)
    assert (a.low, a.high, b.high) == (0, 100, 10)
    assert b.ends == ({"en": "No"}, {"en": "Yes"})


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        ("felt: {kind: slidr, from: 0, to: 9}", "There is no kind of item called “slidr”."),
        ("felt: {kind: slider, form: 0, to: 9}", "There is no key called “form” here."),
        ("felt: {from: 0, to: 9}", "A shared response is a mapping with a kind."),
        ("felt: slider", "A shared response is a mapping with a kind."),
        ("felt: {kind: statement}", "There is no kind of item called “statement”."),
        ("scale: {kind: slider, from: 0, to: 9}", "“scale” is a kind of item."),
    ],
)
def test_a_faulty_response_is_told_even_when_nobody_uses_it(response: str, fault: str) -> None:
    _, faults = instrument_of("  - {id: a, text: T, kind: number}", f"responses: {{{response}}}")

    assert any(fault in each and each.startswith("x.yaml:5: ") for each in faults), faults


def test_a_text_is_needed_in_each_language() -> None:
    from surveys.instruments.instrument import read_instrument

    node = node_of("instrument: x\ntitle: T\nitems:\n  - {id: a, text: {en: A}, kind: number, unit: {de: J}}\n")

    read_instrument(node, ["en", "de"])

    assert [str(fault) for fault in sorted(node.faults)] == [
        "x.yaml:4: The text in “de” is missing.",
        "x.yaml:4: The text in “en” is missing.",
    ]


def test_what_is_left_out_has_the_format_s_defaults() -> None:
    item = item_of("kind: slider, from: 0, to: 100")

    assert isinstance(item, Slider)
    assert (item.step, item.required, item.decline, item.self_harm) == (1, False, False, False)
