"""A study's films as arrays: for each film a row for everybody to whom it was shown, and what they said of it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from surveys.findings.film_plan import FAMILIARITY, SEX, Asked, Showing, sex_asked, showings, stimulus_of
from surveys.findings.tally import Whose
from surveys.instruments.expression import is_number
from surveys.instruments.items import Answer, Grid
from surveys.participation.facts import Facts, Sent
from surveys.participation.known import COVERAGE, EVIDENCE, answers_of
from surveys.protocols.definition import Ask, Definition, FilmSource
from surveys.protocols.freeze import definition_of

WHO = """
FROM enrolment_participant p JOIN protocols_version v ON v.id = p.version_id
WHERE v.study_id = %s AND p.origin = %s AND v.id = COALESCE(%s, v.id) AND p.consented_at IS NOT NULL
"""
PEOPLE = f"SELECT p.id, p.version_id, v.number, p.seed, p.condition {WHO} ORDER BY p.id"
SENT = f"""
SELECT r.participant_id, r.step, r.occurrence, r.page, r.answers
FROM participation_response r WHERE r.step = ANY(%s) AND r.participant_id IN (SELECT p.id {WHO})
"""  # noqa: S608  (our own words)
# What all batches together say, those that came late too.
VIEWINGS = f"SELECT w.participant_id, w.step, w.occurrence, w.coverage FROM participation_viewing w WHERE w.participant_id IN (SELECT p.id {WHO})"  # noqa: E501, S608
Floats = NDArray[np.float64]
# A film's ids and the hashes of its files: a film that was replaced under the same name is another one.
Identity = tuple[tuple[str, str], ...]


@dataclass
class Shown:
    """One film (or several that play as one) with a row for each time that it was shown to somebody."""

    definition: Definition
    showing: Showing
    films: tuple[FilmSource, ...]
    versions: set[int] = field(default_factory=set)
    # By name in the report; a gap is NaN.
    numbers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    # By sex and familiarity; a gap is empty.
    levels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    # Share that played, NaN without evidence; and how much the protocol asks for.
    coverage: list[float] = field(default_factory=list)
    wanted: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        """To how many it was shown."""
        return len(self.coverage)

    def column(self, name: str) -> Floats:
        """A column of numbers; NaN throughout where nobody was asked."""
        found = self.numbers.get(name)
        return np.array(found) if found else np.full(len(self), nan)

    def table(self, names: Sequence[str]) -> Floats:
        """Columns beside each other, a row a person."""
        return np.column_stack([self.column(name) for name in names]) if names else np.empty((len(self), 0))


@dataclass(frozen=True)
class Everybody:
    """How many people there are, and the films that they were shown."""

    people: int
    films: Sequence[Shown]


def film_rows(whose: Whose, newest: Definition) -> Everybody:
    """All films of the newest version in its order, then those that only earlier ones showed."""
    people = rows(PEOPLE, whose)
    definitions = {version: definition_of(version) for version in sorted({row[1] for row in people}, reverse=True)}
    plans = {version: showings(definition) for version, definition in definitions.items()}
    sent = pages(whose, definitions, plans)
    seen = {(person, step, occurrence): share for person, step, occurrence, share in rows(VIEWINGS, whose)}
    found: dict[Identity, Shown] = {}
    for arm in newest.conditions:
        for each in showings(newest):
            films = stimulus_of(newest, each.step, arm.id)
            if films:
                found.setdefault(identity(films), Shown(newest, each, films))
    for person, version, number, seed, condition in people:
        facts = Facts(person, version, seed, "", condition, "", None, None, None, sent=sent.get(person, {}))
        for films, each, row in rows_of(definitions[version], plans[version], facts, seen):
            # The plan of the newest version that shows the film says what its columns mean.
            film = found.setdefault(identity(films), Shown(definitions[version], each, films))
            film.versions.add(number)
            add(film, row if each is film.showing else on_same_scales(row, each, film.showing))
    return Everybody(len(people), in_order(found.values(), newest))


def in_order(films: Iterable[Shown], newest: Definition) -> list[Shown]:
    """Films in the document's order; several as one, and those of earlier versions, behind."""
    places = {film_id: place for place, film_id in enumerate(newest.films)}
    return sorted(films, key=lambda film: (len(film.films), places.get(film.films[0].id, len(places))))


