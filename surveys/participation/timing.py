"""When each item of a page came into view, was first touched and last answered: what the page says, bounded."""

import json
from collections.abc import Collection, Mapping, Sequence

from surveys.instruments.instrument import Instrument
from surveys.participation.itinerary import Place

FIELD = "step.timing"
MOST_CHARACTERS = 100_000
# A page may stay open for a week.
MOST_MS = 7 * 24 * 3600 * 1000
MOMENTS = 3
Timed = dict[str, list[int | None]]


def timing(
    instrument: Instrument, place: Place, hidden: Collection[str], seed: int, fields: Mapping[str, Sequence[str]]
) -> Timed:
    """By item: its place in the order in which the person saw the items, and three times in ms after the page came.

    Without a script there are no times. A page can claim anything, so nothing but whole numbers within bounds is kept.
    """
    claimed = read_timing("".join(fields.get(FIELD, ())[:1]))
    where = f"{place.base}:{place.occurrence}"
    before = sum(len(instrument.shown(page, seed, where)) for page in range(place.page))
    order = instrument.shown(place.page, seed, where)
    found: Timed = {}
    for number, position in enumerate(order, before + 1):
        item = instrument.items[position]
        if item.id not in hidden and item.columns:
            found[item.id] = [number, *moments(claimed.get(item.id))]
    return found


def read_timing(text: str) -> Mapping[str, object]:
    """What a page claims by item; nothing where it can't be read."""
    try:
        found = json.loads(text) if 0 < len(text) <= MOST_CHARACTERS else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def moments(claimed: object) -> list[int | None]:
    """Shown, touched and answered; None for what is no time."""
    listed = claimed if isinstance(claimed, list) and len(claimed) == MOMENTS else [None] * MOMENTS
    found = [each if type(each) is int and 0 <= each <= MOST_MS else None for each in listed]
    shown, *later = found
    # A quick tap may be noted before the item's coming into view is.
    return [min([shown, *(each for each in later if each is not None)]) if shown is not None else None, *later]
