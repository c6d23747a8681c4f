"""Which steps a window is about: those behind its pause up to the next one, or those of a diary's entry."""

from collections.abc import Sequence
from functools import lru_cache

from surveys.participation.itinerary import order_of
from surveys.protocols.definition import Complete, Day, Definition, Film, Safety, ScreenedOut, Step, Wait


@lru_cache(maxsize=4096)
def governed(definition: Definition, seed: int, step_id: str) -> tuple[Step, ...]:
    """The steps that the window of a wait or day governs, in the order of the person with this seed."""
    order = order_of(definition, seed)
    position = next((index for index, step in enumerate(order) if step.id == step_id), len(order))
    opener = order[position] if position < len(order) else None
    found = []
    for step in order[position + 1 :]:
        if isinstance(opener, Day) and step.occurrence != opener.occurrence:
            break
        if isinstance(step, Wait | Day) or (isinstance(step, Film | Complete) and not isinstance(opener, Day)):
            break
        if not isinstance(step, Safety | ScreenedOut):
            found.append(step)
    return tuple(found)


def pages_of(sent: Sequence[tuple[str, str, int]], steps: Sequence[Step]) -> list[tuple[str, str, int]]:
    """The keys of the pages that were sent of some steps."""
    owners = {(step.base, step.occurrence) for step in steps}
    return [key for key in sent if key[:2] in owners]
