"""Feelings on the film's clock: the mean of a slider with its 95 % band, and below it who tapped in each part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.findings.charts.course import ROW, apart, name_above
from surveys.findings.charts.film_clock import clock, clock_marks
from surveys.findings.charts.said import told
from surveys.findings.charts.scale import Scale, round_steps, ticks, written
from surveys.findings.charts.sheet import (
    LINE_INCHES,
    SMALL,
    WIDTH,
    Shape,
    Sheet,
    Theme,
    dashes,
    head_inches,
    shortened,
    wrapped,
)
from surveys.findings.film_figures import Felt
from surveys.findings.statistics.tap_rates import EVERY_S, Part
from surveys.findings.statistics.trace_curve import Moment

CURVE_INCHES: Mapping[Shape, float] = {"wide": 3.0, "half": 2.8, "narrow": 2.4}
TAPS_INCHES: Mapping[Shape, float] = {"wide": 1.35, "half": 1.3, "narrow": 1.2}
LEFT, BESIDE = 0.62, 1.95
GAP, AXIS_INCHES = 0.2, 0.34
# With more parts than this, bars would cover each other: then a line says where the shares are.
MOST_WHISKERS = 40
# A mean of fewer people than this is in the table, but not drawn: unless there are no more.
LEAST_DRAWN = 5
# Marks along a line, so that lines are told apart without colour.
MARKS = 7
BAND = 0.18
MARKED: Mapping[Shape, int] = {"wide": 8, "half": 6, "narrow": 4}


@dataclass(frozen=True)
class Line:
    """What one condition felt in one film."""

    label: str
    number: int
    felt: Felt

    @property
    def drawn(self) -> list[Moment]:
        """The places of the curve that are drawn."""
        most = max((each.n for each in self.felt.curve), default=0)
        return [each for each in self.felt.curve if each.n >= max(1, min(LEAST_DRAWN, most))]


@dataclass(frozen=True)
class Slider:
    """What was asked of the slider: its label, ends, and the words there."""

    label: str
    low: int
    high: int
    ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feelings:
    """What the picture shows; without a slider only taps, and without a button only the curve."""

    title: str
    subtitle: str
    slider: Slider | None
    button: str
    lines: tuple[Line, ...]

    @property
    def alt(self) -> str:
        """The picture in sentences, for those who don't see it."""
        said = [part for line in self.lines for part in said_of(line, self.slider, self.button)]
        return f"{self.title} {' '.join(said)} The table has all the numbers."

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        above, rows = head_inches(self.title, self.subtitle, WIDTH[shape]), len(self.lines) * ROW
        above += rows + 0.1 if shape == "narrow" else 0
        if self.slider:
            above += heading_inches(headed(self.slider), WIDTH[shape]) + CURVE_INCHES[shape] + AXIS_INCHES + rows + 0.1
        if self.button:
            above += heading_inches(self.tapping, WIDTH[shape]) + TAPS_INCHES[shape] + AXIS_INCHES
        return above + (GAP if self.slider and self.button else 0)

    @property
    def tapping(self) -> str:
        """What the shares of taps are."""
        every = next((part.end - part.start for line in self.lines for part in line.felt.taps), EVERY_S)
        return f"“{self.button}”: share of people who tapped, every {written(every)} seconds, with 95 % interval"

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width = WIDTH[shape]
        sheet = Sheet(width, self.height(shape), theme)
        y = sheet.head(self.title, self.subtitle)
        if shape == "narrow":
            name_above(sheet, self.lines, y)
            y += len(self.lines) * ROW + 0.1
        seconds = max((line.felt.duration_s for line in self.lines), default=1.0) or 1.0
        along = Scale(0, seconds, LEFT, width - (0.2 if shape == "narrow" else BESIDE))
        marks = clock_marks(seconds, MARKED[shape])
        if self.slider:
            y = self.draw_curve(sheet, self.slider, along, marks, y, shape)
        if self.button:
            y = self.draw_taps(sheet, along, marks, y + (GAP if self.slider else 0), shape)
        return sheet

    def draw_curve(
        self, sheet: Sheet, slider: Slider, along: Scale, marks: Sequence[float], y: float, shape: Shape
    ) -> float:
        """The slider's part; the y below."""
        top = heading(sheet, headed(slider), y)
        bottom = top + CURVE_INCHES[shape]
        scale = Scale(slider.low, slider.high, bottom, top)
        numbers = ticks(slider.low, slider.high)
        frame(sheet, scale, along, [(number, written(number)) for number in numbers], marks)
        for line in self.lines:
            draw_band(sheet, line, along, scale)
        for line in self.lines:
            draw_mean(sheet, line, along, scale)
        for place, line in enumerate(self.lines):
            below = bottom + 0.44 + place * ROW
            sheet.mark(0.24, below, line.number, 5)
            sheet.words(0.36, below, "n", size=SMALL, soft=True)
            for mark in marks:
                sheet.words(along.at(mark), below, str(n_at(line.felt.curve, mark)), size=SMALL, soft=True, ha="center")
        if shape != "narrow":
            name_ends(sheet, self.lines, scale, along.end)
        return bottom + AXIS_INCHES + len(self.lines) * ROW + 0.1

    def draw_taps(self, sheet: Sheet, along: Scale, marks: Sequence[float], y: float, shape: Shape) -> float:
        """The button's part; the y below."""
        top = heading(sheet, self.tapping, y)
        bottom = top + TAPS_INCHES[shape]
        most = max((part.ci95[1] for line in self.lines for part in line.felt.taps if part.ci95), default=1.0)
        shares = round_steps(0, min(1.0, most), 4)
        scale = Scale(0, shares[-1], bottom, top)
        frame(sheet, scale, along, [(share, f"{share:.0%}") for share in shares], marks)
        for place, line in enumerate(self.lines):
            draw_shares(sheet, line, along, scale, place - (len(self.lines) - 1) / 2)
        if shape != "narrow" and not self.slider:
            for place, line in enumerate(self.lines):
                name_at(sheet, line, along.end, top + 0.1 + place * 0.24)
        return bottom + AXIS_INCHES


