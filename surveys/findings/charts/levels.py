"""Who is in an observed group, by condition: shares with Wilson intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.findings.charts.arms import OBSERVED, Arms
from surveys.findings.charts.said import share
from surveys.findings.charts.scale import Scale
from surveys.findings.charts.sheet import SMALL, WIDTH, Shape, Sheet, Theme, foot_inches, head_inches, shortened
from surveys.findings.statistics.wilson import wilson

ROW: Mapping[Shape, float] = {"wide": 0.36, "half": 0.36, "narrow": 0.52}
AXIS_INCHES = 0.45
NAMES, NUMBERS = 2.15, 2.35


@dataclass(frozen=True)
class Share:
    """A condition's people: of `known`, `yes` are in the group; of `unknown` it isn't known."""

    label: str
    number: int
    yes: int
    known: int
    unknown: int

    @property
    def said(self) -> str:
        """The share in words."""
        if not self.known:
            return "nobody yet" if not self.unknown else f"not known of {self.unknown}"
        low, high = wilson(self.yes, self.known)
        return (
            f"{self.yes} of {self.known} ({share(self.yes, self.known)}, 95 % CI {100 * low:.0f} to {100 * high:.0f} %)"
        )


@dataclass(frozen=True)
class Levels:
    """What the picture shows."""

    title: str
    subtitle: str
    shares: tuple[Share, ...]

    @property
    def alt(self) -> str:
        """The picture in a sentence, for those who don't see it."""
        return f"{self.title} {'; '.join(f'{each.label}: {each.said}' for each in self.shares)}."

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        width = WIDTH[shape]
        below = AXIS_INCHES + foot_inches(OBSERVED, width) + 0.08
        return head_inches(self.title, self.subtitle, width) + len(self.shares) * ROW[shape] + below

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""
        width = WIDTH[shape]
        above = head_inches(self.title, self.subtitle, width)
        rows = len(self.shares) * ROW[shape]
        sheet = Sheet(width, self.height(shape), theme)
        sheet.head(self.title, self.subtitle)
        left, right = (0.35, width - 0.35) if shape == "narrow" else (NAMES, width - NUMBERS)
        scale = Scale(0, 1, left, right)
        for mark in (0, 0.25, 0.5, 0.75, 1):
            ink: dict[str, Any] = {"colour": sheet.soft, "width": 1.2} if mark == 0 else {}
            sheet.line((scale.at(mark), above), (scale.at(mark), above + rows + 0.02), zorder=1, **ink)
            sheet.words(scale.at(mark), above + rows + 0.15, f"{mark:.0%}", size=SMALL, soft=True, ha="center")
        for place, each in enumerate(self.shares):
            row(sheet, each, scale, above + place * ROW[shape], shape)
        sheet.foot(above + rows + AXIS_INCHES, OBSERVED)
        return sheet


def levels(group: Mapping[str, Any], arms: Arms) -> Levels | None:
    """The picture of a group of a findings document; None where nobody is in question, or the document is older."""
    parts = [part for part in group.get("levels", ()) if part["n"]]
    if not parts:
        return None
    numbers = arms.numbers(group["levels"])
    return Levels(
        title=f"{group['label']}: how many, by condition?",
        subtitle=f"{arms.whose}Share of the people of whom it is known, with 95 % Wilson interval.",
        shares=tuple(
            Share(arms.label(name), numbers[name], part["yes"], part["yes"] + part["no"], part["unknown"])
            for part in parts
            if (name := part["condition"])
        ),
    )


def row(sheet: Sheet, each: Share, scale: Scale, y: float, shape: Shape) -> None:
    """A condition's name, its share and interval, and the counts."""
    wide = shape != "narrow"
    middle = y + ROW[shape] / 2 if wide else y + 0.12
    if not wide:
        sheet.box(0, y + 0.02, sheet.width, 0.21, facecolor=sheet.paper, edgecolor="none", zorder=1.5)
    sheet.words(0.15, middle, shortened(each.label, NAMES - 0.35, SMALL), size=SMALL)
    sheet.words(sheet.width - (NUMBERS - 0.25 if wide else 0.15), middle, counted(each), size=SMALL, soft=True,
                ha="left" if wide else "right")  # fmt: skip
    if not each.known:
        return
    height = middle if wide else y + 0.37
    ends = [(scale.at(end), height) for end in wilson(each.yes, each.known)]
    sheet.line(*ends, colour=sheet.colour(each.number), width=2, zorder=3)
    sheet.mark(scale.at(each.yes / each.known), height, each.number, 8)


def counted(each: Share) -> str:
    """The counts beside a share."""
    unknown = f", {each.unknown} not known" if each.unknown else ""
    return f"{each.yes} of {each.known} ({share(each.yes, each.known)}){unknown}"
