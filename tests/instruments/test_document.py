"""Documents are read with their lines, all their faults, and without coming to harm."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.instruments.document import MAX_DOCUMENT_CHARACTERS, DefinitionError, Fault, plain, read_document
from tests.instruments.reading import node_of, sentences


def test_every_fault_is_told_with_its_file_and_its_line_in_their_order() -> None:
    node = node_of("a: 1\nb:\n  c: yes please\n  d: 5\nz: 1\n")

    node.keys(("a", "missing"), ("b",))
    node.child("b").child("d").flag()
    node.child("b").child("c").number()

    assert sentences(node.faults) == [
        "x.yaml:1: The key “missing” is missing.",
        "x.yaml:3: Here a number is needed.",
        "x.yaml:4: Write true or false.",
        "x.yaml:5: There is no key called “z” here. Use one of a, b, missing.",
    ]


def test_an_error_carries_each_fault_once_in_order() -> None:
    error = DefinitionError([Fault("b", 2, "B."), Fault("a", 9, "A."), Fault("b", 2, "B."), Fault("a", 0, "First.")])

    assert str(error) == "a: First.\na:9: A.\nb:2: B."


def test_a_later_key_is_refused_by_name_and_an_empty_one_too() -> None:
    node = node_of("later: 1\nempty:\n")

    node.keys((), ("empty",), ("later",))

    assert sentences(node.faults) == [
        "x.yaml:1: “later” is not built yet. Leave it out for now.",
        "x.yaml:2: “empty” is empty. Fill it in or leave it out.",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1, 2\nb: 3\n", 2),
        ("a: 1\na: 2\n", 2),
        ("a: 1\n\tb: 2\n", 2),
        ("a: *nobody\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: !!int foo\n", 0),
        ("a: !!bool foo\n", 0),
        ("a: \x07\n", 0),
    ],
)
def test_a_text_that_is_no_yaml_is_one_fault(text: str, line: int) -> None:
    node = node_of(text)

    assert node.value is None
    assert [fault.line for fault in node.faults] == [line]
    assert node.faults[0].sentence.startswith("This is no YAML")
    assert "\n" not in node.faults[0].sentence


def test_words_of_yaml_1_1_stay_words() -> None:
    node = node_of("a: yes\nb: no\nc: on\nd: off\ne: y\nf: 0o17\ng: 1:30\nh: true\n")

    texts = [node.child(key).value for key in "abcde"]
    assert texts == ["yes", "no", "on", "off", "y"]
    assert node.child("f").value == 15
    assert node.child("g").text() == "1:30"
    assert node.child("h").flag() is True


def test_a_bomb_of_aliases_is_refused_quickly() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    begin = time.perf_counter()

    node = node_of("l0: &l0 [boom, boom]\n" + "\n".join(levels))

    assert node.value is None
    assert sentences(node.faults) == ["x.yaml: This is no YAML: it unfolds to too many values."]
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize("text", ["[" * 100_000, "{" * 5_000, "a: " + "[ " * 400 + "] " * 400, "- " * 3_000])
def test_a_text_nested_without_end_is_refused_quickly(text: str) -> None:
    begin = time.perf_counter()

    node = node_of(text)

    assert node.value is None
    assert len(node.faults) == 1
    assert time.perf_counter() - begin < 2


def test_a_value_that_holds_itself_does_no_harm() -> None:
    node = node_of("a: &a\n  b: *a\n")

    plain(node.value)

    assert isinstance(node.value, dict | None)


def test_anchors_and_merges_give_what_they_stand_for() -> None:
    node = node_of("base: &base {kind: scale, from: 0}\nitem: {<<: *base, to: 3}\nagain: *base\n")

    assert plain(node.value) == {
        "base": {"kind": "scale", "from": 0},
        "item": {"to": 3, "kind": "scale", "from": 0},
        "again": {"kind": "scale", "from": 0},
    }


def test_a_text_that_is_too_long_is_not_even_looked_at() -> None:
    node = node_of("a" * (MAX_DOCUMENT_CHARACTERS + 1))

    assert sentences(node.faults) == ["x.yaml: The file is too long; 1,000,000 characters are the most."]


def test_objects_of_python_are_never_made() -> None:
    node = node_of("a: !!python/object/apply:os.system ['false']\nb: !!python/name:os.system\n")

    plain(node.value)
    node.child("b").text()

    assert sentences(node.faults) == ["x.yaml:2: Here a text is needed. Put it in quotes if it is one."]


@pytest.mark.parametrize("text", [r'a: "x\0y"', r'a: ["\ud800"]', r'"\0": 1', r'a: {b: {c: "\udfff"}}'])
def test_what_the_database_could_not_keep_is_a_fault(text: str) -> None:
    node = node_of(text)

    assert len(node.faults) == 1
    assert "can't be stored" in node.faults[0].sentence


def test_control_other_escapes_are_kept() -> None:
    node = node_of(r'a: "tab\tand \U0001F62D"')

    assert node.faults == []
    assert node.child("a").text() == "tab\tand 😭"


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf", "1e16", "1e999", "9" * 40])
def test_a_number_that_cannot_be_used_is_a_fault_for_every_reader(number: str) -> None:
    node = node_of(f"a: {number}")

    assert node.child("a").number(7) == 7
    assert node.child("a").integer(3) == 3
    assert node.faults


def test_a_number_of_thousands_of_digits_is_a_fault() -> None:
    node = node_of("a: " + "9" * 5000)

    assert node.value is None
    assert node.faults


@pytest.mark.parametrize(
    ("written", "kept"),
    [("12", True), ("-3", True), ("0", True), ("1.5", True), ("-1.5", True), ("2.0", True), ("&x 5", True)]
    + [(each, False) for each in ("0123", "1.10", "0x1F", "1_000", "1e3", "007")],
)
def test_a_number_as_a_text_is_as_written_or_refused(written: str, kept: bool) -> None:
    node = node_of(f"a: {written}")

    text = node.child("a").text()

    assert (node.faults == []) is kept
    if kept:
        assert text == written.removeprefix("&x ")


@pytest.mark.parametrize("text", ["2026-01-01", "true", "[a]", "{a: b}", "!x y"])
def test_what_is_no_text_is_not_taken_for_one(text: str) -> None:
    node = node_of(f"a: {text}")

    assert node.child("a").text("nothing") == "nothing"
    assert len(node.faults) == 1


@pytest.mark.parametrize("text", ["sad", "A1_b", "x" * 32])
def test_an_id_is_letters_digits_and_underscores(text: str) -> None:
    node = node_of(f"a: {text}")

    assert node.child("a").identifier() == text
    assert node.faults == []


@pytest.mark.parametrize("text", ["1a", "_a", "a-b", "a.b", "x" * 33, "é", '""', '"a\\n"', "a²", "'a b'"])
def test_anything_else_is_no_id(text: str) -> None:
    node = node_of(f"a: {text}")

    node.child("a").identifier()

    assert len(node.faults) == 1


def test_a_text_serves_all_languages_and_a_mapping_needs_each() -> None:
    node = node_of("a: Hello\nb: {en: Hello, de: Hallo}\nc: {en: Hello}\nd: {en: Hello, de: }\ne: {English: Hello}\n")

    assert node.child("a").words(["en", "de"]) == {"en": "Hello", "de": "Hello"}
    assert node.child("b").words(["en", "de"]) == {"en": "Hello", "de": "Hallo"}
    for key in "cde":
        node.child(key).words(["en", "de"])

    assert sentences(node.faults) == [
        "x.yaml:3: The text in “de” is missing.",
        "x.yaml:4: The text in “de” is missing.",
        "x.yaml:5: The text in “de” is missing.",
        "x.yaml:5: The text in “en” is missing.",
        "x.yaml:5: “English” is no language code. Write one like en or pt-BR.",
    ]


@settings(max_examples=300, deadline=2000)
@given(st.text(alphabet="[]{}:,-? &*!|>'\"%@`#\n\t ab01<~.=\\é\0", max_size=80))
def test_any_text_gives_a_value_or_faults(text: str) -> None:
    node = read_document(text, "x.yaml", [])

    plain(node.value)
    node.keys(("a",), ("b",))
    for reader in (node.text, node.number, node.integer, node.flag, node.identifier, node.elements):
        reader()
