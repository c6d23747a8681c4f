"""Record a page: locked, read again, stored once, with what follows from it, in one commit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, Literal

from django.db import connection, transaction

from surveys.enrolment.allocate import Allocations
from surveys.enrolment.consent import consent, read_agreement
from surveys.enrolment.contact import FIELD, AddressError, keep_contact, read_address
from surveys.enrolment.models import Tombstone
from surveys.enrolment.withdraw import withdraw
from surveys.instruments.instrument import Instrument
from surveys.participation.expose import decline, seen
from surveys.participation.facts import Facts, Sent, locked_facts_for
from surveys.participation.followups import makes_known, schedule
from surveys.participation.itinerary import CONSENT, Place, itinerary
from surveys.participation.known import Known, acting_condition, asked_by
from surveys.participation.nonce import shown_at
from surveys.participation.read_answers import read_answers
from surveys.participation.stimulus import stimulus_seconds
from surveys.participation.timing import Timed, timing
from surveys.participation.visible import visible
from surveys.participation.window import GRACE_SECONDS
from surveys.protocols.definition import Allocate, AskContact, Definition, Event, Film, ScreenOut, Step
from surveys.protocols.freeze import definition_of, study_of

# What the page of an event record posts: one more, or no more.
EVENT, MORE_EVENTS, NO_MORE_EVENTS = "event", "more", "none"
# The way out of a film that somebody would rather not see.
FILM_DECLINED = "film.declined"
INSERT = """
INSERT INTO participation_response (participant_id, step, occurrence, page, answers, shown_at, at)
VALUES (%s, %s, %s, %s, %s::jsonb, to_timestamp(%s), to_timestamp(%s))
ON CONFLICT (participant_id, step, occurrence, page) DO NOTHING
"""
TIME = """INSERT INTO participation_itemtiming (participant_id, step, occurrence, page, items)
VALUES (%s, %s, %s, %s, %s::jsonb) ON CONFLICT (participant_id, step, occurrence, page) DO NOTHING"""
SPEAK = "UPDATE enrolment_participant SET language = %s WHERE id = %s"
# Whoever has switched the page to another language keeps it, at the price of no statement more.
SPEAK_AND_INSERT = f"WITH spoken AS ({SPEAK}) {INSERT}"
TIME_AND_INSERT = f"WITH timed AS ({TIME}) {INSERT}"
SPEAK_TIME_AND_INSERT = f"WITH spoken AS ({SPEAK}), timed AS ({TIME}) {INSERT}"
# By whether there is a language to keep, and whether there are items with times.
STATEMENTS = {
    (False, False): INSERT,
    (False, True): TIME_AND_INSERT,
    (True, False): SPEAK_AND_INSERT,
    (True, True): SPEAK_TIME_AND_INSERT,
}
COMPLETE = "UPDATE enrolment_participant SET completed_at = to_timestamp(%s) WHERE id = %s AND completed_at IS NULL"
HELP = """
INSERT INTO participation_safetyevent (participant_id, step, occurrence, at)
SELECT %s, rule, %s, to_timestamp(%s) FROM UNNEST(%s::text[]) AS rule
ON CONFLICT (participant_id, step, occurrence) DO NOTHING
"""
Kind = Literal["done", "unknown", "forged", "refused", "declined", "under_age", "screened_out"]


@dataclass(frozen=True)
class Post:
    """What a page sent: which page it was, its nonce, whether gaps were asked for, and its fields."""

    step: str
    nonce: str
    asked: bool
    fields: Mapping[str, Sequence[str]]
    # The language that the page was shown in.
    language: str = ""


@dataclass(frozen=True)
class Recorded:
    """What became of a post; `errors` are sentences by item.

    `facts` and `place` serve to show a page again, or tell where the person is after a page that was stored.
    """

    kind: Kind
    errors: Mapping[str, str] = field(default_factory=dict)
    facts: Facts | None = None
    place: Place | None = None
    shown_at: float = 0


def record(token_hash: bytes, token: str, post: Post, *, at: float, pace: float, dice: Random) -> Recorded:
    """Record what a person sent; an equal repeat is acknowledged like the first, and changes nothing.

    At most four statements and one commit for a page; seven for consent, allocation, film end, safety and leaving.
    """
    with transaction.atomic():
        facts = locked_facts_for(token_hash)
        if facts is None:
            return Recorded("unknown")
        recording = Recording(facts, token, post, at, pace, dice)
        recorded = recording.run()
        # A page out of turn changes nothing, so it tells no place: an old tab doesn't bring its language back.
        if recording.switched and recorded.kind == "done" and recorded.place is not None:
            recording.execute(SPEAK, facts.language, facts.participant)
        return recorded


class Recording:
    """One post of one person whose row is locked."""

    def __init__(self, facts: Facts, token: str, post: Post, at: float, pace: float, dice: Random) -> None:
        self.facts, self.token, self.post, self.at, self.pace, self.dice = facts, token, post, at, pace, dice
        self.definition: Definition = definition_of(facts.version)
        self.switched = post.language in self.definition.languages and post.language != facts.language
        if self.switched:
            facts.language = post.language

    def run(self) -> Recorded:
        """Check the page, store it, do what follows."""
        shown = shown_at(self.post.nonce, self.facts.participant, self.post.step)
        place = self.due(self.at)
        if place.kind == "stopped":
            return Recorded("done")
        if shown is None:
            return Recorded("forged", facts=self.facts, place=place)
        if place.key != self.post.step:
            place = self.in_time(shown, place)
        if place.key != self.post.step:
            return Recorded("done")
        # The server's clock may have been set back since.
        shown = min(shown, self.at)
        if place.kind == "consent":
            return self.consent(place)
        too_early = place.kind == "timer" and place.until is not None and self.at < place.until
        odd = place.kind == "event" and self.post.fields.get(EVENT) not in ([MORE_EVENTS], [NO_MORE_EVENTS])
        stored = None
        if place.kind not in ("wait", "allocate") and not place.terminal and not too_early and not odd:
            stopped = self.store(place, shown)
            if stopped is not None:
                return stopped
            stored = self.definition.step(place.step)
        return Recorded("done", facts=self.facts, place=self.follow(stored, new=stored is not None))

    def in_time(self, shown: float, place: Place) -> Place:
        """The page that was due when it was shown, where it may still be sent; else what is due now."""
        earlier = self.due(shown)
        over = earlier.closes if earlier.closes is not None and earlier.closes > shown else shown
        return earlier if earlier.kind not in ("wait", "stopped") and self.at <= over + GRACE_SECONDS else place

    def due(self, now: float) -> Place:
        """Where the person is at a time."""
        return itinerary(self.definition, self.facts, now=now, pace=self.pace)

    def consent(self, place: Place) -> Recorded:
        """Store the agreement; who disagrees or is too young leaves a count only."""
        if self.post.fields.get("disagree"):
            return self.leave("declined")
        agreement = read_agreement(self.definition, self.post.fields)
        if agreement.under_age and self.post.asked:
            return self.leave("under_age")
        if agreement.faults:
            return Recorded("refused", agreement.faults, self.facts, place)
        self.facts.clauses = agreement.ticked
        if self.screened_out():
            return self.leave("screened_out")
        now = datetime.fromtimestamp(self.at, UTC)
        consent(
            self.facts.participant,
            self.definition,
            agreement.ticked,
            language=self.facts.language,
            token=self.token,
            at=now,
        )
        self.switched = False
        self.facts.consented_at = self.at
        return Recorded("done", facts=self.facts, place=self.follow(None, new=True))

    def leave(self, mode: Literal["declined", "under_age", "screened_out"], step: str = CONSENT) -> Recorded:
        """Erase the person and keep the count."""
        withdraw(
            self.facts.participant, reached=step, mode=Tombstone.Mode(mode), at=datetime.fromtimestamp(self.at, UTC)
        )
        return Recorded(mode, facts=self.facts)

    def store(self, place: Place, shown: float) -> Recorded | None:
        """Insert the page; instead, what is to be mended, or that the person is screened out."""
        answers: list[Any] = []
        timed: Timed = {}
        step = self.definition.step(place.step)
        if isinstance(step, Film):
            answers = self.film(step, place, shown)
        if isinstance(step, AskContact):
            try:
                answers = [self.contact()]
            except AddressError as error:
                return Recorded("refused", {FIELD: error.sentence}, self.facts, place, shown)
        if isinstance(step, Event):
            answers = [int(self.post.fields.get(EVENT) == [MORE_EVENTS])]
        instrument = self.definition.instruments.get(asked_by(step))
        if place.kind == "ask" and instrument is not None:
            items = instrument.stored(place.page, self.facts.seed, f"{place.base}:{place.occurrence}")
            hidden = self.hidden(place, instrument)
            read = read_answers(instrument, items, self.post.fields, hidden)
            errors = read.bad if self.post.asked else {**read.gaps, **read.bad}
            if errors:
                return Recorded("refused", {**read.gaps, **read.bad}, self.facts, place, shown)
            answers = read.answers
            timed = timing(instrument, place, hidden, self.facts.seed, self.post.fields)
        self.facts.sent[place.base, place.occurrence, place.page] = Sent(answers, shown, self.at)
        if self.screened_out():
            return self.leave("screened_out", place.step)
        self.insert(place, answers, timed, shown)
        return None

    def insert(self, place: Place, answers: list[Any], timed: Timed, shown: float) -> None:
        """The page, its timing and the language that it was sent in, by one statement."""
        key = (self.facts.participant, place.base, place.occurrence, place.page)
        spoken = (self.facts.language, self.facts.participant) if self.switched else ()
        times = (*key, json.dumps(timed)) if timed else ()
        sql = STATEMENTS[bool(spoken), bool(times)]
        self.execute(sql, *spoken, *times, *key, json.dumps(answers), shown, self.at)
        self.switched = False

    def hidden(self, place: Place, instrument: Instrument) -> set[str]:
        """The page's items that this person is not shown, by what was sent before."""
        step = self.definition.step(place.step)
        if step is None or not instrument.conditional:
            return set()
        names = Known(self.definition, self.facts)
        shown = visible(self.definition, names, step, instrument, place.page, self.facts.seed)
        return {item.id for item in instrument.items} - {instrument.items[position].id for position in shown}

    def film(self, step: Film, place: Place, shown: float) -> list[Any]:
        """What the batches of evidence say of a film: coverage, whether there is evidence, when it ended."""
        seconds = stimulus_seconds(self.definition, step, acting_condition(self.definition, self.facts))
        if self.post.fields.get(FILM_DECLINED):
            decline(self.facts.participant, place, at=self.at)
        # Whatever a page claims, no film was shown before the page in front of it was sent.
        earliest = max([sent.at for sent in self.facts.sent.values()], default=self.facts.consented_at or 0)
        return seen(self.facts.participant, place, seconds, earliest=earliest, shown=shown, at=self.at)

    def contact(self) -> int:
        """Keep the address apart from the answers; these say only whether there is one."""
        address = read_address(self.post.fields)
        if address:
            at = datetime.fromtimestamp(self.at, UTC)
            keep_contact(self.facts.participant, address, token=self.token, language=self.facts.language, at=at)
        return int(bool(address))

    def screened_out(self) -> bool:
        """Whether the person can't take part: asked until they are allocated or have seen a film, on true only."""
        return not self.allocated() and screened_out_by(self.definition, self.facts) is not None

    def allocated(self) -> bool:
        """Whether chance has decided; without chance, whether the first film lies behind."""
        if self.definition.allocation.method != "link" and len(self.definition.conditions) > 1:
            return self.facts.condition != "" or bool(self.facts.levels)
        films = {step.base for step in self.definition.walk() if isinstance(step, Film)}
        return any(step in films for step, _, _ in self.facts.sent)

    def follow(self, stored: Step | None, *, new: bool) -> Place:
        """Do what the new record makes due: allocation, follow-ups, help, the end. Where the person is then."""
        place = self.allocate(self.due(self.at))
        if new and makes_known(self.definition, stored, place.kind):
            schedule(self.definition, self.facts, at=self.at, pace=self.pace)
        if place.helps:
            self.execute(HELP, self.facts.participant, place.occurrence, self.at, list(place.helps))
        if place.terminal and self.facts.completed_at is None:
            self.execute(COMPLETE, self.at, self.facts.participant)
        return place

    def allocate(self, place: Place) -> Place:
        """Let chance decide what is due to be allocated; where the person is then."""
        allocations: Allocations | None = None
        # What stands between two allocations may be skipped.
        while place.kind == "allocate":
            allocations = allocations or self.allocations()
            step = self.definition.step(place.step)
            outcome = allocations.give(step.factor if isinstance(step, Allocate) else "", self.facts.levels)
            self.facts.condition, self.facts.levels = outcome.condition, outcome.levels
            place = self.due(self.at)
        if allocations is not None:
            allocations.record()
        return place

    def allocations(self) -> Allocations:
        """What chance gives this person by this post."""
        study, names = study_of(self.facts.version), Known(self.definition, self.facts)
        at = datetime.fromtimestamp(self.at, UTC)
        return Allocations(
            self.facts.participant, study, self.definition, names, at=at, dice=self.dice, origin=self.facts.origin
        )

    def execute(self, sql: str, *values: Any) -> None:
        """One statement."""
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


def screened_out_by(definition: Definition, facts: Facts) -> ScreenOut | None:
    """The first rule by which a person can't take part."""
    names = Known(definition, facts)
    return next((rule for rule in definition.screen_outs if rule.when.value(names) is True), None)
