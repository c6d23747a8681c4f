"""The ends of an outcome's scale: what the lowest and the highest answers come to."""

from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Item, Number, Scale, Slider
from surveys.protocols.definition import Definition, Outcome


def scale_ends(definition: Definition, outcome: Outcome) -> tuple[float, float] | None:
    """The least and the most that an outcome can be; None where its items have no ends."""
    instrument = definition.instruments[outcome.instrument]
    rule = instrument.score(outcome.key)
    if outcome.is_item or rule is None:
        return ends_of(instrument.item(outcome.key))
    ends = [ends_of_item(instrument, item) for item in rule.items]
    if any(each is None for each in ends):
        return None
    share = len(ends) if rule.method == "mean" else 1
    reached = [sum(each[side] for each in ends if each) / share * rule.multiply + rule.add for side in (0, 1)]
    return min(reached), max(reached)


def ends_of_item(instrument: Instrument, item_id: str) -> tuple[float, float] | None:
    """The ends of an item of an instrument; reversing keeps them."""
    return ends_of(instrument.item(item_id))


def ends_of(item: Item | None) -> tuple[float, float] | None:
    """The lowest and highest answer of an item."""
    if isinstance(item, Scale | Slider):
        return float(item.low), float(item.high)
    if isinstance(item, Number) and item.minimum is not None and item.maximum is not None:
        return item.minimum, item.maximum
    return None
