"""Follow-ups: the windows of a person that are known by now, each as a row that is written once."""

from collections.abc import Mapping
from functools import lru_cache

from django.db import connection

from surveys.participation.facts import Facts
from surveys.participation.itinerary import Walk, pace_of
from surveys.participation.window import Window, day_window, deadline
from surveys.protocols.definition import Day, Definition, Step, Wait

INSERT = """
INSERT INTO participation_followup
  (participant_id, step, occurrence, scheduled_at, opens_at, due_at, closes_at, remind_at, look_at, state)
SELECT %(participant)s, step, occurrence, to_timestamp(%(at)s), to_timestamp(opens), to_timestamp(due),
       to_timestamp(closes), CASE WHEN by_mail THEN to_timestamp(due) END, to_timestamp(opens), 'open'
FROM UNNEST(%(steps)s::text[], %(occurrences)s::text[], %(opens)s::float8[], %(dues)s::float8[],
            %(closes)s::float8[], %(by_mail)s::boolean[]) AS planned(step, occurrence, opens, due, closes, by_mail)
ON CONFLICT (participant_id, step, occurrence) DO NOTHING
"""


def windows(definition: Definition, facts: Facts, *, now: float, pace: float) -> Mapping[str, Window]:
    """All windows of a person whose times are known at `now`, by the id of the wait or day that opens them.

    Those behind the place where the person is as well: a pause that counts from the film is known when it has ended.
    """
    if facts.consented_at is None or facts.stopped_at is not None:
        return {}
    walk = Walk(definition, facts, now, pace_of(facts, pace))
    passed = walk.place().passed
    known = dict(walk.windows)
    for step in walk.steps[passed:]:
        window = None if step.id in known else ahead(walk, step)
        if window is not None:
            known[step.id] = window
    return known


def ahead(walk: Walk, step: Step) -> Window | None:
    """The window of a wait or day that lies ahead, where its times are known already."""
    if isinstance(step, Wait) and step.after in walk.ends and walk.visible(step):
        return deadline(step, walk.ends[step.after], walk.pace)
    if isinstance(step, Day):
        diary = walk.definition.branches_by_id[step.id][-1]
        if diary.id in walk.ends and walk.awaited(step):
            return day_window(step, walk.ends[diary.id], walk.facts.timezone, walk.pace)
    return None


@lru_cache(maxsize=256)
def opening(definition: Definition) -> Mapping[str, Wait | Day]:
    """The steps that open windows, by id."""
    return {step.id: step for step in definition.walk() if isinstance(step, Wait | Day)}


@lru_cache(maxsize=256)
def anchors(definition: Definition) -> frozenset[str]:
    """The steps that windows count from by name."""
    return frozenset(step.after for step in opening(definition).values() if isinstance(step, Wait) and step.after)


def makes_known(definition: Definition, stored: Step | None, place_kind: str) -> bool:
    """Whether a page that was just stored can make times of windows known: an anchor's, or the last before a pause."""
    if not opening(definition):
        return False
    return place_kind == "wait" or (stored is not None and stored.id in anchors(definition))


def schedule(definition: Definition, facts: Facts, *, at: float, pace: float) -> None:
    """Write the windows that are known by now, each once; one statement."""
    known = windows(definition, facts, now=at, pace=pace)
    if not known:
        return
    steps = {step_id: opening(definition)[step_id] for step_id in known}
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "participant": facts.participant,
                "at": at,
                "steps": [step.base for step in steps.values()],
                "occurrences": [step.occurrence for step in steps.values()],
                "opens": [window.opens for window in known.values()],
                "dues": [window.due for window in known.values()],
                "closes": [window.closes for window in known.values()],
                "by_mail": ["email" in step.remind for step in steps.values()],
            },
        )
