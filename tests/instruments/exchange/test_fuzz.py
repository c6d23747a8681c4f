"""Whatever is uploaded, there is a document that reads without a fault, or sentences; never anything else."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.instruments.exchange.condition import ConditionError, read_condition
from surveys.instruments.exchange.linear import FUNCTIONS, FormulaError, read_linear
from surveys.instruments.exchange.read_exchange import Found, read_exchange
from surveys.instruments.exchange.read_own import parsed
from surveys.instruments.exchange.redcap import BRANCHING, COLUMNS, MATRIX, VALIDATION
from surveys.instruments.exchange.report import ExchangeError
from surveys.instruments.exchange.spell import spelt
from surveys.instruments.expression import ExpressionError, parse
from tests.instruments.exchange.reading import activity, dictionary, field, radio

TIMES = 100 if django_settings.FULL_TESTS else 1
LOGIC = st.text(alphabet="[]()ab=<>'\"01 andornot!&|.+-*/,sumean", max_size=60)
WORDS = st.one_of(
    st.text(max_size=30),
    LOGIC,
    st.sampled_from(["", "y", "text", "radio", "calc", "checkbox", "slider", "notes", "yesno", "integer", "number"]),
    st.sampled_from(
        ["0, a | 1, b", "1, a | 1, b", "x | y | z", "[a]+[b]", "[a] = '1'", "1e999", "-5", "all", "<b>x</b>"]
    ),
)
NAMES = """id @id category @type ui order addProperties isAbout variableName isVis compute jsExpression prefLabel
question responseOptions choices name value minValue maxValue inputType multipleChoice valueType shuffle citation
preamble en de @list unitOptions"""
KEYS = st.sampled_from(NAMES.split())
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    LOGIC,
    st.sampled_from(["Activity", "Item", "items/a", "a", "radio", "slider", "number", "text", "xsd:integer", "a + b"]),
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


def check(data: bytes) -> Found | None:
    """Whatever comes of some bytes, held against the promise."""
    try:
        found = read_exchange(data)
    except ExchangeError as error:
        assert str(error).endswith((".", ")")) and "Traceback" not in str(error)
        return None
    for each in found.instruments:
        assert each.text or each.remarks
        if each.text:
            assert parsed(each.text)[1].id == each.id
    return found


@given(st.binary(max_size=300))
@settings(max_examples=100 * TIMES, deadline=None)
def test_any_bytes_end_in_a_document_or_in_sentences(data: bytes) -> None:
    check(data)


ROWS = (
    field("sad", "radio", "0, Never | 1, Often", **{MATRIX: "m"}),
    field("calm", "radio", "0, Never | 1, Often", **{MATRIX: "m"}),
    field("how", "checkbox", "1, Tears | 2, Sobs"),
    field("age", "text", "", **{VALIDATION: "integer", BRANCHING: "[how(1)] = '1'"}),
    field("low", "calc", "[sad] + (1 - [calm])"),
)
YAML = b"""instrument: x
title: {en: X, de: Y}
items:
  - {id: sad, text: Sad, kind: scale, from: 0, to: 2, labels: [a, b, c]}
  - {id: how, text: How, kind: choices, options: [{value: 1, label: One}, {value: 2, label: Two}]}
scores:
  low: {sum: [sad], answered: 1}
"""
ITEMS = {"a": radio("No", "Yes"), "b": radio("No", "Yes", prop={"isVis": "a == 1"}), "c": {"ui": {"inputType": "text"}}}
COMPUTE = [{"variableName": "low", "jsExpression": "a + (1 - b)"}]


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(COLUMNS), WORDS), max_size=4))
@settings(max_examples=100 * TIMES, deadline=None)
def test_any_data_dictionary_does(changes: list[tuple[int, str, str]]) -> None:
    rows = [dict(row) for row in ROWS]
    for number, column, cell in changes:
        rows[number][column] = cell

    found = check(dictionary(*rows).replace(b"\0", b""))

    assert changes or (found and found.instruments[0].text)


@given(st.lists(st.tuples(st.integers(0, 100), JSON), max_size=3))
@settings(max_examples=100 * TIMES, deadline=None)
def test_any_activity_does(changes: list[tuple[int, Any]]) -> None:
    parts = {path: json.loads(data) for path, data in activity(ITEMS, compute=COMPUTE).items()}
    for number, value in changes:
        places = list(places_in(parts))
        holder, key = places[number % len(places)]
        holder[key] = value

    found = check(zipped({path: json.dumps(part) for path, part in parts.items()}))

    assert changes or (found and found.instruments[0].text)


def places_in(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in some JSON where a value stands."""
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inner:
        yield part, key
        yield from places_in(value)


def zipped(files: dict[str, str]) -> bytes:
    """A zip file of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


@given(st.lists(st.tuples(st.integers(0, len(YAML)), st.integers(0, 4), st.text("ab:{}[]-,.'\"#&* \n01", max_size=4))))
@settings(max_examples=100 * TIMES, deadline=None)
def test_any_yaml_does(changes: list[tuple[int, int, str]]) -> None:
    text = YAML
    for start, length, put in changes[:3]:
        text = text[:start] + put.encode() + text[start + length :]

    found = check(text)

    assert changes or (found and found.instruments[0].text)


@given(st.binary(max_size=40), st.integers(0, 400))
@settings(max_examples=100 * TIMES, deadline=None)
def test_any_damaged_zip_does(put: bytes, start: int) -> None:
    data = zipped({path: text.decode() for path, text in activity(ITEMS).items()})

    check(data[:start] + put + data[start + len(put) :])


@given(LOGIC)
@settings(max_examples=300 * TIMES, deadline=None)
def test_any_condition_is_an_expression_of_ours_or_a_sentence(text: str) -> None:
    try:
        tree = read_condition(text, lambda name: f"x.{name}", lambda name, value: value)
        written = spelt(tree)
    except ConditionError:
        return
    try:
        assert parse(written) == tree or spelt(parse(written)) == written
    except ExpressionError as error:
        pytest.fail(f"{text!r} → {written!r}: {error}")


@given(LOGIC)
@settings(max_examples=300 * TIMES, deadline=None)
def test_any_formula_is_weights_or_a_sentence(text: str) -> None:
    try:
        read_linear(text, functions=FUNCTIONS)
    except FormulaError:
        pass
