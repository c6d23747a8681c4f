"""Scores as expressions of PostgreSQL, by the rule of surveys/instruments/scoring.py."""

import math
from dataclasses import dataclass

from surveys.exports.cells import number
from surveys.exports.gaps import NOT_ANSWERED, NOT_SHOWN
from surveys.exports.layers import Layers
from surveys.exports.literal import literal
from surveys.exports.pages import Pages, Published
from surveys.instruments.scoring import Score
from surveys.protocols.definition import Step

ITEM, COUNT, VALUE = range(3)
# PostgreSQL's functions take at most this many arguments.
MOST_ARGUMENTS = 100


@dataclass(frozen=True)
class ScoreCells:
    """A score's value (null: missing), its text with gap codes, how many items were answered, whether prorated."""

    value: str
    text: str
    answered: str
    prorated: str


def score_cells(version: Published, step: Step, rule: Score, pages: Pages, layers: Layers) -> ScoreCells:
    """The expressions of one score at one step."""
    named = {each: item_number(version, step, each, pages, layers) for each in (*rule.items, *rule.never_prorate)}
    turned = [turned_number(rule, item, named[item]) for item in rule.items]
    count = layers.name(count_of([named[item] for item in rule.items]), COUNT)
    total = layers.name(" + ".join(f"COALESCE({value}, 0)" for value in turned), COUNT)
    value = layers.name(value_of(rule, count, total, [named[item] for item in sorted(rule.never_prorate)]), VALUE)
    shown = pages.shown(version, step)
    prorated = f"({value} IS NOT NULL AND {count} < {len(rule.items)})::int::text"
    return ScoreCells(
        value=value,
        text=in_words(shown, f"COALESCE({value}::text, {literal(NOT_ANSWERED)})"),
        answered=in_words(shown, f"{count}::text"),
        prorated=in_words(shown, prorated),
    )


def item_number(version: Published, step: Step, item_id: str, pages: Pages, layers: Layers) -> str:
    """The name of an item's value."""
    item = next(each for each in version.asked(step).answerable if each.id == item_id)
    slot, position = pages.place(version, step, item)
    return layers.name(number(f"a{slot}", position), ITEM)


def turned_number(rule: Score, item: str, value: str) -> str:
    """An item's contribution: from + to − answer where it is reversed."""
    if item not in rule.reverse:
        return value
    low, high = rule.ranges[item]
    return f"({low + high!r}::float8 - {value})"


def count_of(values: list[str]) -> str:
    """How many of the values are there."""
    chunks = [values[first : first + MOST_ARGUMENTS] for first in range(0, len(values), MOST_ARGUMENTS)]
    return " + ".join(f"num_nonnulls({', '.join(chunk)})" for chunk in chunks)


def value_of(rule: Score, count: str, total: str, never_prorate: list[str]) -> str:
    """The score, null below the answered share; + 0 makes zero of minus zero."""
    items = len(rule.items)
    # 0.8 of 5 items is 4: rounding errors must not ask for a fifth.
    needed = max(1, math.ceil(rule.answered * items - 1e-9))
    mean = f"{total} / {count}"
    raw = mean if rule.method == "mean" else f"CASE WHEN {count} = {items} THEN {total} ELSE {mean} * {items} END"
    holds = " AND ".join([f"{count} >= {needed}", *(f"{value} IS NOT NULL" for value in never_prorate)])
    return f"CASE WHEN {holds} THEN ({raw}) * {rule.multiply!r}::float8 + {rule.add!r}::float8 END"


def in_words(shown: str, text: str) -> str:
    """The text, or the code for what was never shown."""
    return f"CASE WHEN {shown} THEN {text} ELSE {literal(NOT_SHOWN)} END"
