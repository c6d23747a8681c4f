"""Expressions: one table in three values, a closed tree, and limits that hold for any input."""

import random
import time
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from surveys.instruments.expression import (
    MAX_CHARACTERS,
    MAX_LEVELS,
    Answered,
    Both,
    Comparison,
    Either,
    ExpressionError,
    Literal,
    Name,
    Not,
    comparisons_in,
    names_in,
    parse,
    renamed,
)

T, F, U = True, False, None
NAMES: dict[str, Any] = {
    "a.one": 1,
    "a.half": 0.5,
    "a.word": "film",
    "a.list": ["tea", "milk"],
    "a.none": None,
    "a.yes": True,
    "a.no": False,
    "a.zero": 0,
    "a.gap": {"gap": "declined"},
    "mood.after.sad": 70,
    "mean(r.x)": 2.5,
    "count(r.x)": 3,
    "first(r.x)": 1,
    "last(r.x)": 4,
}
# The same table is what every reader of expressions must agree with.
TABLE: list[tuple[str, bool | None]] = [
    ("a.one == 1", T),
    ("a.one == 1.0", T),
    ("mean(r.x) > 2", T),
    ("mean(r.none) > 2", None),
    ("count(r.x) == 3", T),
    ("first(r.x) < last(r.x) and not answered(a.none)", T),
    ("a.one != 1", F),
    ("a.one < 2", T),
    ("a.one <= 1", T),
    ("a.one > 1", F),
    ("a.one >= 1.5", F),
    ("-1 < a.one", T),
    ("a.half == 0.5", T),
    ("a.zero == 0", T),
    ('a.word == "film"', T),
    ("a.word == 'film'", T),
    ('a.word != "film"', F),
    ('a.word in ["film", "book"]', T),
    ('a.word not in ["film"]', F),
    ('a.word in "film"', T),
    ("a.one in [1, 2]", T),
    ("a.one in []", F),
    ("a.one not in [2]", T),
    ('"tea" in a.list', T),
    ('a.list in ["milk", "wine"]', T),
    ('a.list not in ["wine"]', T),
    ("mood.after.sad > 50", T),
    # A missing value makes a comparison unknown.
    ("a.none == 1", U),
    ("a.none != 1", U),
    ("a.none < 1", U),
    ("a.none in [1]", U),
    ("a.none not in [1]", U),
    ("nobody.knows == 1", U),
    ("a.none == a.none", U),
    # An order between other things than numbers is unknown.
    ('a.word < "x"', U),
    ("a.word < 1", U),
    ("a.list > 1", U),
    ("a.yes > 0", U),
    # answered() is never unknown.
    ("answered(a.one)", T),
    ("answered(a.zero)", T),
    ("answered(a.no)", T),
    ("answered(a.none)", F),
    ("answered(nobody.knows)", F),
    ("not answered(a.none)", T),
    # Truth values and what has none.
    ("a.yes", T),
    ("a.no", F),
    ("not a.yes", F),
    ("not a.none", U),
    ("not not a.yes", T),
    # Joining binds: not before and before or.
    ("a.yes or a.no and a.no", T),
    ("(a.yes or a.no) and a.no", F),
    ("not a.no and a.yes", T),
    ("not (a.no and a.yes)", T),
    ("not a.no or a.no", T),
    ("a.one == 1 and a.word == 'film' or a.none == 3", T),
    # A number alone is neither true nor false.
    ("a.one and a.yes", U),
    ("a.one or a.yes", T),
]
KLEENE = {
    "and": {(T, T): T, (T, F): F, (T, U): U, (F, F): F, (F, U): F, (U, U): U},
    "or": {(T, T): T, (T, F): T, (T, U): T, (F, F): F, (F, U): U, (U, U): U},
}
WORD_OF = {T: "a.yes", F: "a.no", U: "a.none"}


@pytest.mark.parametrize(("text", "value"), TABLE)
def test_an_expression_has_its_value(text: str, value: bool | None) -> None:
    assert parse(text).value(NAMES) is value


@pytest.mark.parametrize("word", ["and", "or"])
def test_and_and_or_follow_kleene_from_both_sides(word: str) -> None:
    for (left, right), value in KLEENE[word].items():
        assert parse(f"{WORD_OF[left]} {word} {WORD_OF[right]}").value(NAMES) is value
        assert parse(f"{WORD_OF[right]} {word} {WORD_OF[left]}").value(NAMES) is value


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "a.one ==", "== 1", "a.one = 1", "a.one == 1 2", "1 < a.one < 3", "(a.one == 1", "a.one == 1)",
        "a.one in [1, 2", "a.one in [a.half]", "a.one in [[1]]", "a.one in [(1)]", "a.one in [1 2]", "a.one in [,]",
        "a.one not 1", "not", "and", "a.yes and", "or a.yes", "a.yes or or a.no", "answered", "answered(1)",
        "answered()", "answered(a.one", "answered(answered(a.one))", "answered('x')", "len(a.one)", "mean() > 1",
        "mean(1) > 1", "first(mean(a.one)) > 1", "count(a.one", "__import__('os')", "a.one.__class__", "a.one()",
        "a._b == 1", "a.one; 1", "a.one + 1 > 2", "a.one ** 9", "lambda: 1", "a.one == 'x", "a.one == 'x\\'y'",
        "a.one == 1e5", "a.one == 0x1", "a.one == ²", "a.one == ٣", "é == 1", "a.one\0 == 1", "{a.one}", "a[0] == 1",
        "a.b.c.d.e == 1", "True is a.one", "a.one @ 1", "not in [1]", "in [1]", "answered(not)",
    ],
)  # fmt: skip
@pytest.mark.promise("X3")
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    if text == "answered":
        assert parse(text) == Name("answered")
        return
    with pytest.raises(ExpressionError, match=r"\.$"):
        parse(text)


