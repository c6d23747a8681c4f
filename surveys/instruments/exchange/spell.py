"""Our expressions as text: in our own words, for REDCap and in JavaScript."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.instruments.exchange.condition import ConditionError
from surveys.instruments.expression import Answered, Both, Comparison, Either, Expression, Literal, Name, Not

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}


def spelt(tree: Expression) -> str:
    """An expression as we write it."""
    if isinstance(tree, Both):
        return f"{inner(tree.left, Either)} and {inner(tree.right, Either, Both)}"
    if isinstance(tree, Either):
        return f"{inner(tree.left)} or {inner(tree.right, Either)}"
    if isinstance(tree, Not):
        return f"not {inner(tree.part, Either, Both, Comparison)}"
    if isinstance(tree, Comparison):
        return f"{spelt(tree.left)} {tree.operator} {spelt(tree.right)}"
    if isinstance(tree, Answered):
        return f"answered({tree.name})"
    if isinstance(tree, Name):
        return tree.name
    if isinstance(tree, Literal):
        return literal(tree.content)
    raise ConditionError("This condition can't be written here.")


def inner(tree: Expression, *loose: type) -> str:
    """A part of an expression, in brackets where it binds less."""
    return f"({spelt(tree)})" if isinstance(tree, loose) else spelt(tree)


def literal(content: Any) -> str:
    """A number, a string or a list of them."""
    if isinstance(content, tuple | list):
        return f"[{', '.join(literal(each) for each in content)}]"
    if not isinstance(content, str):
        return str(content)
    if ('"' in content and "'" in content) or "\\" in content:
        raise ConditionError("A value with both kinds of quotes can't stand in a condition.")
    return f"'{content}'" if '"' in content else f'"{content}"'


@dataclass(frozen=True)
class Dialect:
    """How another program writes the parts of a condition."""

    both: str
    either: str
    equal: str
    differs: str
    value: Callable[[Any], str]
    name: Callable[[str], str]
    empty: Callable[[str], str]
    filled: Callable[[str], str]
    ticked: Callable[[str, Any], str]
    unticked: Callable[[str, Any], str]


def string(value: Any) -> str:
    """A value in single quotes."""
    if "'" in str(value) or "\\" in str(value):
        raise ConditionError("A value with a quote in it can't stand in a condition there.")
    return f"'{value}'"


REDCAP = Dialect(
    both=" and ",
    either=" or ",
    equal="=",
    differs="<>",
    value=string,
    name=lambda name: f"[{name}]",
    empty=lambda name: f"[{name}] = ''",
    filled=lambda name: f"[{name}] <> ''",
    ticked=lambda name, code: f"[{name}({code})] = '1'",
    unticked=lambda name, code: f"[{name}({code})] = '0'",
)


def bare(value: Any) -> str:
    """A text in single quotes, a number as it is."""
    return string(value) if isinstance(value, str) else str(value)


JAVASCRIPT = Dialect(
    both=" && ",
    either=" || ",
    equal="==",
    differs="!=",
    value=bare,
    name=lambda name: name,
    empty=lambda name: f"{name} == null",
    filled=lambda name: f"{name} != null",
    ticked=lambda name, code: f"{name}.includes({bare(code)})",
    unticked=lambda name, code: f"!{name}.includes({bare(code)})",
)


@dataclass(frozen=True)
class Speller:
    """Writes an expression for another program; `kinds` are the kinds of this instrument's items, by full name."""

    dialect: Dialect
    kinds: Mapping[str, str]

    def write(self, tree: Expression, *, yes: bool = True) -> str:
        """The expression, or its opposite; ConditionError where it can't be said there."""
        if isinstance(tree, Not):
            return self.write(tree.part, yes=not yes)
        if isinstance(tree, Both | Either):
            word = self.dialect.both if isinstance(tree, Both) == yes else self.dialect.either
            return word.join(self.part(each, yes) for each in (tree.left, tree.right))
        if isinstance(tree, Answered):
            return self.dialect.filled(self.known(tree.name)) if yes else self.dialect.empty(self.known(tree.name))
        if isinstance(tree, Comparison) and isinstance(tree.left, Name) and isinstance(tree.right, Literal):
            operator = tree.operator if yes else OPPOSITE[tree.operator]
            return self.compared(self.known(tree.left.name), self.kinds[tree.left.name], operator, tree.right.content)
        raise ConditionError("A condition there compares the answer to an item with a value.")

    def part(self, tree: Expression, yes: bool) -> str:
        text = self.write(tree, yes=yes)
        loose = isinstance(tree.part if isinstance(tree, Not) else tree, Both | Either)
        return f"({text})" if loose or self.dialect.both in text or self.dialect.either in text else text

    def known(self, name: str) -> str:
        """An item's own id."""
        if name not in self.kinds:
            raise ConditionError(f"“{name}” isn't an item of this instrument, so it can't stand in a condition there.")
        return name.rpartition(".")[2]

    def compared(self, name: str, kind: str, operator: str, content: Any) -> str:
        dialect = self.dialect
        values = list(content) if isinstance(content, tuple | list) else [content]
        wanted = operator in ("in", "==")
        if kind == "choices":
            one = dialect.ticked if wanted else dialect.unticked
            parts = [one(name, value) for value in values]
        elif operator in ("in", "not in", "==", "!="):
            sign = dialect.equal if wanted else dialect.differs
            parts = [f"{dialect.name(name)} {sign} {dialect.value(value)}" for value in values]
        else:
            parts = [f"{dialect.name(name)} {operator} {dialect.value(content)}"]
        if operator in ("!=", "not in"):
            # There a gap differs from every value; of several boxes REDCap knows no gap.
            filled = [] if kind == "choices" and dialect is REDCAP else [dialect.filled(name)]
            return dialect.both.join([*filled, *parts])
        return parts[0] if len(parts) == 1 else dialect.either.join(parts)
