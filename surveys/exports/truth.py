"""A study's expressions as expressions of PostgreSQL, whose logic has the same three values as Kleene's."""

from surveys.exports.literal import json_literal
from surveys.exports.names_sql import NamesSql
from surveys.instruments.expression import (
    Answered,
    Both,
    Comparison,
    Either,
    Expression,
    Literal,
    Name,
    Not,
    Summary,
)

ORDERS = ("<", "<=", ">", ">=")


def truth(tree: Expression, names: NamesSql) -> str:
    """A boolean, null while unknown; see surveys/instruments/expression.py, which does the same for one person."""
    if isinstance(tree, Not):
        return f"(NOT {truth(tree.part, names)})"
    if isinstance(tree, Both | Either):
        word = "AND" if isinstance(tree, Both) else "OR"
        return f"({truth(tree.left, names)} {word} {truth(tree.right, names)})"
    if isinstance(tree, Comparison):
        return comparison(tree, names)
    if isinstance(tree, Answered):
        return f"({names.get(tree.name)} IS NOT NULL)"
    if isinstance(tree, Name | Summary):
        value = names.get(tree.name if isinstance(tree, Name) else tree.key)
        return f"CASE jsonb_typeof({value}) WHEN 'boolean' THEN ({value})::bool END"
    return "NULL::bool"


def comparison(tree: Comparison, names: NamesSql) -> str:
    """Two sides and an operator; null when a side is."""
    left, right = side(tree.left, names), side(tree.right, names)
    if tree.operator in ORDERS:
        both = f"jsonb_typeof({left}) = 'number' AND jsonb_typeof({right}) = 'number'"
        return f"CASE WHEN {both} THEN {left} {tree.operator} {right} END"
    if tree.operator == "==":
        return f"({left} = {right})"
    if tree.operator == "!=":
        return f"({left} <> {right})"
    lists = f"jsonb_array_elements({as_list(left)}) AS l(one), jsonb_array_elements({as_list(right)}) AS r(other)"
    known = f"{left} IS NOT NULL AND {right} IS NOT NULL"
    shared = f"CASE WHEN {known} THEN EXISTS (SELECT 1 FROM {lists} WHERE one = other) END"  # noqa: S608
    return f"({shared})" if tree.operator == "in" else f"(NOT {shared})"


def side(tree: Expression, names: NamesSql) -> str:
    """One side of a comparison."""
    if isinstance(tree, Literal):
        return json_literal(list(tree.content) if isinstance(tree.content, tuple) else tree.content)
    if isinstance(tree, Name):
        return names.get(tree.name)
    if isinstance(tree, Summary):
        return names.get(tree.key)
    return f"to_jsonb({truth(tree, names)})"


def as_list(value: str) -> str:
    """A list as it is, anything else as a list of one."""
    return f"CASE jsonb_typeof({value}) WHEN 'array' THEN {value} ELSE jsonb_build_array({value}) END"
