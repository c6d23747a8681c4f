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
        typed = f"CASE jsonb_typeof({found}) WHEN 'array' THEN {written(f'({found}->>1)')} ELSE"
        return [gaps(answers, found, text, chosen), gaps(answers, found, text, f"{typed} {unsaid(text)} END")]
    if isinstance(item, Text):
        return [gaps(answers, found, text, written(text))]
    return [gaps(answers, found, text, guarded_option(item, text))]


def own_words(item: Item, answers: str, position: int) -> str | None:
    """A text with what somebody typed into the item, null for nothing; None where nothing can be typed."""
    found = f"({answers}->{position})"
    if isinstance(item, Choices) and item.other:
        return guard_sql(typed_among(found))
    if isinstance(item, Choice) and item.other:
        return f"CASE jsonb_typeof({found}) WHEN 'array' THEN {guard_sql(f'({found}->>1)')} END"
    if isinstance(item, Text):
        return f"CASE jsonb_typeof({found}) WHEN 'string' THEN {guard_sql(f'({answers}->>{position})')} END"
    return None


def written(text: str) -> str:
    """1 for words, 0 for nothing but blanks: words may name somebody, so they stand in a file of their own alone."""
    return f"({text} ~ '\\S')::int::text"


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
    """0 or 1 for each option, and whether there are words of one's own."""
    for option in item.options:
        yield f"({found} @> {json_literal(option.value)})::int::text"
    if item.other:
        typed = typed_among(found)
        yield f"CASE WHEN {typed} IS NOT NULL THEN {written(typed)} ELSE {unsaid_among(found)} END"


def typed_among(found: str) -> str:
    """The words beside several answers, null for none."""
    return f"(jsonb_path_query_first({found}, '$[*].other') #>> '{{}}')"


def unsaid(text: str) -> str:
    """The code where nothing was typed: left open by who chose “other”, not asked of all others."""
    return f"CASE {text} WHEN 'other' THEN {literal(NOT_ANSWERED)} ELSE {literal(NOT_SHOWN)} END"


def unsaid_among(found: str) -> str:
    """The same where several answers could be chosen."""
    return f"CASE WHEN {found} @> '\"other\"' THEN {literal(NOT_ANSWERED)} ELSE {literal(NOT_SHOWN)} END"


def number(answers: str, position: int) -> str:
    """The item's value as a float, null for every gap."""
    return f"CASE WHEN jsonb_typeof({answers}->{position}) = 'number' THEN ({answers}->>{position})::float8 END"
