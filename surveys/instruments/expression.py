"""Expressions: a closed tree, parsed once, with three values (Kleene). Nothing else can be called or reached."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

MAX_CHARACTERS = 500
MAX_LEVELS = 20
# What is said of a name inside of a repeat, over all its occurrences that were answered.
SUMMARIES = ("first", "mean", "last", "count")
FUNCTIONS = ("answered", *SUMMARIES)

TOKEN = re.compile(
    r"""\s*(?:(?P<number>-?[0-9]+(?:\.[0-9]+)?)(?![\w.])|(?P<string>"[^"\\]*"|'[^'\\]*')|(?P<operator>==|!=|<=|>=|<|>|[()\[\],])"""
    r"""|(?P<name>[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*){0,3}))"""
)
WORDS = ("and", "or", "not", "in")


class ExpressionError(ValueError):
    """An expression that can't be read; the message is a sentence."""


class Names(Protocol):
    """Where names are looked up; a dictionary will do."""

    def get(self, key: str, /) -> Any:
        """The name's value, None while it has none."""


@dataclass(frozen=True)
class Literal:
    """A number, a string or a list of them."""

    content: Any

    def value(self, names: Names) -> Any:
        return self.content


@dataclass(frozen=True)
class Name:
    """A name; unknown (None) while it has no value."""

    name: str

    def value(self, names: Names) -> Any:
        return names.get(self.name)


@dataclass(frozen=True)
class Answered:
    """Whether a name has a value; never unknown."""

    name: str

    def value(self, names: Names) -> Any:
        return names.get(self.name) is not None


@dataclass(frozen=True)
class Summary:
    """The first, mean, last or number of a name's answered values in a repeat, looked up as “mean(name)”."""

    function: str
    name: str

    def value(self, names: Names) -> Any:
        return names.get(self.key)

    @property
    def key(self) -> str:
        """Under which it is looked up."""
        return f"{self.function}({self.name})"


@dataclass(frozen=True)
class Comparison:
    """Two sides and an operator; unknown when a side is, or when they can't be compared."""

    operator: str
    left: "Expression"
    right: "Expression"

    def value(self, names: Names) -> bool | None:
        left, right = self.left.value(names), self.right.value(names)
        if left is None or right is None:
            return None
        try:
            return COMPARE[self.operator](left, right)
        except TypeError:
            return None


@dataclass(frozen=True)
class Not:
    """Unknown stays unknown."""

    part: "Expression"

    def value(self, names: Names) -> bool | None:
        truth = truth_of(self.part.value(names))
        return None if truth is None else not truth


@dataclass(frozen=True)
class Both:
    """Kleene's and: false wins, then unknown."""

    left: "Expression"
    right: "Expression"

    def value(self, names: Names) -> bool | None:
        truths = (truth_of(self.left.value(names)), truth_of(self.right.value(names)))
        return False if False in truths else None if None in truths else True


@dataclass(frozen=True)
class Either:
    """Kleene's or: true wins, then unknown."""

    left: "Expression"
    right: "Expression"

    def value(self, names: Names) -> bool | None:
        truths = (truth_of(self.left.value(names)), truth_of(self.right.value(names)))
        return True if True in truths else None if None in truths else False


Expression = Literal | Name | Answered | Summary | Comparison | Not | Both | Either


def contains(left: Any, right: Any) -> bool:
    """Whether left is in the list right; with a list on the left (several choices), whether one of them is."""
    if not isinstance(right, list | tuple):
        right = [right]
    return any(one in right for one in left) if isinstance(left, list) else left in right


def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
    """An order holds between two numbers only; anything else is unknown."""

    def checked(left: Any, right: Any) -> bool | None:
        return compare(left, right) if is_number(left) and is_number(right) else None

    return checked


COMPARE: Mapping[str, Callable[[Any, Any], bool | None]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": ordered(lambda left, right: left < right),
    "<=": ordered(lambda left, right: left <= right),
    ">": ordered(lambda left, right: left > right),
    ">=": ordered(lambda left, right: left >= right),
    "in": contains,
    "not in": lambda left, right: not contains(left, right),
}


