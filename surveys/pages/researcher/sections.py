"""The parts of the findings page: an outcome's pictures with their tables, by condition or by a group."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from surveys.findings.charts.arms import Part
from surveys.findings.charts.draw import Picture
from surveys.findings.charts.sheet import WIDTH, Shape, Theme
from surveys.pages.researcher.find_findings import Asked
from surveys.pages.researcher.find_picture import outcome_picture
from surveys.pages.researcher.picture import digest
from surveys.pages.researcher.tables import (
    Table,
    ancova_table,
    cells_table,
    changes_table,
    improved_table,
    reliability_table,
)

PIXELS_IN_AN_INCH = 96
# Kinds of pictures that stand beside each other where there is room.
BESIDE = ("course", "changes")


@dataclass(frozen=True)
class Source:
    """A drawing of a picture for a theme and a width of the window."""

    media: str
    address: str
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """A picture on the page (None where there is none to draw), its table, and the addresses of their files."""

    place: str
    title: str
    alt: str
    sources: Sequence[Source]
    files: Sequence[tuple[str, str]]
    table: Table | None
    observed: bool = False


@dataclass(frozen=True)
class Section:
    """An outcome: the main pictures, and further analyses that open on demand."""

    place: str
    id: str
    label: str
    better: str
    main: Sequence[Shown]
    more: Sequence[Shown]


def section(asked: Asked, outcome: Part, group: Part | None = None) -> Section:
    """An outcome's part of the page."""
    arms, interim = asked.arms(group), asked.interim
    place = f"{group['id'] if group else 'condition'}-{outcome['id']}"
    tables = {
        "course": cells_table(outcome, arms),
        "changes": changes_table(outcome, arms, interim=interim) if outcome["changes"] else None,
        "improved": improved_table(outcome, arms),
        "ancova": ancova_table(outcome, arms, interim=interim),
        "reliability": reliability_table(outcome, arms),
    }
    found = {
        kind: shown(asked, kind, outcome["id"], outcome_picture(asked, kind, outcome, group), table, group, place)
        for kind, table in tables.items()
        if table is not None
    }
    main = [found[kind] for kind in ("course", "changes") if kind in found]
    more = [found[kind] for kind in ("improved", "ancova", "reliability") if kind in found]
    return Section(place, outcome["id"], outcome["label"], outcome["better"], main, more)


def shown(
    asked: Asked, kind: str, name: str, picture: Picture | None, table: Table | None, group: Part | None, place: str
) -> Shown:
    """A picture with its table and files."""
    about = {"people": asked.origin} if asked.origin != "real" else {}
    about |= {"version": str(asked.version)} if asked.version is not None else {}
    about |= {"group": group["id"]} if group else {}
    files = list(file_addresses(asked, kind, name, about, drawn=picture is not None))
    return Shown(
        place=f"{place}-{kind}",
        title=picture.title if picture else "",
        alt=picture.alt if picture else "",
        sources=sources(asked, kind, name, picture, about) if picture else (),
        files=files,
        table=table,
        observed=group is not None or kind == "levels",
    )


def file_addresses(
    asked: Asked, kind: str, name: str, about: dict[str, str], *, drawn: bool
) -> Iterator[tuple[str, str]]:
    """The files to take away."""
    if drawn:
        yield "SVG", address(asked, kind, name, "svg", {**about, "save": "1"})
        yield "PNG", address(asked, kind, name, "png", about)
    yield "CSV", address(asked, kind, name, "csv", about)


def sources(asked: Asked, kind: str, name: str, picture: Picture, about: dict[str, str]) -> list[Source]:
    """The drawings of a picture of the findings document."""

    def where(look: dict[str, str]) -> str:
        return address(asked, kind, name, "svg", {**about, **look})

    return drawings(picture, where, half=kind in BESIDE)


def drawings(picture: Picture, where: Callable[[dict[str, str]], str], *, half: bool = False) -> list[Source]:
    """The drawings, the last of them for all windows that none before is for; equal pictures have equal addresses.

    `where` gives the address of one, by its look; with `half` two stand beside each other on a desk.
    """
    stamp = digest(picture)

    def source(theme: Theme, shape: Shape, media: str) -> Source:
        inches = (WIDTH[shape], picture.height(shape))
        width, height = (round(each * PIXELS_IN_AN_INCH) for each in inches)
        return Source(media, where({"theme": theme, "shape": shape, "at": stamp}), width, height)

    paper, phone, desk = "print", "(max-width: 40em)", "(min-width: 80em)"
    dark = "(prefers-color-scheme: dark)"
    found = [source("light", "wide", paper), source("dark", "narrow", f"{phone} and {dark}")]
    found += [source("light", "narrow", phone)]
    if half:
        found += [source("dark", "half", f"{desk} and {dark}"), source("light", "half", desk)]
    return [*found, source("dark", "wide", dark), source("light", "wide", "")]


def address(asked: Asked, kind: str, name: str, ending: str, about: dict[str, str]) -> str:
    """Where a file is."""
    if ending == "csv":
        found = reverse("table_file", args=[asked.study.slug, kind, name])
    else:
        found = reverse("picture", args=[asked.study.slug, kind, name, ending])
    return f"{found}?{urlencode(about)}" if about else found
