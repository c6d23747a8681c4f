"""Formulas that are plain sums or means: read to weights, and from there to a score's rule."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

MAX_FORMULA = 20_000
MAX_DEPTH = 30
# [name] is REDCap's way, a bare name JavaScript's.
TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,9}(?:\.[0-9]{1,6})?)(?![\w.])|\[(?P<field>[A-Za-z0-9_]{1,200})\]"
    r"|(?P<name>[A-Za-z_$][\w$]{0,199})|(?P<sign>[-+*/(),]))"
)
FUNCTIONS = ("sum", "mean")


class FormulaError(ValueError):
    """A formula that is no plain sum or mean; the message is a sentence."""


@dataclass(frozen=True)
class Linear:
    """Each name times its weight, and a constant; `gaps` where only the answered ones count."""

    weights: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)
    gaps: frozenset[str] = frozenset()

    def plus(self, other: "Linear", sign: int = 1) -> "Linear":
        weights = dict(self.weights)
        for name, weight in other.weights.items():
            weights[name] = weights.get(name, Fraction(0)) + sign * weight
        return Linear(weights, self.constant + sign * other.constant, self.gaps | other.gaps)

    def times(self, factor: Fraction) -> "Linear":
        weights = {name: weight * factor for name, weight in self.weights.items()}
        return Linear(weights, self.constant * factor, self.gaps)


def read_linear(text: str, *, functions: Sequence[str] = ()) -> Linear:
    """The weights of a formula of + − * / and these functions; FormulaError for anything else."""
    if len(text) > MAX_FORMULA:
        raise FormulaError("The formula is too long.")
    reader = Reader(list(tokens(text)), functions)
    found = reader.sum()
    if reader.position < len(reader.tokens):
        raise FormulaError(f"“{reader.tokens[reader.position][1]}” can't be read in a formula here.")
    return found


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The words of a formula with their kinds."""
    position, end = 0, len(text.rstrip())
    while position < end:
        match = TOKEN.match(text, position)
        if not match or match.lastgroup is None:
            raise FormulaError(f"“{text[position : position + 20].strip()}” can't be read in a formula here.")
        yield match.lastgroup, match.group(match.lastgroup)
        position = match.end()


class Reader:
    """Recursive descent over the words of one formula."""

    def __init__(self, words: list[tuple[str, str]], functions: Sequence[str]) -> None:
        self.tokens, self.functions = words, functions
        self.position = self.depth = 0

    def take(self, *signs: str) -> str:
        kind, word = self.tokens[self.position] if self.position < len(self.tokens) else ("", "")
        if kind == "sign" and word in signs:
            self.position += 1
            return word
        return ""

    def sum(self) -> Linear:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError("The formula is nested too deep.")
        # A name's weights are added in place: a sum of a thousand names must not copy them a thousand times.
        weights: dict[str, Fraction] = {}
        constant, gaps, sign = Fraction(0), frozenset[str](), self.take("+", "-")
        while True:
            term = self.product().times(Fraction(-1 if sign == "-" else 1))
            for name, weight in term.weights.items():
                weights[name] = weights.get(name, Fraction(0)) + weight
            constant, gaps = constant + term.constant, gaps | term.gaps if term.gaps else gaps
            if not (sign := self.take("+", "-")):
                break
        self.depth -= 1
        return Linear(weights, constant, gaps)

    def product(self) -> Linear:
        left = self.part()
        while sign := self.take("*", "/"):
            right = self.part()
            if sign == "/" and (right.weights or not right.constant):
                raise FormulaError("A formula here divides by numbers only.")
            if sign == "*" and left.weights and right.weights:
                raise FormulaError("A formula here doesn't multiply answers by answers.")
            if sign == "/":
                left = left.times(1 / right.constant)
            else:
                left = left.times(right.constant) if left.weights else right.times(left.constant)
            check_size(left)
        return left

    def part(self) -> Linear:
        if self.take("("):
            inner = self.sum()
            self.close()
            return inner
        kind, word = self.tokens[self.position] if self.position < len(self.tokens) else ("", "the end")
        self.position += 1
        if kind == "number":
            return Linear({}, Fraction(word))
        if kind == "field" or (kind == "name" and not self.opens()):
            return Linear({word: Fraction(1)})
        if kind == "name" and word in self.functions:
            return self.call(word)
        raise FormulaError(f"“{word}” is more than a plain sum or mean.")

    def opens(self) -> bool:
        return self.position < len(self.tokens) and self.tokens[self.position] == ("sign", "(")

    def close(self) -> None:
        if not self.take(")"):
            raise FormulaError("A bracket isn't closed.")

    def call(self, function: str) -> Linear:
        """Of sum() and mean() REDCap counts the answered alone."""
        self.take("(")
        total, count = self.sum(), 1
        while self.take(","):
            total, count = total.plus(self.sum()), count + 1
        self.close()
        total = Linear(total.weights, total.constant, frozenset(total.weights))
        return total.times(Fraction(1, count)) if function == "mean" else total


def check_size(linear: Linear) -> None:
    """FormulaError for numbers that no questionnaire has."""
    for number in (*linear.weights.values(), linear.constant):
        if number.numerator.bit_length() > 64 or number.denominator.bit_length() > 64:
            raise FormulaError("The formula holds numbers that are too large.")


def score_rule(linear: Linear, items: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The rule of a score with these weights over items of our document; FormulaError where it has none."""
    weights = {name: weight for name, weight in linear.weights.items() if weight}
    sizes = {abs(weight) for weight in weights.values()}
    if len(sizes) != 1:
        raise FormulaError("Its items have different weights, or there are none: that is no plain sum or mean.")
    size = sizes.pop()
    # All turned round is none turned round, times −1.
    sign = 1 if any(weight > 0 for weight in weights.values()) else -1
    reverse = [name for name, weight in weights.items() if weight * sign < 0]
    add = linear.constant - sum((sign * size * ends(items, name) for name in reverse), Fraction(0))
    mean = size == Fraction(1, len(weights)) and len(weights) > 1
    multiply = sign * (Fraction(1) if mean else size)
    rule: dict[str, Any] = {"mean" if mean else "sum": list(weights)}
    if reverse:
        rule["reverse"] = reverse
    rule["answered"] = max(1, floor(100 / len(weights))) / 100 if mean and linear.gaps else 1
    if multiply != 1:
        rule["multiply"] = number(multiply)
    if add:
        rule["add"] = number(add)
    return rule


def ends(items: Mapping[str, Mapping[str, Any]], name: str) -> Fraction:
    """The sum of the two ends of an item's line."""
    item = items.get(name, {})
    if item.get("kind") not in ("scale", "slider"):
        raise FormulaError(f"“{name}” is turned round, and it has no two ends.")
    try:
        return Fraction(item["from"]) + Fraction(item["to"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise FormulaError(f"“{name}” is turned round, and it has no two ends.") from None


def number(value: Fraction) -> int | float:
    """A fraction as a plain number."""
    return int(value) if value.denominator == 1 else float(value)
