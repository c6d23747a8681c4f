"""How many got better, stayed about the same or got worse: bars that can be told apart in grey."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.findings.charts.arms import Arms
from surveys.findings.charts.said import share
from surveys.findings.charts.sheet import SMALL, WIDTH, Shape, Sheet, Theme, foot_inches, head_inches, shortened

ROW: Mapping[Shape, float] = {"wide": 0.34, "half": 0.34, "narrow": 0.56}
BAR_INCHES = 0.24
HEAD_ROW = 0.36
KEY_INCHES = 0.3
WAYS = ("improved", "unchanged", "worsened")
SAID = {"improved": "better", "unchanged": "about the same", "worsened": "worse"}


@dataclass(frozen=True)
class Counts:
    """One condition's people by what became of them; None where no criterion says it."""

    label: str
    number: int
    counts: tuple[int, int, int] | None

    @property
    def n(self) -> int:
        """All of them."""
        return sum(self.counts or ())

    @property
    def said(self) -> str:
        """The counts in words."""
        if self.counts is None:
            return "not known"
        return ", ".join(
            f"{SAID[way]} {count} ({share(count, self.n)})" for way, count in zip(WAYS, self.counts, strict=True)
        )


@dataclass(frozen=True)
class Improved:
    """What the picture shows."""

    title: str
    subtitle: str
    note: str
    blocks: Mapping[str, tuple[Counts, ...]]

    @property
    def alt(self) -> str:
        """The picture in sentences, for those who don't see it."""
        said = [
            f"{title}: {'; '.join(f'{each.label} {each.said}' for each in counts)}."
            for title, counts in self.blocks.items()
        ]
        return f"{self.title} {' '.join(said)}"

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        width = WIDTH[shape]
        rows = sum(HEAD_ROW + len(counts) * ROW[shape] for counts in self.blocks.values())
        above = head_inches(self.title, self.subtitle, width) + KEY_INCHES
        return above + rows + 0.2 + foot_inches(self.note, width)

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width = WIDTH[shape]
        above = head_inches(self.title, self.subtitle, width) + KEY_INCHES
        sheet = Sheet(width, self.height(shape), theme)
        key(sheet, sheet.head(self.title, self.subtitle) + 0.04)
        y = above
        for title, counts in self.blocks.items():
            sheet.words(0.15, y + HEAD_ROW * 0.55, title, fontweight="bold", size=SMALL)
            y += HEAD_ROW
            for each in counts:
                row(sheet, each, y, shape)
                y += ROW[shape]
        sheet.foot(y + 0.18, self.note)
        return sheet


def improved(outcome: Mapping[str, Any], arms: Arms) -> Improved | None:
    """The picture of an outcome's improvement; None where nobody's is known."""
    parts, numbers = outcome["changes"], arms.numbers(outcome["changes"])
    known = [part for part in parts if part.get("improved") is not None]
    if not known:
        return None
    steps = dict.fromkeys((part["from"], part["to"]) for part in parts)
    return Improved(
        title=f"{outcome['label']}: who got better, who got worse, {arms.said}?",
        subtitle=f"{arms.whose}Changed by at least {known[0]['criterion']:.1f} scale points since the first occasion.",
        note=arms.note,
        blocks={
            f"{start} → {end}": tuple(
                counts_of(part, arms.label(part[arms.by]), numbers[part[arms.by]])
                for part in parts
                if (part["from"], part["to"]) == (start, end)
            )
            for start, end in steps
        },
    )


def counts_of(part: Mapping[str, Any], label: str, number: int) -> Counts:
    """One bar of the picture."""
    if part.get("improved") is None:
        return Counts(label, number, None)
    return Counts(label, number, (part["improved"], part["unchanged"], part["worsened"]))


def fill(sheet: Sheet, way: str) -> dict[str, Any]:
    """Solid, blank or hatched: the same on paper without colours."""
    if way == "improved":
        return {"facecolor": sheet.soft}
    return {"facecolor": sheet.paper} if way == "unchanged" else {"facecolor": sheet.paper, "hatch": "/////"}


def key(sheet: Sheet, y: float) -> None:
    """What the fillings mean."""
    x = 0.15
    for way in WAYS:
        sheet.box(x, y - 0.07, 0.26, 0.15, **fill(sheet, way))
        sheet.words(x + 0.34, y, SAID[way], size=SMALL)
        x += 0.56 + 0.075 * len(SAID[way])


def row(sheet: Sheet, counts: Counts, y: float, shape: Shape) -> None:
    """A condition's bar with its counts."""
    left, top, right = (
        (0.15, y + 0.26, sheet.width - 0.15) if shape == "narrow" else (2.15, y + 0.05, sheet.width - 0.85)
    )
    middle = y + 0.13 if shape == "narrow" else top + BAR_INCHES / 2
    sheet.mark(0.24, middle, counts.number, 5)
    sheet.words(0.38, middle, shortened(counts.label, 1.7, SMALL), size=SMALL)
    sheet.words(sheet.width - 0.15, middle, f"n = {counts.n}", size=SMALL, soft=True, ha="right")
    if counts.counts is None or not counts.n:
        return
    x = left
    for way, count in zip(WAYS, counts.counts, strict=True):
        length = (right - left) * count / counts.n
        if count:
            sheet.box(x, top, length, BAR_INCHES, **fill(sheet, way))
            inside(sheet, way, count, x + length / 2, top + BAR_INCHES / 2, length)
        x += length


def inside(sheet: Sheet, way: str, count: int, x: float, y: float, length: float) -> None:
    """The count in the middle of its part of the bar, where it fits."""
    room = 0.09 * len(str(count)) + 0.08
    if length < room:
        return
    if way == "worsened":
        sheet.box(x - room / 2, y - 0.08, room, 0.16, facecolor=sheet.paper, edgecolor="none", zorder=2)
    colour = sheet.paper if way == "improved" else sheet.ink
    sheet.words(x, y, str(count), size=SMALL, ha="center", color=colour, zorder=3)
