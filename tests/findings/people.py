"""People of the small study, with a record of any shape."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from surveys.enrolment.models import Participant, Tombstone
from surveys.enrolment.withdraw import withdraw
from surveys.participation.models import Response
from surveys.protocols.models import Version

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DECLINED = {"gap": "declined"}
STEPS = ("about", "feel.before", "feel.after", "tears", "feel.later", "thanks")


def begin(version: Version, *, condition: str = "", consented: bool = True, origin: str = "real") -> Participant:
    """Somebody who started."""
    return Participant.objects.create(
        version=version,
        token_hash=Random().randbytes(32),
        seed=1,
        origin=origin,
        condition=condition,
        language="en",
        started_at=NOON,
        consented_at=NOON if consented else None,
    )


def send(person: Participant, step: str, *pages: Sequence[Any], first: int = 0) -> None:
    """What a person sends at a step, page by page."""
    for number, answers in enumerate(pages, first):
        Response.objects.create(
            participant=person,
            step=step,
            page=number,
            answers=list(answers),
            shown_at=NOON,
            at=NOON + timedelta(minutes=1),
        )


def feel(person: Participant, occasion: str, sad: Any, tense: Any, calm: Any) -> None:
    """What a person feels on an occasion."""
    send(person, f"feel.{occasion}", [sad, tense], [calm])


def live(version: Version, dice: Random, *, origin: str = "real") -> Participant | None:
    """One random life in the study: gaps, drop-out anywhere, stopping, leaving; None for somebody who left."""
    person = begin(version, consented=dice.random() > 0.05, origin=origin)
    if person.consented_at is None:
        if dice.random() < 0.5:
            withdraw(person.pk, reached="consent", mode=dice.choice(["declined", "under_age"]), at=NOON)
            return None
        return person
    reached = dice.randint(0, len(STEPS))
    for step in STEPS[:reached]:
        go_through(person, step, dice)
    if reached == len(STEPS):
        Participant.objects.filter(pk=person.pk).update(completed_at=NOON)
    elif dice.random() < 0.2:
        Participant.objects.filter(pk=person.pk).update(stopped_at=NOON)
    if dice.random() < 0.1:
        withdraw(person.pk, reached=STEPS[min(reached, len(STEPS) - 1)], mode=Tombstone.Mode.DELETED, at=NOON)
        return None
    return person


def go_through(person: Participant, step: str, dice: Random) -> None:
    """Answer a step at random."""
    if step == "feel.after":
        Participant.objects.filter(pk=person.pk).update(condition=dice.choice(["warm", "cold"]))
    if step == "about":
        send(person, step, [any_of(dice, dice.randint(18, 70))])
    elif step == "tears":
        send(person, step, [any_of(dice, dice.randint(0, 4))])
    elif step != "thanks":
        send(person, step, [any_of(dice, felt(dice)), any_of(dice, felt(dice))])
        if dice.random() > 0.05:
            send(person, step, [any_of(dice, felt(dice))], first=1)


def felt(dice: Random) -> float:
    """A mark on a slider."""
    return dice.choice([dice.randint(0, 100), round(dice.uniform(0, 100), 1)])


def any_of(dice: Random, answer: Any) -> Any:
    """An answer, or now and then a gap."""
    return dice.choices([answer, None, DECLINED], [0.85, 0.1, 0.05])[0]