@pytest.mark.promise("X3")
def test_an_expression_has_at_most_500_characters() -> None:
    longest = "a.one == 1".ljust(MAX_CHARACTERS)

    assert parse(longest) == parse("a.one == 1")
    with pytest.raises(ExpressionError, match="too long"):
        parse(longest + " ")


@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("not ", ""), ("(not ", ")"), ("((", "))")])
@pytest.mark.promise("X3")
def test_an_expression_has_at_most_20_levels(before: str, after: str) -> None:
    depth = len(before.replace("not ", "n").strip())
    fits = MAX_LEVELS // depth

    parse(before * fits + "a.yes" + after * fits)
    with pytest.raises(ExpressionError, match="too deep"):
        parse(before * (MAX_LEVELS // depth + 1) + "a.yes" + after * (MAX_LEVELS // depth + 1))


@pytest.mark.parametrize("text", ["(" * 500, "[" * 500, "not " * 125, "answered(" * 55, "a or " * 99 + "a", "-" * 500])
@pytest.mark.promise("X3")
def test_the_longest_and_deepest_texts_are_read_or_refused_at_once(text: str) -> None:
    begin = time.perf_counter()
    try:
        parse(text).value({})
    except ExpressionError:
        pass

    assert time.perf_counter() - begin < 0.05


@pytest.mark.promise("X3")
def test_a_tree_holds_nothing_but_its_seven_kinds() -> None:
    tree = parse("not (a.b == 1 and c.d in ['x'] or answered(e.f)) or g.h")

    def walk(part: object) -> None:
        assert type(part) in (Literal, Name, Answered, Comparison, Not, Both, Either)
        for name, inner in vars(part).items():
            if name in ("left", "right", "part"):
                walk(inner)
            else:
                assert isinstance(inner, str | int | float | tuple)

    walk(tree)
    assert names_in(tree) == {"a.b", "c.d", "e.f", "g.h"}
    assert [comparison.operator for comparison in comparisons_in(tree)] == ["==", "in"]


@pytest.mark.parametrize(("text", "value"), TABLE)
def test_renaming_there_and_back_changes_nothing(text: str, value: bool | None) -> None:
    there = renamed(parse(text), lambda name: f"x.{name}")

    # What is said of occurrences is named with its function: mean(x.name).
    assert names_in(there) == {
        name.replace("(", "(x.") if "(" in name else f"x.{name}" for name in names_in(parse(text))
    }
    assert renamed(there, lambda name: name.removeprefix("x.")) == parse(text)


PIECES = [
    "and", "or", "not", "in", "not in", "(", ")", "[", "]", ",", "==", "!=", "<", "<=", ">", ">=", "a.one", "a.none",
    "a.word", "a.list", "a.gap", "a.yes", "answered(", "answered", "mean(", "1", "-2.5", "'film'", '"x"', "'", "\\",
    "²", "é", "__class__", ".", "-", "1e9", "\n", "\t", "\0", "😭", "{", "%s",
]  # fmt: skip


@pytest.mark.promise("X3")
def test_any_input_gives_a_result_or_an_error_and_quickly() -> None:
    dice = random.Random(3)
    count = 1_000_000 if settings.FULL_TESTS else 20_000
    read, slow = 0, 0
    for _ in range(count):
        text = " ".join(dice.choices(PIECES, k=dice.randint(1, 12)))
        begin = time.thread_time()
        try:
            value = parse(text).value(NAMES)
        except ExpressionError as error:
            assert str(error).endswith(".")
        else:
            assert value is None or isinstance(value, bool | int | float | str | list | tuple | dict)
            read += 1
        slow += time.thread_time() - begin > 0.001

    assert read > count / 100
    # The collector of garbage may stop any one of them for longer.
    assert slow <= count / 1000


@given(st.text(max_size=600))
@pytest.mark.promise("X3")
def test_any_text_gives_a_result_or_an_error(text: str) -> None:
    try:
        parse(text).value(NAMES)
    except ExpressionError:
        pass


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.one_of(st.none(), st.booleans(), st.integers(), st.text())))
def test_no_answers_make_an_expression_fail(names: dict[str, Any]) -> None:
    for text, _ in TABLE:
        value = parse(text).value(names)
        assert value is None or isinstance(value, bool | int | str)
