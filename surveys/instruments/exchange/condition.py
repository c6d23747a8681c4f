"""Conditions of REDCap and JavaScript as expressions of ours: comparisons, and, or, not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from surveys.instruments.exchange.report import quoted
from surveys.instruments.expression import Answered, Both, Comparison, Either, Expression, Literal, Name, Not

MAX_CONDITION = 2_000
MAX_DEPTH = 15
TOKEN = re.compile(
    r"\s*(?:(?P<number>-?[0-9]{1,12}(?:\.[0-9]{1,6})?)(?![\w.])|\"(?P<double>[^\"\\]*)\"|'(?P<single>[^'\\]*)'"
    r"|\[(?P<box>[A-Za-z0-9_]{1,200}\([A-Za-z0-9_.-]{1,100}\))\]|\[(?P<field>[A-Za-z0-9_]{1,200})\]"
    r"|(?P<name>[A-Za-z_$][\w$]{0,199}(?:\.includes)?)|(?P<sign><>|===|!==|==|!=|<=|>=|&&|\|\||[=<>!()]))"
)
WORDS = {"and": "and", "&&": "and", "or": "or", "||": "or", "not": "not", "!": "not"}
COMPARE = {"=": "==", "==": "==", "===": "==", "<>": "!=", "!=": "!=", "!==": "!="}
ORDERS = ("<", "<=", ">", ">=")
EMPTY = ("null", "undefined")


class ConditionError(ValueError):
    """A condition that can't be carried over; the message is a sentence."""


@dataclass(frozen=True)
class Box:
    """One box of several: REDCap asks for it as [name(code)] = '1'."""

    name: str
    code: str


# What a foreign name is called here; and a foreign literal as that item's answers are.
Rename = Callable[[str], str]
Typed = Callable[[str, str | int | float], str | int | float]


def read_condition(text: str, rename: Rename, typed: Typed) -> Expression:
    """The expression of a foreign condition; ConditionError with a sentence where there is none."""
    if len(text) > MAX_CONDITION:
        raise ConditionError("The condition is too long.")
    reader = Reader(list(tokens(text)), rename, typed)
    found = reader.either()
    if reader.position < len(reader.words):
        raise ConditionError(f"“{reader.words[reader.position][1]}” can't be read in a condition here.")
    return found


def tokens(text: str) -> Iterator[tuple[str, Any]]:
    """The words of a condition with their kinds."""
    position, end = 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if not match or match.lastgroup is None:
            raise ConditionError(f"{quoted(text[position : position + 20].strip())} can't be read in a condition here.")
        kind, word = match.lastgroup, match.group(match.lastgroup)
        position = match.end()
        if kind in ("name", "sign") and word.lower() in WORDS:
            yield "word", WORDS[word.lower()]
        elif kind == "number":
            yield "value", float(word) if "." in word else int(word)
        elif kind in ("double", "single"):
            yield "value", word
        else:
            yield kind, word


class Reader:
    """Recursive descent over the words of one condition."""

    def __init__(self, words: list[tuple[str, Any]], rename: Rename, typed: Typed) -> None:
        self.words, self.rename, self.typed = words, rename, typed
        self.position = self.depth = 0

    def peek(self) -> tuple[str, Any]:
        return self.words[self.position] if self.position < len(self.words) else ("", "the end")

    def take(self, kind: str, word: str) -> bool:
        found = self.peek() == (kind, word)
        self.position += found
        return found

    def either(self) -> Expression:
        tree = self.both()
        while self.take("word", "or"):
            tree = Either(tree, self.both())
        return tree

    def both(self) -> Expression:
        tree = self.negation()
        while self.take("word", "and"):
            tree = joined(tree, self.negation())
        return tree

    def negation(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ConditionError("The condition is nested too deep.")
        tree = Not(self.negation()) if self.take("word", "not") else self.comparison()
        self.depth -= 1
        return tree

    def comparison(self) -> Expression:
        if self.take("sign", "("):
            tree = self.either()
            self.close()
            return tree
        left = self.operand()
        if isinstance(left, Name | Answered | Comparison):
            return left
        kind, sign = self.peek()
        operator = COMPARE.get(sign, sign if sign in ORDERS else "") if kind == "sign" else ""
        if not operator:
            raise ConditionError("A condition here compares an answer with a value.")
        self.position += 1
        return self.compared(left, operator, self.operand())

    def close(self) -> None:
        if not self.take("sign", ")"):
            raise ConditionError("A bracket isn't closed.")

    def operand(self) -> Any:
        """A foreign name as ("name", id), a box, a value, or a whole condition (x.includes(1))."""
        kind, word = self.peek()
        self.position += 1
        if kind == "value":
            return word
        if kind == "box":
            name, _, code = word.partition("(")
            return Box(name, code.removesuffix(")"))
        if kind == "name" and word in EMPTY:
            return ""
        if kind == "name" and word.endswith(".includes"):
            return self.includes(word.removesuffix(".includes"))
        if kind in ("field", "name"):
            return ("name", word)
        raise ConditionError(f"{quoted(word)} can't stand here in a condition.")

    def includes(self, name: str) -> Expression:
        if not self.take("sign", "("):
            raise ConditionError("A bracket is missing.")
        kind, value = self.peek()
        self.position += 1
        self.close()
        if kind != "value":
            raise ConditionError("includes() takes a value.")
        return Comparison("in", Name(self.rename(name)), Literal((self.typed(name, value),)))

    def compared(self, left: Any, operator: str, right: Any) -> Expression:
        if isinstance(left, str | int | float) and not isinstance(right, str | int | float):
            turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
            left, operator, right = right, turned.get(operator, operator), left
        if not isinstance(right, str | int | float):
            raise ConditionError("A condition here compares an answer with a value, not with another answer.")
        if isinstance(left, Box):
            return self.boxed(left, operator, right)
        if not isinstance(left, tuple):
            raise ConditionError("A condition here compares an answer with a value.")
        name = Name(self.rename(left[1]))
        if right == "":
            return missing(name, operator)
        literal = Literal(self.typed(left[1], right))
        if operator == "!=":
            # There a gap differs from every value, here nothing is known of it.
            return Either(Not(Answered(name.name)), Comparison("!=", name, literal))
        return Comparison(operator, name, literal)

    def boxed(self, box: Box, operator: str, right: Any) -> Expression:
        ticked = Comparison("in", Name(self.rename(box.name)), Literal((self.typed(box.name, box.code),)))
        wanted = {("==", "1"): True, ("==", "0"): False, ("!=", "1"): False, ("!=", "0"): True}
        if (operator, str(right)) not in wanted:
            raise ConditionError("A box is compared with '1' or '0' only.")
        if wanted[operator, str(right)]:
            return ticked
        return Either(Not(Answered(self.rename(box.name))), Not(ticked))


def missing(name: Name, operator: str) -> Expression:
    """Whether there is no answer, or whether there is one."""
    if operator not in ("==", "!="):
        raise ConditionError("Nothing is larger or smaller than no answer.")
    return Answered(name.name) if operator == "!=" else Not(Answered(name.name))


def joined(left: Expression, right: Expression) -> Expression:
    """Both; “answered, and no answer or other than x” is “other than x”."""
    if (
        isinstance(left, Answered)
        and isinstance(right, Either)
        and right.left == Not(left)
        and isinstance(right.right, Comparison | Not)
    ):
        return right.right
    return Both(left, right)
