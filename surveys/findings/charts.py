"""Pictures of findings as SVG files: means and 95 % intervals over occasions, by condition or group."""

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from surveys.findings.plain_svg import plain_svg

Theme = Literal["light", "dark"]
# Okabe and Ito's colours in one fixed order; yellow only on dark paper, and black is the ink's.
COLOURS: Mapping[Theme, Sequence[str]] = {
    "light": ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555"),
    "dark": ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#D55E00", "#BBBBBB"),
}
INK: Mapping[Theme, tuple[str, str, str]] = {
    "light": ("#1D2730", "#55616B", "#D9D5CC"),
    "dark": ("#E8ECEE", "#A5B0B8", "#333C43"),
}
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LINES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (5, 1.5, 1.5, 1.5)))
# How far apart the conditions stand at an occasion, so that their bars don't cover each other.
STEP_ASIDE = 0.09
INCHES = (8.4, 5.0)
SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "lacrima", "font.family": "DejaVu Sans", "font.size": 11.0}


@dataclass(frozen=True)
class Series:
    """One condition's line: a mean, its interval and its n at each occasion; None where undefined."""

    label: str
    means: tuple[float | None, ...]
    intervals: tuple[tuple[float, float] | None, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """What a picture shows, in words and numbers."""

    title: str
    subtitle: str
    note: str
    occasions: tuple[str, ...]
    series: tuple[Series, ...]
    ends: tuple[float, float] | None

    @property
    def alt(self) -> str:
        """The picture in a sentence, for those who don't see it."""
        lines = [f"{each.label} {', '.join(told(mean) for mean in each.means)}" for each in self.series]
        return f"Line chart of means at {', '.join(self.occasions)}. {'; '.join(lines)}. The table has all the numbers."


def told(mean: float | None) -> str:
    """A mean in a sentence."""
    return "no value yet" if mean is None else f"{mean:.1f}"


def picture_of(
    outcome: Mapping[str, Any], labels: Mapping[str, str], ends: tuple[float, float] | None, group: str = ""
) -> Picture:
    """The picture of an outcome of a findings document; `labels` name conditions, `group` names a group instead."""
    by = "group" if group else "condition"
    occasions = tuple(dict.fromkeys(cell["occasion"] for cell in outcome["cells"]))
    names = list(dict.fromkeys(cell[by] for cell in outcome["cells"]))
    rows = {name: [cell for cell in outcome["cells"] if cell[by] == name] for name in names}
    return Picture(
        title=f"{outcome['label']}: how does it change, by {f'“{group}”' if group else 'condition'}?",
        subtitle=f"Means with 95 % confidence intervals; {outcome['better']} is better.",
        note="Observed, not randomised: the lines don't show what causes what." if group else "",
        occasions=occasions,
        series=tuple(series_of(labels.get(name, name), cells) for name, cells in rows.items()),
        ends=ends,
    )


def series_of(label: str, cells: Sequence[Mapping[str, Any]]) -> Series:
    """One line of a picture."""
    return Series(
        label=label,
        means=tuple(cell["mean"] for cell in cells),
        intervals=tuple(tuple(cell["ci95"]) if cell["ci95"] else None for cell in cells),
        counts=tuple(cell["n"] for cell in cells),
    )


def draw(picture: Picture, theme: Theme) -> str:
    """The picture as an SVG file without styles of its own, the same for the same numbers."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=INCHES)
        FigureCanvasSVG(figure)
        axes = figure.add_axes((0.07, 0.12 + below(picture), 0.66, 0.71 - below(picture)))
        frame(axes, picture, theme)
        for number, series in enumerate(picture.series):
            line(axes, series, number, len(picture.series), theme)
        name_lines(axes, picture, theme)
        count_people(axes, picture, theme)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return plain_svg(file.getvalue(), title=picture.title, description=picture.alt)


def below(picture: Picture) -> float:
    """The share of the height that the rows of n take."""
    return 0.045 * len(picture.series) + (0.05 if picture.note else 0)


def style(number: int, theme: Theme) -> dict[str, Any]:
    """Colour, marker and line of a condition: any one of them tells it from the others."""
    colours = COLOURS[theme]
    return {
        "color": colours[number % len(colours)],
        "marker": MARKERS[number % len(MARKERS)],
        "linestyle": LINES[number % len(LINES)],
    }


def frame(axes: Axes, picture: Picture, theme: Theme) -> None:
    """Title, scale with its ends and zero, and the occasions."""
    ink, soft, rule = INK[theme]
    axes.patch.set_alpha(0)
    axes.figure.patch.set_alpha(0)
    axes.set_title(textwrap.fill(picture.title, 70), loc="left", color=ink, fontsize=13, fontweight="bold", pad=28)
    axes.text(0, 1.045, picture.subtitle, transform=axes.transAxes, color=soft, fontsize=10)
    axes.set_xticks(range(len(picture.occasions)), picture.occasions, color=ink)
    axes.set_xlim(-0.35, len(picture.occasions) - 0.65)
    if picture.ends is not None:
        low, high = picture.ends
        axes.set_ylim(low - (high - low) * 0.02, high + (high - low) * 0.02)
        axes.set_yticks(ticks(low, high))
    axes.tick_params(axis="y", colors=soft, length=0)
    axes.tick_params(axis="x", colors=ink, length=0)
    axes.grid(axis="y", color=rule, linewidth=0.8)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(soft)


def ticks(low: float, high: float) -> list[float]:
    """Five marks from one end of the scale to the other, and zero where it lies inside."""
    marks = {round(low + (high - low) * quarter / 4, 6) for quarter in range(5)}
    return sorted(marks | ({0.0} if low < 0 < high else set()))


def line(axes: Axes, series: Series, number: int, of: int, theme: Theme) -> None:
    """A condition's means with their intervals as bars."""
    aside = (number - (of - 1) / 2) * STEP_ASIDE
    looks = style(number, theme)
    known = [(place + aside, mean) for place, mean in enumerate(series.means) if mean is not None]
    axes.plot([x for x, _ in known], [y for _, y in known], linewidth=2, markersize=7, zorder=3, **looks)
    bars = [(place + aside, ends) for place, ends in enumerate(series.intervals) if ends is not None]
    axes.vlines(
        [x for x, _ in bars], [low for _, (low, _) in bars], [high for _, (_, high) in bars],
        color=looks["color"], linewidth=1.5, zorder=2,
    )  # fmt: skip


def name_lines(axes: Axes, picture: Picture, theme: Theme) -> None:
    """The conditions' names at the ends of their lines, moved apart where they would touch."""
    ends = []
    for number, series in enumerate(picture.series):
        known = [mean for mean in series.means if mean is not None]
        if known:
            ends.append((known[-1], number, series.label))
    low, high = axes.get_ylim()
    room = (high - low) * 0.07
    places = apart([height for height, _, _ in sorted(ends)], room, low + room / 2, high - room / 2)
    for place, (_, number, label) in zip(places, sorted(ends), strict=True):
        looks = style(number, theme)
        axes.plot(
            [1.03], [place], transform=axes.get_yaxis_transform(), clip_on=False,
            color=looks["color"], marker=looks["marker"], markersize=7,
        )  # fmt: skip
        words = textwrap.shorten(label, 24, placeholder="…")
        axes.text(1.06, place, words, transform=axes.get_yaxis_transform(), va="center", color=INK[theme][0])


def apart(heights: Sequence[float], room: float, low: float, high: float) -> list[float]:
    """Ascending heights moved so that neighbours are `room` apart, inside the axis where they fit."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + room) if placed else max(height, low))
    for number in reversed(range(len(placed))):
        top = high if number == len(placed) - 1 else placed[number + 1] - room
        placed[number] = min(placed[number], top)
    return placed


def count_people(axes: Axes, picture: Picture, theme: Theme) -> None:
    """How many people stand behind each mean, in rows under the axis."""
    ink, soft, _ = INK[theme]
    across = axes.get_xaxis_transform()
    height = axes.get_position().height
    for number, series in enumerate(picture.series):
        row = -(0.09 + 0.045 * number) / height
        looks = style(number, theme)
        dot = {"color": looks["color"], "marker": looks["marker"], "markersize": 5}
        axes.plot([-0.3], [row], transform=across, clip_on=False, **dot)
        for place, count in enumerate(series.counts):
            axes.text(place, row, f"n = {count}", transform=across, ha="center", va="center", color=soft, fontsize=9)
    if picture.note:
        low = -(0.10 + 0.045 * len(picture.series)) / height
        axes.text(-0.35, low, picture.note, transform=across, ha="left", va="center", color=ink, fontsize=10)
