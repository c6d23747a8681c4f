"""The parts of a film's page: pictures with their tables and files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from surveys.findings.charts.draw import Picture
from surveys.findings.charts.exposure import Bars, Exposure, exposure
from surveys.findings.charts.feelings import Feelings, Line, Slider
from surveys.findings.charts.strips import Row, Strips
from surveys.findings.viewings import Strip
from surveys.pages.researcher.film_tables import (
    curve_table,
    exposure_table,
    short,
    spells_table,
    taps_table,
    verdict_table,
)
from surveys.pages.researcher.find_film import AskedFilm
from surveys.pages.researcher.sections import Shown, drawings
from surveys.pages.researcher.tables import Table


@dataclass(frozen=True)
class Section:
    """A step with a film: what was seen of it, and what was felt."""

    place: str
    title: str
    films: str
    people: int
    without: int
    main: Sequence[Shown]
    more: Sequence[Shown]
    felt: Sequence[Shown]
    withheld: bool
    apart: int


def section(film: AskedFilm) -> Section:
    """A step's part of the page."""
    base, found = film.step.base, film.figures
    more = [table_alone(film, verdict_table(film)), table_alone(film, spells_table(film))]
    return Section(
        place=base,
        title=base,
        films=", ".join(film.films),
        people=sum(each.n for each in found.exposed),
        without=sum(each.without for each in found.exposed),
        main=[shown(film, "exposure", exposure_picture(film), exposure_table(film))],
        more=more,
        felt=list(felt_parts(film)),
        withheld=found.withheld and bool(film.step.trace or film.step.marker),
        apart=found.apart,
    )


def felt_parts(film: AskedFilm) -> Iterator[Shown]:
    """The picture of feelings, with the table of each half."""
    picture = feelings_picture(film)
    if picture is None:
        return
    tables = [(film.step.trace and picture.slider, curve_table), (film.step.marker, taps_table)]
    made = [make(film) for there, make in tables if there]
    yield shown(film, "feelings", picture, made[0], files=made[0].kind)
    yield from (table_alone(film, each) for each in made[1:])


def exposure_picture(film: AskedFilm) -> Exposure | None:
    """How much of the film was seen; None where nobody saw it."""
    parts = [each for each in film.figures.exposed if each.n]
    if not parts:
        return None
    rows = [Bars(film.label(each), film.number(each), each.bins, each.enough, each.without) for each in parts]
    return exposure(f"{film.title}: how much of it was seen?", film.arms.whose, film.step.watched, rows)


def feelings_picture(film: AskedFilm) -> Feelings | None:
    """What was felt while it played; None where nobody said so, or where it is withheld."""
    felt = [each for each in film.figures.felt if each.n or each.asked]
    trace, button = film.step.trace, film.words(film.step.marker)
    if not felt:
        return None
    moved = any(each.n for each in felt)
    slider = None
    if trace is not None and moved:
        slider = Slider(film.words(trace.label), trace.low, trace.high, tuple(map(film.words, trace.ends)))
    said = "Means with 95 % confidence bands, drawn where at least five people are. " if slider else ""
    return Feelings(
        title=f"{film.title}: what did people feel, second by second?",
        subtitle=f"{film.arms.whose}{said}The film's own clock: pauses and stalls take no time on it.",
        slider=slider,
        button=button,
        lines=tuple(Line(film.label(each), film.number(each), each) for each in felt),
    )


def strips_picture(film: AskedFilm, people: Sequence[tuple[str, Strip]], page: str) -> Strips | None:
    """What each of some people saw; None for nobody."""
    if not people:
        return None
    order = "by coverage" if film.pooled else "by condition and coverage"
    rows = tuple(strip_of(film, name, person) for name, person in people)
    subtitle = f"{film.arms.whose}One line a person, {order}{page}. Seconds of the film from left to right."
    # The length of a film would tell the conditions apart.
    return Strips(f"{film.title}: what did each person see?", subtitle, rows, share=film.pooled)


def strip_of(film: AskedFilm, name: str, person: Strip) -> Row:
    """One person's line."""
    order = [] if film.pooled else [arm.id for arm in film.definition.conditions]
    return Row(
        name=name,
        number=order.index(person.condition) if person.condition in order else 0,
        seconds=person.duration_s,
        **{key: person.strip.get(key, ()) for key in ("played", "hidden", "muted", "paused", "stalled")},
        taps=() if film.pooled else person.markers,
        coverage=person.coverage,
        verdict=short(person.verdict).lower(),
    )


def shown(
    film: AskedFilm,
    kind: str,
    picture: Picture | None,
    table: Table,
    *,
    files: str = "",
    about: Mapping[str, str] = MappingProxyType({}),
) -> Shown:
    """A picture with its table; `files` is the name of the table's file where it isn't the picture's."""

    def where(look: Mapping[str, str]) -> str:
        return film.address(kind, "svg", {**about, **look})

    saved = [("SVG", where({"save": "1"})), ("PNG", film.address(kind, "png", {**about}))]
    return Shown(
        place=f"{film.step.base}-{kind}",
        title=picture.title if picture else "",
        alt=picture.alt if picture else "",
        sources=drawings(picture, where) if picture else (),
        files=[*(saved if picture else ()), ("CSV", film.address(files or kind, "csv", {**about}))],
        table=table,
    )


def table_alone(film: AskedFilm, table: Table) -> Shown:
    """A table with its file."""
    return Shown(f"{film.step.base}-{table.kind}", "", "", (), [("CSV", film.address(table.kind, "csv", {}))], table)
