"""About how long a person still has to do something, until the next pause or the end."""

import math
from functools import lru_cache

from surveys.instruments.items import Statement, Text
from surveys.participation.facts import Facts
from surveys.participation.itinerary import Place, order_of
from surveys.participation.known import acting_condition, asked_by
from surveys.participation.stimulus import films_of, stimulus_seconds
from surveys.protocols.definition import Ask, Day, Definition, Film, Show, Step, Timer, Wait

SECONDS_PER_ITEM = 6
SECONDS_PER_TEXT_ITEM = 25
SECONDS_PER_PAGE = 4
WORDS_PER_MINUTE = 200


def minutes_left(definition: Definition, facts: Facts, place: Place) -> int:
    """Minutes from the start of a place's step on to the next pause or the end, at least one."""
    steps = order_of(definition, facts.seed)[place.passed :]
    return minutes_from(definition, steps, acting_condition(definition, facts))


def pause_ahead(definition: Definition, facts: Facts, place: Place) -> bool:
    """Whether those minutes lead to a pause, not to the end."""
    return any(isinstance(step, Wait | Day) for step in order_of(definition, facts.seed)[place.passed :])


def minutes_from(definition: Definition, steps: tuple[Step, ...], condition: str) -> int:
    """Minutes that these steps take, up to the first pause."""
    seconds = 0.0
    for step in steps:
        if isinstance(step, Wait | Day):
            break
        seconds += seconds_of(definition, step, condition)
    return max(1, math.ceil(seconds / 60))


@lru_cache(maxsize=8192)
def seconds_of(definition: Definition, step: Step, condition: str) -> float:
    """Seconds that a step takes most people."""
    if isinstance(step, Film):
        known = films_of(definition, step, condition)
        longest = max((each.duration_seconds for each in definition.films.values()), default=0)
        return 0 if step.optional else (stimulus_seconds(definition, step, condition) if known else longest)
    if isinstance(step, Timer):
        return step.seconds
    if isinstance(step, Show):
        words = len(definition.text(step.file, definition.languages[0]).split())
        return SECONDS_PER_PAGE + words * 60 / WORDS_PER_MINUTE
    instrument = definition.instruments.get(asked_by(step)) if isinstance(step, Ask) else None
    if instrument is None:
        return 0
    items = [item for item in instrument.items if not isinstance(item, Statement)]
    texts = sum(isinstance(item, Text) for item in items)
    return (
        SECONDS_PER_PAGE * instrument.page_count
        + SECONDS_PER_ITEM * (len(items) - texts)
        + SECONDS_PER_TEXT_ITEM * texts
    )
