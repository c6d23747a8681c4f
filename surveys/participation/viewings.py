"""What all batches of a showing say together, worked out after it, and anew when one of them comes late."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from surveys.films.evidence import Batch
from surveys.films.verdict import verdict
from surveys.films.watched import Watched, watched
from surveys.participation.expose import read_batch
from surveys.participation.facts import Facts, facts_of
from surveys.participation.known import acting_condition
from surveys.participation.models import Exposure, Viewing
from surveys.participation.stimulus import films_of, stimulus_seconds
from surveys.protocols.definition import Film
from surveys.protocols.freeze import definition_of

# A film that is being watched reports every few seconds; one that was left tells nothing more.
QUIET = timedelta(minutes=2)
AT_ONCE = 200
DUE = """
SELECT e.participant_id, e.step, e.occurrence FROM participation_exposure e WHERE NOT e.seen
GROUP BY 1, 2, 3 HAVING max(e.at) < %s OR EXISTS (
  SELECT 1 FROM participation_response r
  WHERE r.participant_id = e.participant_id AND r.step = e.step AND r.occurrence = e.occurrence)
ORDER BY min(e.at) LIMIT %s
"""
# Whoever is just sending a page is looked at again in a moment; so is whom another worker has.
LOCK = "SELECT id FROM enrolment_participant WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED"
BATCHES = """
SELECT id, load, seq, sent, intervals, events, EXTRACT(EPOCH FROM at)::float8, samples FROM participation_exposure
WHERE participant_id = %s AND step = %s AND occurrence = %s
"""
KEY = ("participant", "step", "occurrence")
DERIVED = (
    *("films", "duration_s", "verdict", "coverage", "longest_gap_s", "stalled_s", "paused_s", "hidden_s", "muted_s"),
    *("pauses", "seeks", "rate_changes", "refused", "rendition", "sound_heard", "strip", "markers", "trace", "batches"),
)


@dataclass(frozen=True)
class Showing:
    """One film step of one person."""

    participant: int
    step: str
    occurrence: str


def derive_viewings(*, at: datetime, most: int = AT_ONCE) -> int:
    """Work out the showings that were sent or left and have batches that no Viewing knows of; how many.

    Safe to run again and beside another: each showing is one transaction, under the lock of its person.
    """
    with connection.cursor() as cursor:
        cursor.execute(DUE, [at - QUIET, most])
        due = [Showing(*row) for row in cursor.fetchall()]
    return sum(derive(showing, at=at) for showing in due)


def derive(showing: Showing, *, at: datetime) -> bool:
    """Store what a showing's batches say, and mark them as seen; whether it was its turn."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [showing.participant])
        if cursor.fetchone() is None:
            return False
        batches = batches_of(showing)
        made = viewing(facts_of([showing.participant])[showing.participant], showing, [each for _, each in batches])
        if made is not None:
            made.at = at
            Viewing.objects.bulk_create(
                [made], update_conflicts=True, unique_fields=KEY, update_fields=[*DERIVED, "at"]
            )
        # Those that came since then stay unseen, and make it anew.
        Exposure.objects.filter(pk__in=[pk for pk, _ in batches]).update(seen=True)
    return True


def batches_of(showing: Showing) -> list[tuple[int, Batch]]:
    """All batches of a showing with the numbers of their rows."""
    with connection.cursor() as cursor:
        cursor.execute(BATCHES, [showing.participant, showing.step, showing.occurrence])
        return [(pk, read_batch(row)) for pk, *row in cursor.fetchall()]


def viewing(facts: Facts, showing: Showing, batches: Sequence[Batch]) -> Viewing | None:
    """The row that batches make, not stored; None where the version has no such film."""
    definition = definition_of(facts.version)
    step = definition.stored_step(showing.step, showing.occurrence)
    if not isinstance(step, Film):
        return None
    condition = acting_condition(definition, facts)
    length = stimulus_seconds(definition, step, condition)
    seen = watched(batches, length, earliest=earliest(facts, showing))
    values = asdict(seen) | {"films": list(films_of(definition, step, condition)), "duration_s": length}
    values |= {"verdict": verdict(seen, step.watched), "batches": len(batches), "trace": trace(seen, step)}
    known = {name: rounded(values[name]) for name in DERIVED}
    return Viewing(participant_id=facts.participant, step=showing.step, occurrence=showing.occurrence, **known)


def earliest(facts: Facts, showing: Showing) -> float:
    """When the page in front of the film was sent: the film's page can't have been there before (epoch seconds)."""
    own = facts.sent.get((showing.step, showing.occurrence, 0))
    before = [
        sent.at
        for (step, occurrence, _), sent in facts.sent.items()
        if (step, occurrence) != (showing.step, showing.occurrence) and (own is None or sent.at < own.at)
    ]
    return max(before, default=facts.consented_at or 0.0)


def trace(seen: Watched, step: Film) -> list[list[float]]:
    """The slider's course, as far as the slider could stand there."""
    asked = step.trace
    return [] if asked is None else [each for each in seen.trace if asked.low <= each[1] <= asked.high]


def rounded(value: Any) -> Any:
    """Seconds to a thousandth, shares to a ten-thousandth: none is known better."""
    return round(value, 4) if isinstance(value, float) else value


def faults_of(people: Iterable[Facts]) -> Iterator[str]:
    """Viewings of these people that are not what their batches say; read and worked out one by one."""
    by_id = {facts.participant: facts for facts in people}
    for stored in Viewing.objects.filter(participant__in=by_id).order_by("id"):
        showing = Showing(stored.participant_id, stored.step, stored.occurrence)
        place = f"person {showing.participant}, the viewing of “{showing.step}:{showing.occurrence}”"
        rows = Exposure.objects.filter(
            participant=showing.participant, step=showing.step, occurrence=showing.occurrence
        )
        if rows.filter(seen=False).exists():
            continue
        again = viewing(by_id[showing.participant], showing, [batch for _, batch in batches_of(showing)])
        if again is None:
            yield f"{place} is of no film of the version"
            continue
        differ = [name for name in DERIVED if plain(getattr(stored, name)) != plain(getattr(again, name))]
        if differ:
            yield f"{place} isn't what the batches say: {', '.join(differ)}"


def plain(value: Any) -> Any:
    """A value as JSON gives it back."""
    return json.loads(json.dumps(value))
