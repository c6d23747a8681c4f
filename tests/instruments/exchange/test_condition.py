"""Conditions of REDCap and JavaScript mean here what they mean there; what has no counterpart is refused."""

from typing import Any

import pytest

from surveys.instruments.exchange.condition import ConditionError, read_condition
from surveys.instruments.exchange.spell import JAVASCRIPT, REDCAP, Speller, spelt
from surveys.instruments.exchange.values import typed_for
from surveys.instruments.expression import parse

ITEMS = {
    "sad": {"kind": "scale"},
    "cause": {"kind": "choice", "options": [{"value": "film"}, {"value": "1"}]},
    "how": {"kind": "choices", "options": [{"value": 1}, {"value": 2}]},
    "words": {"kind": "text"},
}
KINDS = {f"x.{name}": str(item["kind"]) for name, item in ITEMS.items()}


def read(text: str) -> str:
    def rename(name: str) -> str:
        if name not in ITEMS:
            raise ConditionError(f"“{name}” is no question of this instrument.")
        return f"x.{name}"

    return spelt(read_condition(text, rename, lambda name, value: typed_for(ITEMS, name, value)))


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("[sad] = '1'", "x.sad == 1"),
        ("[sad] = 1", "x.sad == 1"),
        ("'1' = [sad]", "x.sad == 1"),
        ("3 < [sad]", "x.sad > 3"),
        ('[sad]>="2"', "x.sad >= 2"),
        ("[cause] = '1'", 'x.cause == "1"'),
        ("[words] = '5'", 'x.words == "5"'),
        ("[sad] <> '1'", "not answered(x.sad) or x.sad != 1"),
        ("[sad] = ''", "not answered(x.sad)"),
        ("[sad] <> ''", "answered(x.sad)"),
        ("[sad] <> '' and [sad] <> '1'", "x.sad != 1"),
        ("[how(2)] = '1'", "x.how in [2]"),
        ("[how(2)] = '0'", "not answered(x.how) or not (x.how in [2])"),
        ("[sad]='1' and ([sad]='2' or [sad]='3')", "x.sad == 1 and (x.sad == 2 or x.sad == 3)"),
        ("[sad]='1' OR [sad]='2' AND [sad]='3'", "x.sad == 1 or x.sad == 2 and x.sad == 3"),
        ("sad === 1 && !(cause == 'film')", 'x.sad == 1 and not (x.cause == "film")'),
        ("sad > 0 || sad == null", "x.sad > 0 or not answered(x.sad)"),
        ("how.includes(1)", "x.how in [1]"),
    ],
)
def test_a_condition_of_the_simple_forms_is_an_expression(text: str, ours: str) -> None:
    assert read(text) == ours
    assert spelt(parse(ours)) == ours


@pytest.mark.parametrize(
    "text",
    [
        "", "[other] = '1'", "[sad]", "[sad] = [words]", "datediff([a],[b],'d') > 3", "[event][sad] = '1'",
        "sad ? 1 : 0",
        "[sad] = '1", "([sad] = '1'", "[sad] = '1')", "[how(2)] > '1'", "[sad] < ''", "'1' = '1'", "sad == words",
        "sad + 1 > 3", "how.length > 2", "alert(1)", "[sad:label] = 'x'", "[how] = '1' [sad]", "(" * 200 + "[sad]='1'",
        "[sad]='1' or " * 500, "how.includes(sad)", "[sad] = '1' and", "not", "[words] = 'a\\'b'",
    ],
)  # fmt: skip
def test_any_other_condition_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ConditionError, match=r"\.$"):
        read(text)


@pytest.mark.parametrize("dialect", [REDCAP, JAVASCRIPT])
@pytest.mark.parametrize(
    "ours",
    [
        "x.sad == 1",
        "x.sad != 1",
        "x.sad >= 2 and x.sad < 4",
        'x.cause == "film" or x.sad == 3',
        "answered(x.words)",
        "not answered(x.words)",
        "x.how in [2]",
        "x.sad == 1 and (x.sad == 2 or x.sad == 3)",
        "not (x.sad == 1)",
        "not (x.sad == 1 or x.sad == 2)",
        "x.sad in [1, 2]",
    ],
)
def test_our_conditions_go_there_and_come_back_with_the_same_meaning(dialect: Any, ours: str) -> None:
    there = Speller(dialect, KINDS).write(parse(ours))

    back = parse(read(there))

    for sad in (None, 1, 2, 3, 4):
        for how in (None, [], [1], [1, 2]):
            for cause, words in ((None, None), ("film", "a")):
                names = {"x.sad": sad, "x.how": how, "x.cause": cause, "x.words": words}
                assert (back.value(names) is True) == (parse(ours).value(names) is True), (there, names)


@pytest.mark.parametrize("ours", ["film.coverage > 0.5", "x.sad == x.how", "answered(mood.sad)", 'x.words == "it\'s"'])
def test_what_another_program_can_not_ask_is_refused(ours: str) -> None:
    with pytest.raises(ConditionError):
        Speller(REDCAP, KINDS).write(parse(ours))