def is_number(value: Any) -> bool:
    """Whether a value is a number (truth values are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def truth_of(value: Any) -> bool | None:
    """Only true is true and only false is false; all else is unknown."""
    return value if isinstance(value, bool) else None


def parse(text: str) -> Expression:
    """The closed tree of an expression; ExpressionError with a sentence when it can't be read."""
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"The expression is too long; {MAX_CHARACTERS} characters are the most.")
    return Parser(list(tokens(text))).whole()


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The words of an expression with their kinds."""
    position, end = 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if not match or match.lastgroup is None:
            raise ExpressionError(f"“{text[position : position + 20].strip()}” can't be read here.")
        yield match.lastgroup, match.group(match.lastgroup)
        position = match.end()


class Parser:
    """Recursive descent over the words of one expression."""

    def __init__(self, words: list[tuple[str, str]]) -> None:
        self.words, self.position, self.level = words, 0, 0

    def whole(self) -> Expression:
        tree = self.either()
        if self.position < len(self.words):
            raise ExpressionError(f"“{self.words[self.position][1]}” is too much here.")
        return tree

    def peek(self) -> str:
        return self.words[self.position][1] if self.position < len(self.words) else ""

    def take(self, word: str) -> bool:
        found = self.position < len(self.words) and self.words[self.position] in (("operator", word), ("name", word))
        self.position += found
        return found

    def need(self, word: str) -> None:
        if not self.take(word):
            raise ExpressionError(f"“{word}” is missing before “{self.peek() or 'the end'}”.")

    def either(self) -> Expression:
        tree = self.both()
        while self.take("or"):
            tree = Either(tree, self.both())
        return tree

    def both(self) -> Expression:
        tree = self.negation()
        while self.take("and"):
            tree = Both(tree, self.negation())
        return tree

    def negation(self) -> Expression:
        self.level += 1
        # The outermost is inside of nothing, so it is no level.
        if self.level > MAX_LEVELS + 1:
            raise ExpressionError(f"The expression is nested too deep; {MAX_LEVELS} levels are the most.")
        tree = Not(self.negation()) if self.take("not") else self.comparison()
        self.level -= 1
        return tree

    def comparison(self) -> Expression:
        left = self.operand()
        operator = self.operator()
        return Comparison(operator, left, self.operand()) if operator else left

    def operator(self) -> str:
        for operator in ("==", "!=", "<=", ">=", "<", ">", "in"):
            if self.take(operator):
                return operator
        if self.peek() == "not":
            self.need("not")
            self.need("in")
            return "not in"
        return ""

    def operand(self) -> Expression:
        if self.take("("):
            tree = self.either()
            self.need(")")
            return tree
        if self.take("["):
            return Literal(self.list_of_literals())
        if self.position >= len(self.words):
            raise ExpressionError("Something is missing at the end.")
        kind, word = self.words[self.position]
        self.position += 1
        if kind in ("number", "string"):
            return Literal(literal(kind, word))
        if kind == "name" and word not in WORDS:
            return self.call(word) if self.peek() == "(" else Name(word)
        raise ExpressionError(f"“{word}” can't stand here.")

    def call(self, function: str) -> Expression:
        if function not in FUNCTIONS:
            raise ExpressionError(f"There is no function “{function}”. Use one of {', '.join(FUNCTIONS)}.")
        self.need("(")
        kind, word = self.words[self.position] if self.position < len(self.words) else ("", "")
        if kind != "name" or word in WORDS:
            raise ExpressionError(f"{function}() takes a name.")
        self.position += 1
        self.need(")")
        return Answered(word) if function == "answered" else Summary(function, word)

    def list_of_literals(self) -> tuple[Any, ...]:
        found: list[Any] = []
        while not self.take("]"):
            if self.position >= len(self.words):
                raise ExpressionError("“]” is missing before “the end”.")
            kind, word = self.words[self.position]
            if kind not in ("number", "string"):
                raise ExpressionError("A list holds numbers and strings only.")
            self.position += 1
            found.append(literal(kind, word))
            if self.peek() != "]":
                self.need(",")
        return tuple(found)


def literal(kind: str, word: str) -> str | int | float:
    """The value of a number or a string as it is written."""
    if kind == "string":
        return word[1:-1]
    return float(word) if "." in word else int(word)


def names_in(tree: Expression) -> frozenset[str]:
    """All the names that an expression looks up; those over occurrences as “mean(name)”."""
    if isinstance(tree, Name | Answered):
        return frozenset({tree.name})
    if isinstance(tree, Summary):
        return frozenset({tree.key})
    if isinstance(tree, Not):
        return names_in(tree.part)
    if isinstance(tree, Comparison | Both | Either):
        return names_in(tree.left) | names_in(tree.right)
    return frozenset()


def renamed(tree: Expression, rename: Callable[[str], str], *, summaries: bool = True) -> Expression:
    """The same expression with other names; those over all occurrences of a repeat may be left alone."""

    def inner(part: Expression) -> Expression:
        return renamed(part, rename, summaries=summaries)

    if isinstance(tree, Name | Answered):
        return type(tree)(rename(tree.name))
    if isinstance(tree, Summary):
        return Summary(tree.function, rename(tree.name)) if summaries else tree
    if isinstance(tree, Not):
        return Not(inner(tree.part))
    if isinstance(tree, Comparison):
        return Comparison(tree.operator, inner(tree.left), inner(tree.right))
    if isinstance(tree, Both | Either):
        return type(tree)(inner(tree.left), inner(tree.right))
    return tree


def comparisons_in(tree: Expression) -> Iterator[Comparison]:
    """All the comparisons of an expression."""
    if isinstance(tree, Comparison):
        yield tree
    if isinstance(tree, Not):
        yield from comparisons_in(tree.part)
    if isinstance(tree, Comparison | Both | Either):
        yield from comparisons_in(tree.left)
        yield from comparisons_in(tree.right)
