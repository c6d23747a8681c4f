"""What became of a follow-up: answered, answered late, missed, or left; by the same windows as the pages go by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction

from surveys.participation.facts import Facts, Sent, facts_of
from surveys.participation.governed import governed, pages_of
from surveys.participation.itinerary import Walk, order_of, pace_of
from surveys.participation.models import FollowUp
from surveys.participation.window import GRACE_SECONDS
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of

AT_ONCE = 500
# While somebody may still answer, we look again after a quarter of the time that has passed, within these seconds.
SOONEST_S, LATEST_S = 10.0, 6 * 3600.0
# Nobody is expected after this long.
LONGEST_S = 400 * 24 * 3600.0
# The mail server's answer, for the delay that a reminder really had.
SENT = """
UPDATE participation_followup f SET sent_at = m.sent_at FROM mail_message m
WHERE f.reminded_at IS NOT NULL AND f.sent_at IS NULL AND f.reminded_at > %(since)s::timestamptz - interval '3 days'
  AND m.key = 'followup:' || f.id || ':reminder' AND m.sent_at IS NOT NULL
"""


@dataclass(frozen=True)
class Outcome:
    """What is known of a follow-up at a time (epoch seconds), and when to look again; None: never."""

    state: str
    shown_at: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    look_at: float | None = None


def settle(*, at: datetime, pace: float) -> int:
    """Look at the follow-ups whose time has come and note what became of them; how many. Safe to run again."""
    with transaction.atomic():
        due = FollowUp.objects.filter(look_at__lte=at).order_by("look_at")
        rows = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        people = facts_of({row.participant_id for row in rows})
        for row in rows:
            facts = people[row.participant_id]
            note(row, outcome(definition_of(facts.version), facts, row, at, pace))
        fields = ["state", "shown_at", "started_at", "ended_at", "look_at", "remind_at"]
        FollowUp.objects.bulk_update(rows, fields, batch_size=AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute(SENT, {"since": at})
    return len(rows)


def note(row: FollowUp, found: Outcome) -> None:
    """Write an outcome into a row; what is settled needs no reminder."""
    row.state, row.look_at = found.state, moment(found.look_at)
    row.shown_at, row.started_at, row.ended_at = map(moment, (found.shown_at, found.started_at, found.ended_at))
    if found.state not in (FollowUp.State.OPEN, FollowUp.State.MISSED) or found.look_at is None:
        row.remind_at = None


def outcome(definition: Definition, facts: Facts, row: FollowUp, at: datetime, pace: float) -> Outcome:
    """What became of one follow-up of one person, by what was sent."""
    now, opener = at.timestamp(), definition.stored_step(row.step, row.occurrence)
    steps = governed(definition, facts.seed, opener.id) if opener is not None else ()
    sent = sorted((facts.sent[key] for key in pages_of(list(facts.sent), steps)), key=lambda each: each.at)
    closes = row.closes_at.timestamp() if row.closes_at is not None else None
    if sent and behind(definition, facts, opener.id if opener is not None else "", now, pace):
        return answered(sent, closes)
    shown, started = (sent[0].shown_at, sent[0].at) if sent else (None, None)
    if facts.stopped_at is not None or facts.completed_at is not None:
        return Outcome(FollowUp.State.LEFT if facts.stopped_at is not None else FollowUp.State.MISSED, shown, started)
    over = closes is not None and now > closes + GRACE_SECONDS / pace and not sent
    passed = now - row.due_at.timestamp()
    again = None if passed > LONGEST_S else now + min(LATEST_S, max(SOONEST_S, passed / 4))
    if over and getattr(opener, "late", "skip") == "skip":
        again = None
    return Outcome(FollowUp.State.MISSED if over else FollowUp.State.OPEN, shown, started, look_at=again)


def answered(sent: Sequence[Sent], closes: float | None) -> Outcome:
    """A window whose pages were all sent: in time when its first page was shown before it closed."""
    late = closes is not None and sent[0].shown_at > closes
    state = FollowUp.State.LATE if late else FollowUp.State.DONE
    return Outcome(state, sent[0].shown_at, sent[0].at, sent[-1].at)


def behind(definition: Definition, facts: Facts, opener: str, now: float, pace: float) -> bool:
    """Whether the last page of a window lies behind a person."""
    order = [step.id for step in order_of(definition, facts.seed)]
    if facts.stopped_at is not None:
        return False
    place = Walk(definition, facts, now, pace_of(facts, pace)).place()
    last = governed(definition, facts.seed, opener)
    return bool(last) and (place.passed > order.index(last[-1].id) or place.terminal)


def moment(seconds: float | None) -> datetime | None:
    """A time of the database."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
