"""The cells of one item as expressions of PostgreSQL over its page's stored answers."""

from collections.abc import Iterator

from surveys.exports.gaps import DECLINED, NOT_ANSWERED, NOT_SHOWN
from surveys.exports.guard import GUARDED, guard_sql
from surveys.exports.literal import json_literal, literal
from surveys.instruments import items
from surveys.instruments.items import Choice, Choices, Grid, Item, Text


def cells(item: Item, answers: str, position: int) -> list[str]:
    """A text for each of the item's columns: the answer, or one of the three gap codes."""
    found, text = f"({answers}->{position})", f"({answers}->>{position})"
    if isinstance(item, Grid):
        return [gaps(answers, found, text, f"({found}->>{axis})") for axis in (0, 1)]
    if isinstance(item, Choices):
        return [gaps(answers, found, text, one) for one in several(item, found)]
    if isinstance(item, Choice) and item.other:
        chosen = f"CASE jsonb_typeof({found}) WHEN 'array' THEN {found}->>0 ELSE {guarded_option(item, text)} END"
        typed = f"CASE jsonb_typeof({found}) WHEN 'array' THEN {guard_sql(f'({found}->>1)')} ELSE"
        return [gaps(answers, found, text, chosen), gaps(answers, found, text, f"{typed} {unsaid(text)} END")]
    if isinstance(item, Text):
        return [gaps(answers, found, text, guard_sql(text))]
    return [gaps(answers, found, text, guarded_option(item, text))]


def gaps(answers: str, found: str, text: str, answer: str) -> str:
    """The answer's expression, with a code before it for each kind of gap."""
    return (
        f"CASE WHEN {answers} IS NULL THEN {literal(NOT_SHOWN)} WHEN {text} IS NULL THEN {literal(NOT_ANSWERED)}"
        f" WHEN {text} LIKE '{{%' AND jsonb_typeof({found}) = 'object' THEN"
        f" CASE {found} WHEN {json_literal(items.DECLINED)} THEN {literal(DECLINED)} ELSE {literal(NOT_SHOWN)} END"
        f" ELSE {answer} END"
    )


def guarded_option(item: Item, text: str) -> str:
    """The chosen value; guarded where the study gave an option a name that could act."""
    options = item.options if isinstance(item, Choice) else ()
    acts = any(isinstance(option.value, str) and GUARDED.search(option.value) for option in options)
    return guard_sql(text) if acts else text


def several(item: Choices, found: str) -> Iterator[str]:
    """0 or 1 for each option, and the words of one's own."""
    for option in item.options:
        yield f"({found} @> {json_literal(option.value)})::int::text"
    if item.other:
        typed = f"(jsonb_path_query_first({found}, '$[*].other') #>> '{{}}')"
        yield f"CASE WHEN {typed} IS NOT NULL THEN {guard_sql(typed)} ELSE {unsaid_among(found)} END"


def unsaid(text: str) -> str:
    """The code where nothing was typed: left open by who chose “other”, not asked of all others."""
    return f"CASE {text} WHEN 'other' THEN {literal(NOT_ANSWERED)} ELSE {literal(NOT_SHOWN)} END"


def unsaid_among(found: str) -> str:
    """The same where several answers could be chosen."""
    return f"CASE WHEN {found} @> '\"other\"' THEN {literal(NOT_ANSWERED)} ELSE {literal(NOT_SHOWN)} END"


def number(answers: str, position: int) -> str:
    """The item's value as a float, null for every gap."""
    return f"CASE WHEN jsonb_typeof({answers}->{position}) = 'number' THEN ({answers}->>{position})::float8 END"
