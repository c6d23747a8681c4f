"""Piping is a look-up: nothing that anybody types is run, and a brace stays a brace."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instruments.piping import names_piped, piped

VALUES = {"about.company": "a friend", "condition.label": "Resolved", "mood.after.sad": "{about.company}"}


def filled(text: str) -> str:
    return piped(text, lambda name: VALUES.get(name, ""))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You were with {about.company}.", "You were with a friend."),
        ("{condition.label}{condition.label}", "ResolvedResolved"),
        ("{nobody.knows}!", "!"),
        ("{{about.company}}", "{about.company}"),
        ("{{{about.company}}}", "{a friend}"),
        ("{{ and }}", "{ and }"),
        ("{mood.after.sad}", "{about.company}"),
        ("{ about.company }", "{ about.company }"),
        ("{about.company!r}", "{about.company!r}"),
        ("{about.company:>10}", "{about.company:>10}"),
        ("{0}", "{0}"),
        ("{", "{"),
        ("}", "}"),
        ("{about.__class__}", "{about.__class__}"),
    ],
)
def test_a_name_in_braces_gives_its_value_and_nothing_else_happens(text: str, said: str) -> None:
    assert filled(text) == said


def test_control_format_would_have_reached_into_the_value() -> None:
    assert "class" in "{x.__class__}".format(x="x")
    assert filled("{x.__class__}") == "{x.__class__}"


def test_the_names_are_those_that_would_be_looked_up() -> None:
    text = "{a.b} {{c.d}} {{{e.f}}} {g} {h.1}"

    seen: list[str] = []
    piped(text, lambda name: seen.append(name) or "")

    assert names_piped(text) == seen == ["a.b", "e.f", "g"]


@given(st.text(alphabet="{}ab.1_- "))
def test_names_and_look_ups_agree_on_any_text(text: str) -> None:
    seen: list[str] = []
    piped(text, lambda name: seen.append(name) or "")

    assert names_piped(text) == seen


@given(st.text())
def test_a_text_with_doubled_braces_comes_back_as_it_was(text: str) -> None:
    assert piped(text.replace("{", "{{").replace("}", "}}"), lambda name: "gone") == text
