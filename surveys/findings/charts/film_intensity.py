"""How strongly each film elicits what it is meant to: means of the target's rating, and norms beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.findings.charts.arms import BLINDED, INTERIM, WHOSE
from surveys.findings.charts.said import told
from surveys.findings.charts.scale import Scale, ticks, written
from surveys.findings.charts.sheet import SMALL, WIDTH, Shape, Sheet, Theme, foot_inches, head_inches, shortened
from surveys.findings.statistics.describe import Summary

Interval = tuple[float, float]
ROW: Mapping[Shape, float] = {"wide": 0.46, "half": 0.46, "narrow": 0.64}
AXIS_INCHES = 0.45
NAMES, NUMBERS = 2.5, 2.05
# The norm stands a little lower than what was found.
BELOW = 0.15
FOUND, NORM = "o", "D"


@dataclass(frozen=True)
class Dot:
    """A mean with its interval and n."""

    mean: float
    ends: Interval | None
    n: int


@dataclass(frozen=True)
class Line:
    """A film: what was found, the norm, both on the study's scale; None where there is none."""

    film: str
    target: str
    found: Dot | None
    norm: Dot | None

    @property
    def said(self) -> str:
        """The line in words."""
        if self.found is None:
            return f"{self.film}: {'neutral' if self.target == 'neutral' else 'no value yet'}"
        norm = f", norm {told(self.norm.mean)}" if self.norm else ""
        ends = f" [{told(self.found.ends[0])}, {told(self.found.ends[1])}]" if self.found.ends else ""
        return f"{self.film} ({self.target}): {told(self.found.mean)}{ends}, n = {self.found.n}{norm}"


@dataclass(frozen=True)
class FilmIntensity:
    """What the picture shows."""

    title: str
    subtitle: str
    note: str
    ends: Interval
    lines: tuple[Line, ...]

    @property
    def alt(self) -> str:
        """The picture in a sentence, for those who don't see it."""
        return f"{self.title} {'; '.join(line.said for line in self.lines)}."

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        width = WIDTH[shape]
        below = AXIS_INCHES + foot_inches(self.note, width) + 0.08
        return head_inches(self.title, self.subtitle, width) + len(self.lines) * ROW[shape] + below

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width = WIDTH[shape]
        above = head_inches(self.title, self.subtitle, width)
        rows = len(self.lines) * ROW[shape]
        sheet = Sheet(width, self.height(shape), theme)
        sheet.head(self.title, self.subtitle)
        left, right = (0.35, width - 0.35) if shape == "narrow" else (NAMES, width - NUMBERS)
        scale = Scale(*self.ends, left, right)
        for mark in ticks(*self.ends):
            at = scale.at(mark)
            sheet.line((at, above), (at, above + rows + 0.02), zorder=1)
            sheet.words(at, above + rows + 0.15, written(mark), size=SMALL, soft=True, ha="center")
        for place, line in enumerate(self.lines):
            draw_line(sheet, line, scale, above + place * ROW[shape], shape)
        sheet.foot(above + rows + AXIS_INCHES, self.note)
        return sheet


def film_intensity(document: Mapping[str, Any], people: str = "real") -> FilmIntensity | None:
    """The picture of a report; None where no film has ratings on one scale."""
    films = [film for film in document["films"] if film["scale"] and film["target"]]
    ends = {tuple(film["scale"]) for film in films}
    if len(ends) != 1:
        return None
    lines = tuple(line_of(film) for film in films)
    look = BLINDED if "blinded" in document else INTERIM if document.get("interim") else ""
    norms = any(line.norm for line in lines)
    return FilmIntensity(
        title="How strongly does each film elicit its target feeling?",
        subtitle=f"{look}{WHOSE.get(people, '')}Mean rating of the target with its 95 % confidence interval.",
        note="Open diamonds: norms with their 95 % intervals, laid onto this study's scale." if norms else "",
        ends=(float(films[0]["scale"][0]), float(films[0]["scale"][1])),
        lines=lines,
    )


def line_of(film: Mapping[str, Any]) -> Line:
    """One film's line."""
    found = film["intensity"]
    norms = [each for each in film["norms"] if each["feeling"] == film["target"] and each["difference"] is not None]
    return Line(
        # Two endings of one story often share their title.
        film["id"],
        film["target"],
        Dot(found["mean"], pair(found["ci95"]), found["n"]) if found["mean"] is not None else None,
        norm_dot(norms[0]) if norms else None,
    )


def norm_dot(norm: Mapping[str, Any]) -> Dot:
    """A norm on the study's scale."""
    here = norm["rescaled"] or norm
    summary = Summary(norm["n"], here["mean"], here["sd"])
    return Dot(here["mean"], summary.ci95, norm["n"])


def pair(ends: Sequence[float] | None) -> Interval | None:
    """The two ends of an interval."""
    return (ends[0], ends[1]) if ends else None


def draw_line(sheet: Sheet, line: Line, scale: Scale, y: float, shape: Shape) -> None:
    """A film's name, what was found with the norm below, and the numbers."""
    wide = shape != "narrow"
    middle = y + ROW[shape] / 2 if wide else y + 0.12
    if not wide:
        sheet.box(0, y + 0.02, sheet.width, 0.21, facecolor=sheet.paper, edgecolor="none", zorder=1.5)
    name = f"{line.film}: {line.target}"
    room = NAMES - 0.35 if wide else sheet.width - NUMBERS
    sheet.words(0.15, middle, shortened(name, room, SMALL), size=SMALL)
    sheet.words(sheet.width - (NUMBERS - 0.25 if wide else 0.15), middle, numbers_of(line), size=SMALL, soft=True,
                ha="left" if wide else "right")  # fmt: skip
    height = middle - 0.05 if wide else y + 0.36
    if line.found is not None:
        draw_dot(sheet, line.found, scale, height, FOUND)
    if line.norm is not None:
        draw_dot(sheet, line.norm, scale, height + BELOW, NORM)


def numbers_of(line: Line) -> str:
    """The numbers beside a line."""
    if line.found is None:
        return "no target feeling" if line.target == "neutral" else "no value yet"
    ends = f" [{told(line.found.ends[0])}, {told(line.found.ends[1])}]" if line.found.ends else ""
    return f"{told(line.found.mean)}{ends}, n = {line.found.n}"


def draw_dot(sheet: Sheet, dot: Dot, scale: Scale, y: float, marker: str) -> None:
    """A mean and its interval; a norm is open and thin."""
    is_norm = marker == NORM
    colour = sheet.soft if is_norm else sheet.colour(0)
    if dot.ends is not None:
        ends = [(scale.at(end), y) for end in dot.ends]
        sheet.line(*ends, colour=colour, width=1.1 if is_norm else 2.2, zorder=3)
    sheet.axes.plot(
        [scale.at(dot.mean)], [y], marker=marker, markersize=5.5 if is_norm else 8, linestyle="", zorder=4,
        color=colour, markerfacecolor=sheet.paper if is_norm else colour,
    )  # fmt: skip
