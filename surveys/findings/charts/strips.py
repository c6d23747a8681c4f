"""What each person saw, as a strip on the film's clock; no colour is needed to tell what is what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveys.findings.charts.film_clock import clock, clock_marks
from surveys.findings.charts.scale import Scale
from surveys.findings.charts.sheet import SMALL, WIDTH, Shape, Sheet, Theme, head_inches, shortened

ROW, BAR = 0.24, 0.11
AXIS_INCHES = 0.34
# Where the strips begin and end (inches from either side).
LEFT: Mapping[Shape, float] = {"wide": 1.1, "half": 1.1, "narrow": 0.95}
RIGHT: Mapping[Shape, float] = {"wide": 2.05, "half": 2.05, "narrow": 0.55}
KEY_LINE = 0.24
HIDDEN = "////"
Stretch = Sequence[float]


@dataclass(frozen=True)
class Row:
    """One person: a name that says nothing, the mark of the condition, and what happened in seconds of the film."""

    name: str
    number: int
    seconds: float
    played: Sequence[Stretch]
    hidden: Sequence[Stretch]
    muted: Sequence[Stretch]
    # (film second, how many seconds of the clock).
    paused: Sequence[Stretch]
    stalled: Sequence[Stretch]
    taps: Sequence[float]
    coverage: float
    verdict: str

    @property
    def said(self) -> str:
        """The row in words."""
        return f"{self.coverage:.0%} {self.verdict}"


@dataclass(frozen=True)
class Strips:
    """What the picture shows; with `share` a strip's length is the whole film, however long it is."""

    title: str
    subtitle: str
    rows: tuple[Row, ...]
    share: bool = False

    @property
    def alt(self) -> str:
        """The picture in a sentence, for those who don't see it."""
        return f"{self.title} {len(self.rows)} people, one line each. The table has every person's numbers."

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        above = head_inches(self.title, self.subtitle, WIDTH[shape]) + key_inches(shape)
        return above + len(self.rows) * ROW + AXIS_INCHES

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width = WIDTH[shape]
        sheet = Sheet(width, self.height(shape), theme)
        top = draw_key(sheet, sheet.head(self.title, self.subtitle), shape)
        longest = 1.0 if self.share else max((each.seconds for each in self.rows), default=1.0)
        scale = Scale(0, longest or 1.0, LEFT[shape], width - RIGHT[shape])
        bottom = top + len(self.rows) * ROW
        for mark in (0, 0.25, 0.5, 0.75, 1) if self.share else clock_marks(longest):
            sheet.line((scale.at(mark), top), (scale.at(mark), bottom), zorder=0)
            said = f"{mark:.0%}" if self.share else clock(mark)
            sheet.words(scale.at(mark), bottom + 0.14, said, size=SMALL, soft=True, ha="center")
        for place, each in enumerate(self.rows):
            draw_row(sheet, each, scale, top + (place + 0.5) * ROW, shape, share=self.share)
        return sheet


def draw_row(sheet: Sheet, row: Row, scale: Scale, y: float, shape: Shape, *, share: bool) -> None:
    """One person's name, strip and numbers."""

    def at(second: float) -> float:
        return scale.at(second / row.seconds if share and row.seconds else second)

    sheet.words(0.15, y, row.name, size=SMALL, soft=True, fontfamily="monospace")
    sheet.mark(LEFT[shape] - 0.17, y, row.number, 5)
    sheet.line((at(0), y), (at(row.seconds), y), colour=sheet.soft, width=1.0, linestyle=(0, (1, 2)), zorder=0.5)
    for start, end in row.played:
        sheet.box(
            at(start), y - BAR / 2, at(end) - at(start), BAR, facecolor=sheet.colour(row.number), edgecolor="none"
        )
    draw_spells(sheet, row, at, y)
    said = row.said if shape != "narrow" else f"{row.coverage:.0%}"
    room = RIGHT[shape] - 0.25
    sheet.words(sheet.width - RIGHT[shape] + 0.12, y, shortened(said, room, SMALL), size=SMALL, soft=True)


