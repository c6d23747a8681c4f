"""Simulated participants: made-up people who go through a study by the same verbs as real ones, in made-up time."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from django.db import connection, transaction

from surveys.enrolment.models import Allocation, Participant, Tombstone
from surveys.enrolment.start import start, token_hash
from surveys.films.evidence import Batch
from surveys.instruments.plausible import plausible_fields
from surveys.ledger.append import append
from surveys.participation.expose import expose
from surveys.participation.facts import Facts, facts_for
from surveys.participation.itinerary import Place, itinerary
from surveys.participation.known import acting_condition, asked_by
from surveys.participation.made_up_showing import HELPLESS_S, UNPLAYABLE, MadeUpShowing
from surveys.participation.nonce import sign
from surveys.participation.record import EVENT, MORE_EVENTS, NO_MORE_EVENTS, Post, record
from surveys.participation.stimulus import films_of, stimulus_seconds
from surveys.participation.stop import stop
from surveys.participation.temper import Clues, Temper, clues_of, made_up
from surveys.participation.timing import FIELD as TIMING
from surveys.protocols.definition import Day, Definition, Film
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Study

SIMULATED = Participant.Origin.SIMULATED
# Waits are waited in full, by a clock of their own.
PACE = 1.0
MOST_PAGES = 1_000
DECLINES = 0.03
TURNS_BACK = 0.02
GAP = 0.015
# People come back some minutes after they could.
LATENESS_S = 150.0
AT_ONCE_S = 3.0
BETWEEN_EVENTS_S = 1800.0
DROPOUT = 0.15
# Of a diary's days, and of the times when somebody is asked whether there is an event to record.
FORGETS, RECORDS = 0.12, 0.6
# What films for comparison are meant as; the others move people.
CALM = ("neutral", "content")
# Those who leave: most just never come back.
VANISHES, STOPS = 0.6, 0.85


class NothingToSimulateError(LookupError):
    """A study without a version, or no such study; the message is a sentence."""


@dataclass(frozen=True)
class Life:
    """How one made-up person goes through a study."""

    starts: float
    # No page is sent after this.
    ends: float
    # After so many pages the person leaves; None for somebody who stays.
    leaves_after: int | None


def simulate(
    slug: str,
    count: int,
    *,
    now: datetime,
    within: timedelta,
    dropout: float = DROPOUT,
    dice: Random,
    until: datetime | None = None,
) -> int:
    """Let `count` made-up people start a study at random times `within` the time before `now`; how many did.

    No page is sent after `until`, which is now unless it is given.

    A diary takes its time, so three times its days are added.

    Whoever started late is still under way. Each person is one transaction. NothingToSimulateError without a version.
    """
    version, definition = newest(slug)
    clues, done = clues_of(definition), 0
    pages = pages_of(definition)
    # Most have had the time to end a diary, and some are in the middle of it.
    within += 3 * timedelta(
        days=max((step.number + 1 for step in definition.walk() if isinstance(step, Day)), default=0)
    )
    for _ in range(count):
        starts = now.timestamp() - dice.random() * within.total_seconds()
        leaves = dice.randint(1, pages) if dice.random() < dropout else None
        with transaction.atomic():
            Walk(version, definition, clues, Life(starts, (until or now).timestamp(), leaves), dice).run()
        done += 1
    return done


def pages_of(definition: Definition) -> int:
    """About how many pages a whole journey has."""
    asked = [definition.instruments.get(asked_by(step)) for step in definition.walk()]
    return sum(instrument.page_count for instrument in asked if instrument is not None)


def newest(slug: str) -> tuple[int, Definition]:
    """The newest version of a study."""
    found = newest_version(slug)
    if found is None:
        known = Study.objects.filter(slug=slug).exists()
        raise NothingToSimulateError(
            f"“{slug}” has no published version yet: publish it first." if known else f"There is no study “{slug}”."
        )
    return found[0], definition_of(found[0])


def clear_made_up(study: Study, origin: str = SIMULATED, *, at: datetime, by: str = "") -> int:
    """Take all simulated (or all test) people of a study away, with everything that was recorded of them; how many."""
    if origin == Participant.Origin.REAL:
        raise ValueError("Real people leave by their own link, never by a sweep.")
    with transaction.atomic():
        people = Participant.objects.filter(version__study=study, origin=origin)
        ids = list(people.values_list("id", flat=True))
        Allocation.objects.filter(roster__startswith=f"{origin}:{study.pk}:").delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM enrolment_participant WHERE id = ANY(%s)", [ids])
        Tombstone.objects.filter(study=study, origin=origin).delete()
        append("made-up people cleared", by=by, study=study.slug, detail={"people": len(ids), "origin": origin}, at=at)
    return len(ids)


class Walk:
    """One made-up person on the way."""

    def __init__(self, version: int, definition: Definition, clues: Clues, life: Life, dice: Random) -> None:
        self.definition, self.clues, self.life, self.dice = definition, clues, life, dice
        self.temper: Temper = made_up(dice)
        self.clock = life.starts
        language = dice.choice(definition.languages)
        condition = dice.choice(definition.conditions).id if definition.allocation.method == "link" else ""
        self.token = start(
            version,
            definition,
            language=language,
            panel={},
            condition=condition,
            at=self.now,
            origin=SIMULATED,
            seed=dice.getrandbits(63),
        )

    @property
    def now(self) -> datetime:
        """The person's time."""
        return datetime.fromtimestamp(self.clock, UTC)

    def run(self) -> None:
        """Send page after page, to the end, or until the person leaves."""
        facts = facts_for(token_hash(self.token))
        place = self.due(facts) if facts is not None else None
        for pages in range(MOST_PAGES):
            if facts is None or place is None or place.terminal:
                return
            if place.kind == "consent" and self.dice.random() < TURNS_BACK:
                return
            if self.life.leaves_after is not None and pages >= self.life.leaves_after and place.kind != "consent":
                self.leave()
                return
            facts, place = self.send(facts, place)

    def due(self, facts: Facts) -> Place:
        """Where the person is by the person's own clock."""
        return itinerary(self.definition, facts, now=self.clock, pace=PACE)

    def leave(self) -> None:
        """Never come back, or stop with the answers kept, or deleted."""
        way = self.dice.random()
        if way >= VANISHES:
            stop(token_hash(self.token), "stop" if way < STOPS else "delete", at=self.clock, pace=PACE)

    def send(self, facts: Facts, place: Place) -> tuple[Facts | None, Place | None]:
        """Look at a page, fill it and send it; what is due then, nothing when life is over before."""
        if place.until is not None:
            self.clock = max(self.clock, place.until) + self.lateness(place)
            place = self.due(facts)
        shown = self.clock
        fields = self.fields(facts, place)
        nonce = sign(facts.participant, place.key, shown_at=shown)
        for asked in (False, True):
            if self.clock > self.life.ends:
                return None, None
            post = Post(step=place.key, nonce=nonce, asked=asked, fields=fields)
            done = record(token_hash(self.token), self.token, post, at=self.clock, pace=PACE, dice=self.dice)
            if done.kind == "done":
                # What came too late changes nothing; something else is due then.
                return (done.facts, done.place) if done.facts is not None else (facts, self.due(facts))
            if done.kind != "refused":
                return None, None
            self.clock += self.dice.uniform(2, 10)
        return None, None

    def lateness(self, place: Place) -> float:
        """How many seconds after a pause is over somebody comes back; a day of a diary is forgotten now and then."""
        if place.kind == "timer":
            return self.dice.expovariate(1 / AT_ONCE_S)
        forgets = isinstance(self.definition.step(place.step), Day) and self.dice.random() < FORGETS
        return 12 * 3600 if forgets else self.dice.expovariate(1 / LATENESS_S)

    def fields(self, facts: Facts, place: Place) -> dict[str, list[str]]:
        """What is posted on a page, after the time that the page takes."""
        step = self.definition.step(place.step)
        if place.kind == "event":
            self.clock += self.dice.expovariate(1 / BETWEEN_EVENTS_S)
            return {EVENT: [MORE_EVENTS if self.dice.random() < RECORDS else NO_MORE_EVENTS]}
        if place.kind == "consent":
            self.clock += self.dice.uniform(20, 120)
            return self.agreement()
        if isinstance(step, Film):
            self.watch(facts, place, step)
            return {}
        instrument = self.definition.instruments.get(asked_by(step))
        where = f"{place.base}:{place.occurrence}"
        items = instrument.stored(place.page, facts.seed, where) if place.kind == "ask" and instrument else ()
        if not items or instrument is None:
            # Texts take their time too, also where they are all that a page of a questionnaire holds.
            self.clock += self.dice.uniform(3, 25)
            return {}
        fields: dict[str, list[str]] = {}
        opened, times = self.clock, {}
        for item in items:
            seen, took = self.clock, self.dice.lognormvariate(1.5, 0.5)
            self.clock += took
            times[item.id] = [round(1000 * (at - opened)) for at in (seen, seen + 0.7 * took, self.clock)]
            if self.dice.random() < GAP:
                fields |= {f"{item.id}.declined": ["1"]} if item.decline else {}
                continue
            leaning = self.temper.leaning(self.clues, place.step, instrument.id, item, self.clock)
            fields |= plausible_fields(item, leaning, self.dice)
        return fields | {TIMING: [json.dumps(times)]}

    def agreement(self) -> dict[str, list[str]]:
        """The clauses of the consent, or no."""
        if self.dice.random() < DECLINES:
            return {"disagree": ["1"]}
        clauses = [each.id for each in self.definition.consent.clauses if not each.optional or self.dice.random() < 0.8]
        age = ["minimum_age"] if self.definition.consent.minimum_age is not None else []
        right = {each.id: [each.right] for each in self.definition.consent.questions}
        return right | {clause: ["yes"] for clause in [*age, *clauses]}

    def watch(self, facts: Facts, place: Place, step: Film) -> None:
        """See a film, mostly to its end, and report what played."""
        condition = acting_condition(self.definition, facts)
        film = films_of(self.definition, step, condition)[0]
        duration = stimulus_seconds(self.definition, step, condition)
        if step.optional and self.dice.random() < 0.5:
            self.clock += self.dice.uniform(2, 8)
            return
        share = 1.0 if self.dice.random() < 0.93 else self.dice.uniform(0.2, 0.95)
        wait, seen = self.dice.uniform(2, 15), share * duration
        # Dice of its own: what is made up of a showing changes no answer of who sees it.
        load = f"{self.dice.getrandbits(64):016x}"
        dice = Random(load)
        cannot = dice.random() < UNPLAYABLE
        moves = self.definition.films[film].description.get("target") not in CALM
        showing = MadeUpShowing(step, seen, duration, wait * 1000, moves=moves, dice=dice)
        batch = cannot_play(load, wait, self.clock) if cannot else report_of(showing, load, self.clock)
        if batch.at <= self.life.ends:
            expose(self.definition, facts, place.key, batch, pace=PACE)
        self.clock = batch.at
        if not cannot:
            self.temper.watch(self.definition, film, facts.condition, self.clock)
        self.clock += self.dice.uniform(1, 12)


def report_of(showing: MadeUpShowing, load: str, opened: float) -> Batch:
    """All of a showing in one batch, of a page that was opened at a time (epoch seconds)."""
    intervals, events = tuple(showing.intervals), tuple(sorted(showing.events))
    arrives = opened + showing.ends_ms / 1000 + 0.3
    return Batch(load, 0, showing.ends_ms + 200, intervals, events, arrives, showing.samples)


def cannot_play(load: str, wait_s: float, opened: float) -> Batch:
    """What a phone reports that can't play a film, a while after somebody started it."""
    gives_up_s = wait_s + HELPLESS_S
    events = ((1000 * wait_s, "start", 0.0), (1000 * gives_up_s, "unplayable", 0.0))
    return Batch(load, 0, 1000 * gives_up_s + 100, (), events, opened + gives_up_s + 0.3)
