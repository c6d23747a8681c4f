"""The changes of an outcome since its first occasion: mean and 95 % interval as dot and whisker, zero as a line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.findings.charts.arms import Arms
from surveys.findings.charts.said import told, told_change
from surveys.findings.charts.scale import Scale, around, written
from surveys.findings.charts.sheet import SMALL, WIDTH, Shape, Sheet, Theme, foot_inches, head_inches, shortened

ROW: Mapping[Shape, float] = {"wide": 0.29, "half": 0.3, "narrow": 0.46}
HEAD_ROW = 0.34
AXIS_INCHES = 0.66
# Where the names end and the numbers begin (inches from either side).
NAMES: Mapping[Shape, float] = {"wide": 2.15, "half": 1.65, "narrow": 0.35}
NUMBERS: Mapping[Shape, float] = {"wide": 2.75, "half": 2.35, "narrow": 0.35}


@dataclass(frozen=True)
class Change:
    """One condition's change."""

    label: str
    number: int
    n: int
    mean: float | None
    interval: tuple[float, float] | None
    said: str

    @property
    def figures(self) -> str:
        """The change and its interval."""
        ends = f" [{told(self.interval[0], '+')}, {told(self.interval[1], '+')}]" if self.interval else ""
        return ("–" if self.mean is None else told(self.mean, "+")) + ends


@dataclass(frozen=True)
class Changes:
    """What the picture shows; `blocks` are the changes by occasion."""

    title: str
    subtitle: str
    note: str
    better: str
    blocks: Mapping[str, tuple[Change, ...]]

    @property
    def alt(self) -> str:
        """The picture in sentences, for those who don't see it."""
        said = [
            f"{title}: {'; '.join(f'{each.label} {each.said}' for each in changes)}."
            for title, changes in self.blocks.items()
        ]
        return f"{self.title} {' '.join(said)} The table has all the numbers."

    def rows(self, shape: Shape) -> float:
        """The height (inches) of all the rows."""
        return sum(HEAD_ROW + len(changes) * ROW[shape] for changes in self.blocks.values())

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        width = WIDTH[shape]
        around_rows = head_inches(self.title, self.subtitle, width) + AXIS_INCHES + foot_inches(self.note, width)
        return around_rows + self.rows(shape)

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width = WIDTH[shape]
        above, rows = head_inches(self.title, self.subtitle, width), self.rows(shape)
        sheet = Sheet(width, self.height(shape), theme)
        sheet.head(self.title, self.subtitle)
        marks = around(end for each in self.every() for end in (each.mean, *(each.interval or ())))
        scale = Scale(marks[0], marks[-1], NAMES[shape], width - NUMBERS[shape])
        axis(sheet, scale, marks, above, above + rows, self.better)
        y = above
        for title, changes in self.blocks.items():
            if shape == "narrow":
                sheet.box(0, y, width, HEAD_ROW, facecolor=sheet.paper, edgecolor="none", zorder=1.5)
            sheet.words(0.15, y + HEAD_ROW * 0.55, title, fontweight="bold", size=SMALL)
            y += HEAD_ROW
            for each in changes:
                row(sheet, each, scale, y, shape)
                y += ROW[shape]
        sheet.foot(y + AXIS_INCHES, self.note)
        return sheet

    def every(self) -> list[Change]:
        """All the changes."""
        return [each for changes in self.blocks.values() for each in changes]


def changes(outcome: Mapping[str, Any], arms: Arms) -> Changes:
    """The picture of an outcome's changes."""
    parts, numbers = outcome["changes"], arms.numbers(outcome["changes"])
    steps = dict.fromkeys((part["from"], part["to"]) for part in parts)
    return Changes(
        title=f"{outcome['label']}: how far from the start, {arms.said}?",
        subtitle=f"{arms.whose}Mean change with 95 % confidence interval, in people who answered both times.",
        note=arms.note,
        better=outcome["better"],
        blocks={
            f"{start} → {end}": tuple(
                change_of(part, arms.label(part[arms.by]), numbers[part[arms.by]], outcome["better"])
                for part in parts
                if (part["from"], part["to"]) == (start, end)
            )
            for start, end in steps
        },
    )


def change_of(part: Mapping[str, Any], label: str, number: int, better: str) -> Change:
    """One row of the picture."""
    ends = part["ci95"]
    interval = (ends[0], ends[1]) if ends else None
    return Change(label, number, part["n"], part["mean"], interval, told_change(part, better))


def axis(sheet: Sheet, scale: Scale, marks: list[float], top: float, bottom: float, better: str) -> None:
    """The scale below, its lines, zero, and which way is better."""
    for mark in marks:
        ink: dict[str, Any] = {"colour": sheet.soft, "width": 1.2} if mark == 0 else {}
        sheet.line((scale.at(mark), top + 0.1), (scale.at(mark), bottom + 0.04), zorder=1, **ink)
        sheet.words(scale.at(mark), bottom + 0.16, written(mark), size=SMALL, soft=True, ha="center")
    lower, higher = ("better", "worse") if better == "lower" else ("worse", "better")
    if marks[0] < 0:
        sheet.words(scale.at(0) - 0.1, bottom + 0.38, f"← {lower}", size=SMALL, soft=True, ha="right")
    if marks[-1] > 0:
        sheet.words(scale.at(0) + 0.1, bottom + 0.38, f"{higher} →", size=SMALL, soft=True)


def whisker(sheet: Sheet, change: Change, scale: Scale, y: float) -> None:
    """Dot and interval."""
    if change.interval is not None:
        ends = [(scale.at(end), y) for end in change.interval]
        sheet.line(*ends, colour=sheet.colour(change.number), width=2, zorder=3)
    if change.mean is not None:
        sheet.mark(scale.at(change.mean), y, change.number, 8)


def row(sheet: Sheet, change: Change, scale: Scale, y: float, shape: Shape) -> None:
    """Name, whisker and numbers beside each other, or where it is narrow the whisker below."""
    if shape == "narrow":
        narrow_row(sheet, change, scale, y)
        return
    middle = y + ROW[shape] / 2
    sheet.words(0.32, middle, shortened(change.label, NAMES[shape] - 0.3, SMALL), size=SMALL)
    whisker(sheet, change, scale, middle)
    sheet.words(sheet.width - NUMBERS[shape] + (0.3 if shape == "wide" else 0.15), middle, change.figures, size=SMALL)
    sheet.words(sheet.width - 0.15, middle, f"n = {change.n}", size=SMALL, soft=True, ha="right")


def narrow_row(sheet: Sheet, change: Change, scale: Scale, y: float) -> None:
    """Name and numbers above the whisker."""
    sheet.box(0, y + 0.02, sheet.width, 0.2, facecolor=sheet.paper, edgecolor="none", zorder=1.5)
    sheet.words(0.15, y + 0.12, shortened(change.label, 1.6, SMALL), size=SMALL)
    sheet.words(
        sheet.width - 0.15, y + 0.12, f"{change.figures}  n {change.n}", size=SMALL - 0.5, soft=True, ha="right"
    )
    whisker(sheet, change, scale, y + 0.33)