def heading(sheet: Sheet, words: str, y: float) -> float:
    """What a part of the picture shows; the y below."""
    for place, each in enumerate(wrapped(words, sheet.width - LEFT - 0.2, SMALL)):
        sheet.words(LEFT, y + 0.06 + place * LINE_INCHES, each, size=SMALL)
    return y + heading_inches(words, sheet.width)


def heading_inches(words: str, width: float) -> float:
    """How high that is."""
    return len(wrapped(words, width - LEFT - 0.2, SMALL)) * LINE_INCHES + 0.1


def frame(
    sheet: Sheet, scale: Scale, along: Scale, numbers: Sequence[tuple[float, str]], marks: Sequence[float]
) -> None:
    """The lines and numbers of both axes."""
    for number, said in numbers:
        sheet.line((along.start, scale.at(number)), (along.end, scale.at(number)), width=1.4 if number == 0 else 0.8)
        sheet.words(along.start - 0.08, scale.at(number), said, size=SMALL, soft=True, ha="right")
    for mark in marks:
        sheet.line((along.at(mark), scale.start), (along.at(mark), scale.start + 0.05), colour=sheet.soft)
        sheet.words(along.at(mark), scale.start + 0.17, clock(mark), size=SMALL, soft=True, ha="center")


def draw_band(sheet: Sheet, line: Line, along: Scale, scale: Scale) -> None:
    """The intervals of a curve as a band; where there are none it has a gap."""
    known = [(along.at(each.second), each.ci95) for each in line.drawn if each.ci95]
    xs = [x for x, _ in known]
    lows, highs = ([scale.at(ends[side]) for _, ends in known] for side in (0, 1))
    sheet.axes.fill_between(xs, lows, highs, color=sheet.colour(line.number), alpha=BAND, linewidth=0, zorder=2)


