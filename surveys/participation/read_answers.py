"""From what a form posted to the answers that are stored, or to sentences about what has to be mended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.instruments.instrument import Instrument
from surveys.instruments.items import DECLINED, NOT_ANSWERED, NOT_SHOWN, BadAnswer, Item
from surveys.instruments.sentence import Sentence

Posted = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Read:
    """The stored answers of a page in the document's order, and the sentences by item."""

    answers: list[Any]
    # Answers that the item can't take: they have to be mended.
    bad: dict[str, str] = field(default_factory=dict)
    # Required items that were left open: asked for once.
    gaps: dict[str, str] = field(default_factory=dict)


def read_answers(instrument: Instrument, items: Sequence[Item], posted: Posted, hidden: Collection[str] = ()) -> Read:
    """Read a page's items; nothing that is wrong is stored, and nothing that is right is lost.

    Items that were hidden from the person are stored as not shown, whatever was posted for them.
    """
    answers: list[Any] = []
    bad: dict[str, str] = {}
    gaps: dict[str, str] = {}
    for item in items:
        if item.id in hidden:
            answers.append(NOT_SHOWN)
            continue
        try:
            answer = read_item(item, posted)
        except BadAnswer as error:
            bad[item.id] = error.sentence
            answer = NOT_ANSWERED
        answers.append(answer)
        if answer is NOT_ANSWERED and item.required and item.id not in bad:
            gaps[item.id] = Sentence("Please answer this, or send the page again to leave it open.")
    return Read(answers, bad, gaps)


def read_item(item: Item, posted: Posted) -> Any:
    """One item's stored answer; an answer counts more than a tick at “prefer not to say” that was left behind."""
    answer = item.read_from(posted)
    if answer is NOT_ANSWERED and item.decline and posted.get(f"{item.id}.declined"):
        return DECLINED
    return answer
