"""A sheet to draw on: inches from the top left corner, in light or dark, with the marks of conditions."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

Theme = Literal["light", "dark"]
# Wide for paper, half for two beside each other on a desk, narrow for phones.
Shape = Literal["wide", "half", "narrow"]
WIDTH: Mapping[Shape, float] = {"wide": 9.0, "half": 6.25, "narrow": 3.75}
# Okabe and Ito's colours in one fixed order; yellow only on dark paper, and black is the ink's.
COLOURS: Mapping[Theme, Sequence[str]] = {
    "light": ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555"),
    "dark": ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#BBBBBB"),
}
# Ink, soft ink, rules, and the paper that pictures lie on.
INK: Mapping[Theme, tuple[str, str, str, str]] = {
    "light": ("#1D2730", "#55616B", "#D9D5CC", "#FFFFFF"),
    "dark": ("#E8ECEE", "#A5B0B8", "#333C43", "#1C2226"),
}
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES: Sequence[Any] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (5, 1.5, 1.5, 1.5)))
TITLE, TEXT, SMALL = 13.0, 10.5, 9.5
LINE_INCHES = 0.2
# A letter's mean width as a share of its height, for the widest usual fonts.
LETTER = 0.56
POINTS_IN_AN_INCH = 72
Point = tuple[float, float]


class Sheet:
    """One picture in the making; y grows downwards."""

    def __init__(self, width: float, height: float, theme: Theme) -> None:
        self.width, self.height, self.theme = width, height, theme
        self.ink, self.soft, self.rule, self.paper = INK[theme]
        self.figure = Figure(figsize=(width, height))
        FigureCanvasAgg(self.figure)
        self.figure.patch.set_alpha(0)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)

    def words(self, x: float, y: float, words: str, *, size: float = TEXT, soft: bool = False, **more: Any) -> None:
        """A line of words with its middle at y; `ha` says which part of it stands at x."""
        more = {"ha": "left", "va": "center", "color": self.soft if soft else self.ink} | more
        self.axes.text(x, y, words.replace("$", r"\$"), fontsize=size, **more)

    def line(self, *points: Point, colour: str = "", width: float = 0.8, **more: Any) -> None:
        """A line through the points."""
        xs, ys = zip(*points, strict=True) if points else ((), ())
        self.axes.plot(xs, ys, color=colour or self.rule, linewidth=width, solid_capstyle="butt", **more)

    def mark(self, x: float, y: float, number: int, size: float = 7) -> None:
        """The mark of a condition."""
        marker = MARKERS[number % len(MARKERS)]
        self.axes.plot([x], [y], color=self.colour(number), marker=marker, markersize=size, linestyle="", zorder=4)

    def key(self, x: float, y: float, number: int, length: float = 0.36) -> None:
        """A short piece of a condition's line with its mark in the middle."""
        self.line((x, y), (x + length, y), colour=self.colour(number), width=2, linestyle=dashes(number))
        self.mark(x + length / 2, y, number, 6)

    def box(self, x: float, y: float, width: float, height: float, **more: Any) -> None:
        """A rectangle from its top left corner."""
        looks: dict[str, Any] = {"facecolor": "none", "edgecolor": self.soft, "linewidth": 1.0} | more
        self.axes.add_patch(Rectangle((x, y), width, height, **looks))

    def arrow(self, *points: Point) -> None:
        """A line through the points with a head at its end, which goes down or sideways."""
        self.line(*points, colour=self.soft, width=1.0)
        (x, y), (before, _) = points[-1], points[-2]
        pointing = "v" if before == x else ">" if before < x else "<"
        back = 0.03
        at = (x, y - back) if pointing == "v" else (x - back if pointing == ">" else x + back, y)
        self.axes.plot(*([each] for each in at), marker=pointing, markersize=5, color=self.soft, linestyle="")

    def colour(self, number: int) -> str:
        """The colour of a condition."""
        return COLOURS[self.theme][number % len(COLOURS[self.theme])]

    def head(self, title: str, subtitle: str) -> float:
        """Title and subtitle from the top; the y where they end."""
        y = 0.24
        for words in wrapped(title, self.width - 0.3, TITLE * 1.06):
            self.words(0.15, y, words, size=TITLE, fontweight="bold")
            y += 0.25
        for words in wrapped(subtitle, self.width - 0.3, SMALL):
            self.words(0.15, y, words, size=SMALL, soft=True)
            y += LINE_INCHES
        return y + 0.06

    def foot(self, y: float, words: str) -> float:
        """A note from y on; the y where it ends."""
        for each in wrapped(words, self.width - 0.3, SMALL):
            self.words(0.15, y, each, size=SMALL)
            y += LINE_INCHES
        return y


def dashes(number: int) -> Any:
    """The line style of a condition."""
    return LINES[number % len(LINES)]


def head_inches(title: str, subtitle: str, width: float) -> float:
    """How high a head will be."""
    lines = len(wrapped(title, width - 0.3, TITLE * 1.06)) * 0.25
    return 0.3 + lines + len(wrapped(subtitle, width - 0.3, SMALL)) * LINE_INCHES


def foot_inches(words: str, width: float) -> float:
    """How high a note will be."""
    return len(wrapped(words, width - 0.3, SMALL)) * LINE_INCHES


def letters(inches: float, size: float) -> int:
    """How many letters of a size fit into a width."""
    return max(4, int(inches * POINTS_IN_AN_INCH / (size * LETTER)))


def wrapped(words: str, inches: float, size: float) -> list[str]:
    """Words in lines that fit into a width."""
    return textwrap.wrap(words, letters(inches, size))


def shortened(words: str, inches: float, size: float) -> str:
    """Words cut to a width, with a sign that they are."""
    most = letters(inches, size)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