def draw_mean(sheet: Sheet, line: Line, along: Scale, scale: Scale) -> None:
    """The curve, with marks along it."""
    known = [(along.at(each.second), scale.at(each.mean)) for each in line.drawn if each.mean is not None]
    sheet.line(*known, colour=sheet.colour(line.number), width=2, linestyle=dashes(line.number), zorder=3)
    for place in range(MARKS if len(known) > MARKS else 0):
        # Each line has its marks at other places, so that they don't lie on each other.
        at = round((place + 0.3 + 0.12 * (line.number % 4)) * len(known) / MARKS)
        sheet.mark(*known[min(at, len(known) - 1)], line.number, 6)


def draw_shares(sheet: Sheet, line: Line, along: Scale, scale: Scale, place: float) -> None:
    """The shares of a button's taps with their intervals; `place` is how far from the middle of its part."""
    parts, colour = [part for part in line.felt.taps if part.share is not None], sheet.colour(line.number)
    middles = [along.at((part.start + part.end) / 2) for part in parts]
    if len(parts) > MOST_WHISKERS:
        known = [(x, scale.at(part.share or 0)) for x, part in zip(middles, parts, strict=True)]
        sheet.line(*known, colour=colour, linestyle=dashes(line.number), width=2)
        return
    aside = place * min(0.09, (along.end - along.start) / len(parts) / 5) if parts else 0
    for x, part in zip(middles, parts, strict=True):
        if part.ci95 is not None:
            sheet.line(*((x + aside, scale.at(end)) for end in part.ci95), colour=colour, width=1.3, zorder=2)
        sheet.mark(x + aside, scale.at(part.share or 0), line.number, 5)


def name_ends(sheet: Sheet, lines: Sequence[Line], scale: Scale, right: float) -> None:
    """The names at the ends of the curves, moved apart where they would touch."""
    lasts = [(last_of(line), place) for place, line in enumerate(lines)]
    ends = sorted((scale.at(last.mean), place) for last, place in lasts if last is not None and last.mean is not None)
    for y, (_, place) in zip(apart([y for y, _ in ends], 0.24, scale.end, scale.start), ends, strict=True):
        name_at(sheet, lines[place], right, y)


def name_at(sheet: Sheet, line: Line, right: float, y: float) -> None:
    """A name beside the picture."""
    sheet.key(right + 0.05, y, line.number)
    sheet.words(right + 0.5, y, shortened(line.label, BESIDE - 0.55, SMALL), size=SMALL)


def last_of(line: Line) -> Moment | None:
    """The last place of a curve that has a mean."""
    return next((each for each in reversed(line.drawn) if each.mean is not None), None)


def n_at(curve: Sequence[Moment], second: float) -> int:
    """How many people stand behind a curve's place."""
    return next((each.n for each in curve if each.second >= second - 1e-6), 0)


def headed(slider: Slider) -> str:
    """What the slider asked, with the words at its ends."""
    ends = f" ({slider.low} = {slider.ends[0]}, {slider.high} = {slider.ends[1]})" if slider.ends else ""
    return f"{slider.label}{ends}"


def said_of(line: Line, slider: Slider | None, button: str) -> list[str]:
    """One condition in sentences."""
    known = [each for each in line.drawn if each.mean is not None]
    said = []
    if slider and known:
        least, most = (choose(known, key=lambda each: each.mean or 0) for choose in (min, max))
        said.append(
            f"{line.label}: the mean is lowest at {clock(least.second)} ({told(least.mean)}) and highest at "
            f"{clock(most.second)} ({told(most.mean)}), {line.felt.n} people."
        )
    if button:
        said.append(f"{line.label}: {line.felt.tapped} of {line.felt.asked} tapped{busiest(line.felt.taps)}.")
    return said


def busiest(parts: Sequence[Part]) -> str:
    """In which part most tapped."""
    most = max(parts, key=lambda part: part.share or 0, default=None)
    return f", most of them from {clock(most.start)} to {clock(most.end)}" if most and most.tapped else ""
