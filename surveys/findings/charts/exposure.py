"""How much of a film people saw: coverage by tenths, by condition and film."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.findings.charts.said import share
from surveys.findings.charts.scale import Scale
from surveys.findings.charts.sheet import SMALL, WIDTH, Shape, Sheet, Theme, dashes, head_inches, shortened

ROW: Mapping[Shape, float] = {"wide": 0.86, "half": 0.86, "narrow": 1.16}
BAR, ABOVE = 0.5, 0.22
NAME_LINE = 0.3
AXIS_INCHES = 0.62
NAMES, NUMBERS = 2.05, 2.2


@dataclass(frozen=True)
class Bars:
    """The people of one condition and film: how many are in each tenth, had enough, and left no evidence."""

    label: str
    number: int
    bins: tuple[int, ...]
    enough: int
    without: int

    @property
    def n(self) -> int:
        """Of how many it is known what played."""
        return sum(self.bins)

    @property
    def said(self) -> tuple[str, str]:
        """How many had enough, and how many there are."""
        without = f", {self.without} without evidence" if self.without else ""
        return f"{self.enough} ({share(self.enough, self.n)}) saw enough", f"n = {self.n}{without}"


@dataclass(frozen=True)
class Exposure:
    """What the picture shows; `watched` is the share of the film that is enough."""

    title: str
    subtitle: str
    watched: float
    rows: tuple[Bars, ...]

    @property
    def alt(self) -> str:
        """The picture in a sentence, for those who don't see it."""
        said = "; ".join(f"{each.label}: {', '.join(each.said)}" for each in self.rows)
        return f"{self.title} {said}. The table has all the numbers."

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        return head_inches(self.title, self.subtitle, WIDTH[shape]) + len(self.rows) * ROW[shape] + AXIS_INCHES

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width = WIDTH[shape]
        sheet = Sheet(width, self.height(shape), theme)
        top = sheet.head(self.title, self.subtitle)
        left, right = (0.3, width - 0.3) if shape == "narrow" else (NAMES, width - NUMBERS)
        scale = Scale(0, 1, left, right)
        bottom = top + len(self.rows) * ROW[shape]
        for place, bars in enumerate(self.rows):
            row(sheet, bars, scale, top + place * ROW[shape], shape)
            enough_line(sheet, scale, self.watched, top + (place + 1) * ROW[shape] - 0.08)
        for mark in (0, 0.2, 0.4, 0.6, 0.8, 1):
            sheet.words(scale.at(mark), bottom + 0.1, f"{mark:.0%}", size=SMALL, soft=True, ha="center")
        below = f"of the film was seen; the dashed line is enough ({self.watched:.0%})"
        sheet.words((left + right) / 2, bottom + 0.36, below, size=SMALL, soft=True, ha="center")
        return sheet


def exposure(title: str, whose: str, watched: float, rows: Sequence[Bars]) -> Exposure:
    """The picture of a step's people; `whose` is said first."""
    said = f"{whose}People by the share of the film that really played, in tenths; bars are shares of each condition."
    return Exposure(title, said, watched, tuple(rows))


def row(sheet: Sheet, bars: Bars, scale: Scale, y: float, shape: Shape) -> None:
    """A condition's name, bars and counts; the bars' foot is the end of the row."""
    foot = y + ROW[shape] - 0.08
    if shape == "narrow":
        sheet.mark(0.24, y + 0.14, bars.number, 6)
        sheet.words(0.4, y + 0.14, shortened(bars.label, 2.0, SMALL), size=SMALL)
        sheet.words(sheet.width - 0.3, y + 0.14, f"n {bars.n}", size=SMALL, soft=True, ha="right")
    else:
        sheet.mark(0.24, foot - 0.2, bars.number, 7)
        sheet.words(0.42, foot - 0.2, shortened(bars.label, NAMES - 0.6, SMALL), size=SMALL)
        for line, words in enumerate(bars.said):
            sheet.words(sheet.width - NUMBERS + 0.2, foot - 0.32 + line * 0.2, words, size=SMALL, soft=bool(line))
    sheet.line((scale.start, foot), (scale.end, foot), colour=sheet.soft)
    size = (scale.end - scale.start) / len(bars.bins)
    for place, count in enumerate(bars.bins):
        if count:
            height = BAR * count / bars.n
            x = scale.start + place * size
            sheet.box(
                x + 0.02, foot - height, size - 0.04, height, facecolor=sheet.colour(bars.number), edgecolor="none"
            )
            sheet.words(x + size / 2, foot - height - 0.09, str(count), size=SMALL, ha="center")


def enough_line(sheet: Sheet, scale: Scale, watched: float, foot: float) -> None:
    """Where enough begins."""
    at = scale.at(watched)
    sheet.line((at, foot - 0.6 * BAR), (at, foot), colour=sheet.ink, width=1.0, linestyle=dashes(1), zorder=3)