def draw_spells(sheet: Sheet, row: Row, at: Callable[[float], float], y: float) -> None:
    """What went on beside the playing."""
    for start, end in row.hidden:
        box = (at(start), y - BAR / 2, max(at(end) - at(start), 0.03), BAR)
        sheet.box(*box, facecolor=sheet.paper, edgecolor=sheet.ink, linewidth=0.8, hatch=HIDDEN, zorder=2)
    for start, end in row.muted:
        sheet.line(
            (at(start), y + BAR / 2 + 0.025), (at(end), y + BAR / 2 + 0.025), colour=sheet.ink, width=1.4, zorder=3
        )
    for second, _ in row.paused:
        pause(sheet, at(second), y)
    for second, _ in row.stalled:
        stall(sheet, at(second), y)
    for second in row.taps:
        tap(sheet, at(second), y)


def pause(sheet: Sheet, x: float, y: float) -> None:
    """Two bars, as on the button of every player."""
    sheet.box(x - 0.035, y - 0.095, 0.07, 0.19, facecolor=sheet.paper, edgecolor="none", zorder=3)
    for aside in (-0.02, 0.02):
        sheet.line((x + aside, y - 0.08), (x + aside, y + 0.08), colour=sheet.ink, width=1.6, zorder=4)


def stall(sheet: Sheet, x: float, y: float) -> None:
    """A cross."""
    sheet.axes.plot([x], [y], color=sheet.ink, marker="x", markersize=6, markeredgewidth=1.6, linestyle="", zorder=4)


def tap(sheet: Sheet, x: float, y: float) -> None:
    """A triangle that points at the second."""
    sheet.axes.plot([x], [y - BAR / 2 - 0.03], color=sheet.ink, marker="v", markersize=4.5, linestyle="", zorder=4)


def played(sheet: Sheet, x: float, y: float) -> None:
    """The sign of the key."""
    sheet.box(x - 0.12, y - BAR / 2, 0.24, BAR, facecolor=sheet.soft, edgecolor="none")


def not_played(sheet: Sheet, x: float, y: float) -> None:
    """The sign of the key."""
    sheet.line((x - 0.12, y), (x + 0.12, y), colour=sheet.soft, width=1.0, linestyle=(0, (1, 2)))


def hidden(sheet: Sheet, x: float, y: float) -> None:
    """The sign of the key."""
    sheet.box(x - 0.12, y - BAR / 2, 0.24, BAR, facecolor=sheet.paper, edgecolor=sheet.ink, linewidth=0.8, hatch=HIDDEN)


def muted(sheet: Sheet, x: float, y: float) -> None:
    """The sign of the key."""
    played(sheet, x, y)
    sheet.line((x - 0.12, y + BAR / 2 + 0.025), (x + 0.12, y + BAR / 2 + 0.025), colour=sheet.ink, width=1.4, zorder=3)


KEY: Sequence[tuple[str, Callable[[Sheet, float, float], None]]] = (
    ("played", played),
    ("not played", not_played),
    ("out of sight", hidden),
    ("without sound", muted),
    ("paused", pause),
    ("stalled", stall),
    ("tapped", tap),
)


def key_columns(shape: Shape) -> int:
    """How many signs stand in a line of the key."""
    return 3 if shape == "narrow" else 7


def key_inches(shape: Shape) -> float:
    """How high the key is."""
    return -(-len(KEY) // key_columns(shape)) * KEY_LINE + 0.08


def draw_key(sheet: Sheet, top: float, shape: Shape) -> float:
    """What each sign means; the y below."""
    columns = key_columns(shape)
    room = (sheet.width - 0.3) / columns
    for place, (words, sign) in enumerate(KEY):
        x, y = 0.15 + (place % columns) * room, top + (place // columns + 0.4) * KEY_LINE
        sign(sheet, x + 0.14, y)
        sheet.words(x + 0.34, y, words, size=SMALL - 0.5, soft=True)
    return top + key_inches(shape)
