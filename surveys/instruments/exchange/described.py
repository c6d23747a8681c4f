"""What every exporter needs to know of an instrument: conditions, kinds, and what can't be said elsewhere."""

from collections.abc import Sequence

from surveys.instruments.exchange.report import Report
from surveys.instruments.expression import Expression
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Item
from surveys.instruments.scoring import Score

UNSAID = {
    "decline": "“Prefer not to say” isn't carried over.",
    "self_harm": "That an answer here calls for help isn't carried over: take care of it there.",
    "required": "That an answer is asked for once more isn't carried over.",
    "identifying": "That this identifies somebody isn't carried over.",
}


def kinds_of(instrument: Instrument) -> dict[str, str]:
    """The kinds of the items by the names that expressions use."""
    return {f"{instrument.id}.{item.id}": item.kind for item in instrument.items}


def conditions_of(instrument: Instrument) -> dict[str, Expression]:
    """The conditions of items by the items' ids."""
    return {item.id: item.when for item in instrument.items if item.when is not None}


def note_unsaid(item: Item, keys: Sequence[str], report: Report) -> None:
    """Note what an item says and the other format can't."""
    for key in keys:
        if getattr(item, key, False):
            report.note(item.id, UNSAID[key])


def note_unsaid_scores(score: Score, report: Report) -> None:
    """Note what a score's rule says and a formula can't."""
    if score.answered < 1:
        report.note(score.id, "How many answers may be missing isn't carried over.")
    if score.better:
        report.note(score.id, "Whether more is better isn't carried over.")
    if score.cutoffs:
        report.note(score.id, "Cut-offs aren't carried over.")
    if score.never_prorate:
        report.note(score.id, "Which items must not be missing isn't carried over.")


def plain_number(value: float | None) -> str:
    """A number as it is typed, "" for none."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))
