"""Who somebody made up is: a mood that a sad film lowers and time lifts again, and whether tears come.

The numbers are made up too, in the direction of the literature (Gračanin et al. 2015): worse right after the film, most
of all after tears, back after some twenty minutes, and a little better than before after ninety. They are there to try
a study with, and say nothing about people.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from random import Random

from surveys.instruments.expression import Both, Comparison, Either, Expression, Literal, Name, Not
from surveys.instruments.items import Item
from surveys.instruments.plausible import Leaning
from surveys.protocols.definition import Definition, Film, Safety

# Films with such a target lower the mood.
HEAVY = frozenset({"sad", "afraid", "angry", "disgusted", "distressed", "moved", "lonely"})
CRIES = 0.45
CRIES_ANYWAY = 0.03
DECAY_S = 25 * 60
RELIEF_S = 45 * 60


@dataclass
class Temper:
    """One person: shares of 0 to 1, where 0 is the best mood; times in epoch seconds."""

    dice: Random
    burden: float
    reactive: float
    stirred: float = 0.1
    cried: bool = False
    rise: float = 0.0
    film_end: float | None = None
    traits: dict[str, float] = field(default_factory=dict)

    def watch(self, definition: Definition, film: str, condition: str, at: float) -> None:
        """See a film to its end."""
        source = definition.films.get(film)
        heavy = source is not None and str(source.description.get("target", "")) in HEAVY
        if self.film_end is not None and not heavy:
            self.rise, self.film_end = self.mood_rise(at) - 0.05, at
            return
        self.cried = self.dice.random() < (CRIES if heavy else CRIES_ANYWAY)
        self.stirred = self.dice.uniform(0.72, 1.0) if self.cried else self.dice.uniform(0.0, 0.6 if heavy else 0.3)
        strength = arm_strength(condition)
        self.rise = (0.17 * strength * self.reactive + (0.08 if self.cried else 0)) if heavy else -0.02
        self.film_end = at

    def mood_rise(self, at: float) -> float:
        """How far the film has lifted the burden, some time after it."""
        if self.film_end is None:
            return 0.0
        since = max(0.0, at - self.film_end)
        relief = 0.06 * (1 - math.exp(-since / RELIEF_S)) if self.cried else 0.0
        return self.rise * math.exp(-since / DECAY_S) - relief

    def leaning(self, study: "Clues", step: str, instrument: str, item: Item, at: float) -> Leaning:
        """How this person leans at an item now."""
        name = f"{step}.{item.id}"
        noise = self.dice.gauss(0, 0.07)
        direction = study.direction.get((instrument, item.id))
        if instrument in study.telling:
            likely = study.likely.get(name, frozenset()) if self.stirred > 0.6 else frozenset({study.first(item)})
            return Leaning(self.stirred + noise, likely, study.unlikely.get(name, frozenset()))
        trait = self.traits.setdefault(f"{instrument}.{item.id}", self.dice.gauss(0, 0.09))
        if direction is None:
            share = 0.45 + 0.2 * (self.burden - 0.3) + 2 * trait
        else:
            load = self.burden + self.mood_rise(at)
            share = (load if direction else 1 - load) + trait
        return Leaning(share + noise, unlikely=study.unlikely.get(name, frozenset()))


def made_up(dice: Random) -> Temper:
    """A new person."""
    return Temper(dice, burden=min(0.8, max(0.05, dice.gauss(0.3, 0.12))), reactive=min(2, max(0, dice.gauss(1, 0.4))))


def arm_strength(condition: str) -> float:
    """Conditions work differently, each always the same."""
    return 0.75 + blake2b(condition.encode(), digest_size=1).digest()[0] / 255 * 0.5


@dataclass(frozen=True)
class Clues:
    """What a study's document tells about its items: which way they go, and which answers lead where."""

    # Whether much of an item is worse, by instrument and item; items that are in no score and no outcome have none.
    direction: Mapping[tuple[str, str], bool]
    # Instruments by which people are told apart: how they answer shows what the film did to them.
    telling: frozenset[str]
    likely: Mapping[str, frozenset[str]]
    unlikely: Mapping[str, frozenset[str]]

    @staticmethod
    def first(item: Item) -> str:
        """The first option of a list, which is mostly “none”; empty for anything else."""
        options = getattr(item, "options", ())
        return str(options[0].value) if options else ""


def clues_of(study: Definition) -> Clues:
    """The clues of a study."""
    direction: dict[tuple[str, str], bool] = {}
    for outcome in study.outcomes:
        if outcome.is_item:
            direction[outcome.instrument, outcome.key] = outcome.better == "lower"
    for instrument in study.instruments.values():
        for score in instrument.scores:
            for item in score.items:
                worse = (score.better or "lower") == "lower"
                direction.setdefault((instrument.id, item), worse != (item in score.reverse))
    likely = equalities(group.when for group in study.groups)
    asked = {name.rpartition(".")[0].partition(".")[0] for group in study.groups for name in names_in(group.when)}
    watched = {film.id for film in study.walk() if isinstance(film, Film)}
    rules = [rule.when for rule in study.exclusions]
    rules += [rule.when for rule in study.screen_outs]
    rules += [step.or_ for step in study.walk() if isinstance(step, Safety) and step.or_ is not None]
    return Clues(direction, frozenset(asked - watched - {"condition"}), likely, equalities(iter(rules)))


def equalities(expressions: Iterator[Expression]) -> dict[str, frozenset[str]]:
    """The values that names are compared with, by name."""
    found: dict[str, set[str]] = {}
    for expression in expressions:
        for part in parts_of(expression):
            if isinstance(part, Comparison) and part.operator in ("==", "in") and isinstance(part.left, Name):
                content = part.right.content if isinstance(part.right, Literal) else ()
                values = content if isinstance(content, list | tuple) else [content]
                found.setdefault(part.left.name, set()).update(str(value) for value in values)
    return {name: frozenset(values) for name, values in found.items()}


def names_in(expression: Expression) -> Iterator[str]:
    """The names that an expression looks up."""
    return (part.name for part in parts_of(expression) if isinstance(part, Name))


def parts_of(expression: Expression) -> Iterator[Expression]:
    """An expression and all its parts."""
    yield expression
    if isinstance(expression, Not):
        yield from parts_of(expression.part)
    elif isinstance(expression, Comparison | Both | Either):
        yield from parts_of(expression.left)
        yield from parts_of(expression.right)
