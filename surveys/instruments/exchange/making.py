"""An instrument in the making: items by their names elsewhere, then the conditions and scores that name them."""

from collections.abc import Iterable, Sequence
from typing import Any

from surveys.instruments.exchange.condition import ConditionError, read_condition
from surveys.instruments.exchange.finish import Material
from surveys.instruments.exchange.linear import FormulaError, Linear, read_linear, score_rule
from surveys.instruments.exchange.names import Names
from surveys.instruments.exchange.report import Report, quoted
from surveys.instruments.exchange.spell import spelt
from surveys.instruments.exchange.values import as_scale, points_of, typed_for

# On an item in the making: its values are points of a line, if they count up by one.
POINTS = "points"
Item = dict[str, Any]


class Making:
    """What is known of an instrument while its file is read."""

    def __init__(self, name: str, report: Report) -> None:
        self.name, self.report, self.names = name, report, Names(report)
        self.listed: list[Item] = []
        self.scores: dict[str, Item] = {}
        self.document: dict[str, Any] = {"instrument": name, "items": self.listed, "scores": self.scores}
        self.material = Material(self.document, report)
        self.items: dict[str, Item] = {}

    def keep(self, item: Item, name: str, place: str) -> None:
        """Add an item; the first of a name is the one that conditions and scores mean."""
        if item["kind"] == "choices":
            self.names.take(*(f"{item['id']}_{option['value']}" for option in item["options"]))
        self.listed.append(item)
        self.material.places[item["id"]] = place
        self.items.setdefault(name, item)

    def turn_into_scales(self, scored: Iterable[str]) -> None:
        """Choices that are points or belong to a score are scales where their values count up by one."""
        in_scores = {self.items[name]["id"] for name in scored if name in self.items}
        for item in self.listed:
            points = item.pop(POINTS, False) or item["id"] in in_scores
            if points and item["kind"] == "choice" and points_of(item["options"]):
                scale = as_scale(item)
                item.clear()
                item.update(scale)

    def add_condition(self, name: str, text: str, place: str) -> None:
        """The condition of an item; where it can't be carried over everybody is asked, and that is noted."""
        try:
            tree = read_condition(text, self.full_name, lambda named, value: typed_for(self.items, named, value))
            self.items[name]["when"] = spelt(tree)
        except ConditionError as error:
            self.report.note(place, f"The condition {quoted(text)} isn't carried over, so everybody is asked. {error}")

    def full_name(self, name: str) -> str:
        """An item as expressions call it."""
        if name not in self.items:
            raise ConditionError(f"{quoted(name)} is no question of this instrument.")
        return f"{self.name}.{self.items[name]['id']}"

    def add_score(self, name: str, formula: str, place: str, functions: Sequence[str] = ()) -> Linear | None:
        """A formula as a score, where it is a plain sum or mean; else it is noted."""
        try:
            linear = read_linear(formula, functions=functions)
            rule = score_rule(linear, {each: self.items[each] for each in linear.weights if each in self.items})
        except FormulaError as error:
            self.report.note(place, f"The calculation {quoted(formula)} isn't carried over. {error}")
            return None
        for key in ("sum", "mean", "reverse"):
            if key in rule:
                rule[key] = [self.items[each]["id"] if each in self.items else each for each in rule[key]]
        given = self.names.give(name, place, otherwise="score")
        self.scores[given] = rule
        self.material.places[given] = place
        return linear


def names_in_formula(formula: str, functions: Sequence[str] = ()) -> frozenset[str]:
    """The names in a formula that can be carried over."""
    try:
        return frozenset(read_linear(formula, functions=functions).weights)
    except FormulaError:
        return frozenset()
