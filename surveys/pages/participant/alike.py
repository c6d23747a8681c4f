"""Items with the same answers, one after the other: wide screens show them as the rows of a table."""

from collections import Counter
from collections.abc import Mapping

from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Item, Scale

# A table with more columns than this has no room for the words in its head.
MOST_WORDS = 7
# Numbers are narrower: 0 to 10 is a common line.
MOST_NUMBERS = 11
# The style sheet knows this many sets of an instrument by number.
MOST_SETS = 4


def alike(instrument: Instrument) -> Mapping[str, int]:
    """By item that belongs into a table: the number of its set; items of one set have the same answers."""
    keys = [answers_of(item) for item in instrument.items]
    if instrument.shuffled:
        # In some person's order any two stand side by side.
        shared = {key for key, count in Counter(keys).items() if key and count > 1}
        rows = [key in shared for key in keys]
    else:
        padded = ["", *keys, ""]
        rows = [bool(key) and key in (padded[at], padded[at + 2]) for at, key in enumerate(keys)]
    numbers: dict[str, int] = {}
    found = {
        item.id: numbers.setdefault(key, len(numbers))
        for item, key, row in zip(instrument.items, keys, rows, strict=True)
        if row
    }
    return {item: number for item, number in found.items() if number < MOST_SETS}


def answers_of(item: Item) -> str:
    """What an item offers, equal for equal answers; nothing where a table has no room for them."""
    if isinstance(item, Choice):
        fits = not item.other and len(item.options) <= MOST_WORDS
        return str([(each.value, each.label) for each in item.options]) if fits else ""
    if isinstance(item, Scale):
        points = item.high - item.low + 1
        fits = points <= (MOST_WORDS if item.worded else MOST_NUMBERS)
        return str((item.low, item.high, sorted(item.labels.items()))) if fits else ""
    return ""