def rows(statement: str, whose: Whose, *before: Any) -> Sequence[tuple[Any, ...]]:
    """The rows of a statement about people."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, whose.study, whose.origin, whose.version])
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found


def identity(films: Sequence[FilmSource]) -> Identity:
    """What tells films apart."""
    return tuple((film.id, film.sha256) for film in films)


def pages(
    whose: Whose, definitions: Mapping[int, Definition], plans: Mapping[int, Sequence[Showing]]
) -> dict[int, dict[tuple[str, str, int], Sent]]:
    """By person, the pages of the films and of the questionnaires about them."""
    asks = {each.step.base for plan in plans.values() for one in plan for each in questions(one)}
    asks |= {asked.step.base for definition in definitions.values() if (asked := sex_asked(definition)) is not None}
    films = {each.step.base for plan in plans.values() for each in plan}
    found: dict[int, dict[tuple[str, str, int], Sent]] = defaultdict(dict)
    sent = rows(SENT, whose, sorted(asks | films))
    # Ten thousands of small texts are read three times faster as one.
    read = json.loads(f"[{','.join(row[-1] for row in sent)}]")
    for (person, step, occurrence, page, _), answers in zip(sent, read, strict=True):
        found[person][step, occurrence, page] = Sent(answers, 0.0, 0.0)
    return found


def questions(showing: Showing) -> Iterator[Asked]:
    """All that is asked about a film."""
    yield from (each for _, each in showing.asked)
    if showing.familiarity is not None:
        yield showing.familiarity


@dataclass(frozen=True)
class Row:
    """What one person's record says of one film."""

    numbers: Mapping[str, float]
    levels: Mapping[str, str]
    coverage: float
    wanted: float


def rows_of(
    definition: Definition, plan: Sequence[Showing], facts: Facts, seen: Mapping[tuple[int, str, str], float]
) -> Iterator[tuple[tuple[FilmSource, ...], Showing, Row]]:
    """The films that were shown to a person; a film counts as shown when its page was sent or something played."""
    answers = Answered(definition, facts)
    sex = sex_asked(definition)
    for each in plan:
        key = each.step.base, each.step.occurrence
        page, played = facts.sent.get((*key, 0)), seen.get((facts.participant, *key))
        films = stimulus_of(definition, each.step, facts.condition)
        if not films or (page is None and played is None):
            continue
        yield (
            films,
            each,
            Row(
                {name: answers.number(asked) for name, asked in each.asked},
                {SEX: answers.level(sex), FAMILIARITY: answers.level(each.familiarity)},
                share_of(page, played),
                each.step.watched,
            ),
        )


def share_of(page: Sent | None, played: float | None) -> float:
    """How much of a film played; NaN without evidence. What its page stored is known before late batches are."""
    if played is not None:
        return played
    return float(page.answers[COVERAGE]) if page is not None and page.answers[EVIDENCE] else nan


def on_same_scales(row: Row, here: Showing, there: Showing) -> Row:
    """The row without the numbers that another version asks for on another scale."""
    ends = {name: asked.ends for name, asked in there.asked}
    kept = {name: row.numbers[name] for name, asked in here.asked if ends.get(name, asked.ends) == asked.ends}
    return replace(row, numbers=kept)


def add(film: Shown, row: Row) -> None:
    """One row more; a column that this version doesn't ask for gets a gap."""
    before = len(film)
    for name in {**film.numbers, **row.numbers}:
        column = film.numbers[name]
        column += [nan] * (before - len(column))
        column.append(row.numbers.get(name, nan))
    for kind, level in row.levels.items():
        film.levels[kind].append(level)
    film.coverage.append(row.coverage)
    film.wanted.append(row.wanted)


class Answered:
    """One person's answers, each page read once."""

    def __init__(self, definition: Definition, facts: Facts) -> None:
        self.definition, self.facts = definition, facts
        self.read: dict[str, dict[str, Answer]] = {}

    def stored(self, asked: Asked) -> Answer:
        """An answer as it is stored; None for a page that was not sent."""
        step: Ask = asked.step
        if step.id not in self.read:
            self.read[step.id] = answers_of(self.facts, step, self.definition.instruments[step.instrument])
        return self.read[step.id].get(asked.item.id)

    def number(self, asked: Asked) -> float:
        """A rating, or one side of a grid; NaN for a gap."""
        stored = self.stored(asked)
        found: Any = asked.item.part(asked.part, stored) if isinstance(asked.item, Grid) else asked.item.value(stored)
        return float(found) if is_number(found) else nan

    def level(self, asked: Asked | None) -> str:
        """What was chosen; empty for a gap."""
        found = asked.item.value(self.stored(asked)) if asked is not None else None
        return "" if found is None else str(found)
