"""The course of an outcome: means with 95 % intervals over the occasions, by condition or group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from surveys.findings.charts.arms import Arms
from surveys.findings.charts.said import told
from surveys.findings.charts.scale import Scale, round_steps, ticks, written
from surveys.findings.charts.sheet import (
    SMALL,
    TEXT,
    WIDTH,
    Shape,
    Sheet,
    Theme,
    dashes,
    foot_inches,
    head_inches,
    letters,
    shortened,
)

# How far apart (inches) the conditions stand at an occasion, so that their bars don't cover each other.
ASIDE: Mapping[Shape, float] = {"wide": 0.11, "half": 0.09, "narrow": 0.07}
PLOT_INCHES: Mapping[Shape, float] = {"wide": 3.2, "half": 3.2, "narrow": 2.7}
ROW = 0.21
LABELS_INCHES = 1.95
Interval = tuple[float, float]


class Named(Protocol):
    """What has a name and a mark."""

    @property
    def label(self) -> str:
        """The name."""

    @property
    def number(self) -> int:
        """The number of the mark."""


@dataclass(frozen=True)
class Series:
    """One condition's line: a mean, its interval and its n at each occasion; None where undefined."""

    label: str
    number: int
    means: tuple[float | None, ...]
    intervals: tuple[Interval | None, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Course:
    """What the picture shows, in words and numbers."""

    title: str
    subtitle: str
    note: str
    occasions: tuple[str, ...]
    series: tuple[Series, ...]
    ends: Interval | None

    @property
    def alt(self) -> str:
        """The picture in a sentence, for those who don't see it."""
        lines = [f"{each.label} {', '.join(map(told_at, each.means, self.occasions))}" for each in self.series]
        return f"{self.title} {'; '.join(lines)}.{self.last()} The table has all the numbers."

    def last(self) -> str:
        """Which mean is highest and which lowest at the last occasion."""
        known = sorted(
            (each.means[-1], each.label) for each in self.series if each.means and each.means[-1] is not None
        )
        if len(known) < 2:
            return ""
        return f" At {self.occasions[-1]} the lowest mean is that of {known[0][1]}, the highest that of {known[-1][1]}."

    def marks(self) -> list[float]:
        """The numbers beside the scale: from end to end where it has ends, otherwise around what is shown."""
        if self.ends is not None:
            return ticks(*self.ends)
        shown = [end for each in self.series for ends in each.intervals if ends for end in ends]
        shown += [mean for each in self.series for mean in each.means if mean is not None]
        return round_steps(min(shown), max(shown)) if shown else [0.0, 1.0]

    def above(self, shape: Shape) -> float:
        """The height (inches) of what stands above the plot."""
        names = len(self.series) * ROW + 0.1 if shape == "narrow" else 0
        return head_inches(self.title, self.subtitle, WIDTH[shape]) + names

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        below = 0.54 + len(self.series) * ROW + foot_inches(self.note, WIDTH[shape])
        return self.above(shape) + PLOT_INCHES[shape] + below

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width, above = WIDTH[shape], self.above(shape)
        sheet = Sheet(width, self.height(shape), theme)
        top = sheet.head(self.title, self.subtitle)
        if shape == "narrow":
            name_above(sheet, self.series, top)
        plot(sheet, self, shape, above)
        sheet.foot(sheet.height - foot_inches(self.note, width) + 0.02, self.note)
        return sheet


def told_at(mean: float | None, occasion: str) -> str:
    """A mean and when."""
    return f"{told(mean)} {occasion}"


def course(outcome: Mapping[str, Any], arms: Arms, ends: Interval | None) -> Course:
    """The picture of an outcome of a findings document; `ends` are those of its scale."""
    cells, numbers = outcome["cells"], arms.numbers(outcome["cells"])
    return Course(
        title=f"{outcome['label']}: how does it change, {arms.said}?",
        subtitle=f"{arms.whose}Means with 95 % confidence intervals; {outcome['better']} is better.",
        note=arms.note,
        occasions=tuple(dict.fromkeys(cell["occasion"] for cell in cells)),
        series=tuple(
            series_of(arms.label(name), number, [cell for cell in cells if cell[arms.by] == name])
            for name, number in numbers.items()
        ),
        ends=ends,
    )


def series_of(label: str, number: int, cells: Sequence[Mapping[str, Any]]) -> Series:
    """One line of the picture."""
    return Series(
        label=label,
        number=number,
        means=tuple(cell["mean"] for cell in cells),
        intervals=tuple((cell["ci95"][0], cell["ci95"][1]) if cell["ci95"] else None for cell in cells),
        counts=tuple(cell["n"] for cell in cells),
    )


def plot(sheet: Sheet, picture: Course, shape: Shape, top: float) -> None:
    """Scale, lines, occasions and the people behind each mean."""
    marks = picture.marks()
    left, right = 0.62, sheet.width - (0.15 if shape == "narrow" else LABELS_INCHES)
    bottom = top + PLOT_INCHES[shape]
    scale = Scale(marks[0], marks[-1], bottom, top)
    for mark in marks:
        sheet.line((left, scale.at(mark)), (right, scale.at(mark)), width=1.4 if mark == 0 else 0.8)
        sheet.words(left - 0.08, scale.at(mark), written(mark), size=SMALL, soft=True, ha="right")
    step = (right - left) / max(len(picture.occasions), 1)
    places = [left + step * (place + 0.5) for place in range(len(picture.occasions))]
    for place, occasion in zip(places, picture.occasions, strict=True):
        sheet.words(place, bottom + 0.19, shortened(occasion, step, TEXT), ha="center")
    for row, series in enumerate(picture.series):
        aside = (row - (len(picture.series) - 1) / 2) * ASIDE[shape]
        line(sheet, series, [place + aside for place in places], scale)
        count_people(sheet, series, places, bottom + 0.44 + row * ROW, shape)
    if shape != "narrow":
        name_beside(sheet, picture.series, scale, right)


def line(sheet: Sheet, series: Series, places: Sequence[float], scale: Scale) -> None:
    """A condition's means with their intervals as bars."""
    colour = sheet.colour(series.number)
    known = [(place, scale.at(mean)) for place, mean in zip(places, series.means, strict=True) if mean is not None]
    sheet.line(*known, colour=colour, width=2, linestyle=dashes(series.number), zorder=3)
    for place, ends in zip(places, series.intervals, strict=True):
        if ends is not None:
            sheet.line((place, scale.at(ends[0])), (place, scale.at(ends[1])), colour=colour, width=1.5, zorder=2)
    for x, y in known:
        sheet.mark(x, y, series.number)


def count_people(sheet: Sheet, series: Series, places: Sequence[float], y: float, shape: Shape) -> None:
    """How many people stand behind each mean of a line."""
    sheet.mark(0.24, y, series.number, 5)
    if shape == "narrow":
        sheet.words(0.36, y, "n", size=SMALL, soft=True)
    for place, count in zip(places, series.counts, strict=True):
        sheet.words(place, y, str(count) if shape == "narrow" else f"n = {count}", size=SMALL, soft=True, ha="center")


def name_above(sheet: Sheet, series: Sequence[Named], top: float) -> None:
    """The conditions' names above the lines, with their line and mark."""
    for row, each in enumerate(series):
        y = top + 0.04 + row * ROW
        sheet.key(0.17, y, each.number)
        sheet.words(0.64, y, shortened(each.label, sheet.width - 0.8, SMALL), size=SMALL)


def name_beside(sheet: Sheet, series: Sequence[Series], scale: Scale, right: float) -> None:
    """The conditions' names at the ends of their lines, moved apart where they would touch."""
    ends = []
    for each in series:
        known = [mean for mean in each.means if mean is not None]
        if known:
            ends.append((scale.at(known[-1]), each.number, each.label))
    ends.sort()
    places = apart([y for y, _, _ in ends], 0.24, scale.end, scale.start)
    for y, (_, number, label) in zip(places, ends, strict=True):
        sheet.key(right + 0.05, y, number)
        room = LABELS_INCHES - 0.55
        sheet.words(right + 0.5, y, label if len(label) <= letters(room, TEXT) else shortened(label, room, TEXT))


def apart(heights: Sequence[float], room: float, low: float, high: float) -> list[float]:
    """Ascending heights moved so that neighbours are `room` apart, inside the axis where they fit."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + room) if placed else max(height, low))
    for number in reversed(range(len(placed))):
        top = high if number == len(placed) - 1 else placed[number + 1] - room
        placed[number] = min(placed[number], top)
    return placed
