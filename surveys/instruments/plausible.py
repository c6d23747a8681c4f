"""What somebody made up would post at an item; each kind of item brings its own way of answering."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import singledispatch
from random import Random

from surveys.instruments.items import Choice, Choices, Grid, Item, Number, Scale, Slider, Text

# What people write who write something: short, harmless, and of all lengths.
WORDS = (
    "Nothing much.",
    "It reminded me of somebody I have not seen for a long time.",
    "I liked the music.",
    "I was thinking about home, and then about what I still have to do today.",
    "Hard to say: a bit heavy, but in a good way.",
    "quiet",
)
WRITES = 0.6
# Of those who find “something else” among the answers.
OWN_WORDS = 0.06
# Earlier options of a list are chosen more often.
FALL = 0.7


@dataclass(frozen=True)
class Leaning:
    """How somebody leans at an item.

    `share` is the place between the lowest (0) and the highest answer (1). Of a list, `likely` values are chosen
    most, `unlikely` ones hardly ever.
    """

    share: float
    likely: Collection[str] = field(default_factory=frozenset)
    unlikely: Collection[str] = field(default_factory=frozenset)


@singledispatch
def plausible(item: Item, leaning: Leaning, dice: Random) -> list[str]:
    """The values that are posted for an item; none where nothing is answered."""
    return []


@plausible.register
def _scale(item: Scale, leaning: Leaning, dice: Random) -> list[str]:
    return [str(round(item.low + clipped(leaning.share) * (item.high - item.low)))]


@plausible.register
def _slider(item: Slider, leaning: Leaning, dice: Random) -> list[str]:
    steps = round(clipped(leaning.share) * (item.high - item.low) / item.step)
    return [f"{item.low + steps * item.step:.10g}"]


def plausible_fields(item: Item, leaning: Leaning, dice: Random) -> dict[str, list[str]]:
    """The fields of a form that are posted for an item."""
    if isinstance(item, Choice) and item.other and getattr(item, "minimum", 0) <= 1 and dice.random() < OWN_WORDS:
        return {item.id: ["other"], f"{item.id}.other": [dice.choice(WORDS)]}
    if not isinstance(item, Grid):
        return {item.id: plausible(item, leaning, dice)}
    # How pleasant it is says little of how awake somebody is.
    shares = (1 - leaning.share, dice.betavariate(3, 3))
    return {
        f"{item.id}.{axis}": [str(1 + round(clipped(share) * (item.size - 1)))]
        for axis, share in zip("xy", shares, strict=True)
    }


@plausible.register
def _number(item: Number, leaning: Leaning, dice: Random) -> list[str]:
    low = item.minimum if item.minimum is not None else 0
    high = item.maximum if item.maximum is not None else low + 100
    # Most people are nearer to the lower end, as with ages and counts.
    number = low + (high - low) * dice.betavariate(1.6, 4)
    return [str(round(number)) if item.integer or high - low > 5 else f"{number:.1f}"]


@plausible.register
def _text(item: Text, leaning: Leaning, dice: Random) -> list[str]:
    return [dice.choice(WORDS)[: item.max_length]] if dice.random() < WRITES else []


@plausible.register
def _choice(item: Choice, leaning: Leaning, dice: Random) -> list[str]:
    return [drawn(item, leaning, dice)]


@plausible.register
def _choices(item: Choices, leaning: Leaning, dice: Random) -> list[str]:
    wanted = max(item.minimum, 1 + (dice.random() < 0.35) + (dice.random() < 0.15))
    none = str(item.none) if item.none is not None else None
    found = dict.fromkeys(drawn(item, leaning, dice) for _ in range(4 * wanted))
    if none is not None and none in found:
        if item.minimum <= 1 and next(iter(found)) == none:
            return [none]
        found.pop(none)
    most = item.maximum if item.maximum is not None else len(found)
    chosen = list(found)[: min(wanted, most)]
    return chosen or ([none] if none is not None else [str(item.options[0].value)])


def drawn(item: Choice, leaning: Leaning, dice: Random) -> str:
    """One option of a list."""
    values = [str(option.value) for option in item.options]
    if item.numeric:
        return values[round(clipped(leaning.share) * (len(values) - 1))]
    weights = [weight(value, place, leaning) for place, value in enumerate(values)]
    return dice.choices(values, weights)[0]


def weight(value: str, place: int, leaning: Leaning) -> float:
    """How likely an option is, beside the others."""
    if value in leaning.unlikely:
        return 0.03
    return (8.0 if value in leaning.likely else 1.0) / float((1 + place) ** FALL)


def clipped(share: float) -> float:
    """Between 0 and 1."""
    return min(1.0, max(0.0, share))
