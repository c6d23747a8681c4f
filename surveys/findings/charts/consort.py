"""The flow of people as a CONSORT diagram (Schulz, Altman and Moher 2010, doi 10.1136/bmj.c332)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.findings.charts.arms import Arms
from surveys.findings.charts.sheet import SMALL, WIDTH, Shape, Sheet, Theme, head_inches, wrapped

LINE, PAD, GAP = 0.185, 0.09, 0.26
MARGIN = 0.15
# More conditions than this stand below each other on wide pictures too.
MOST_BESIDE = 5
Box = tuple[str, ...]


@dataclass(frozen=True)
class Arm:
    """A condition's boxes from allocation to analysis."""

    label: str
    number: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Consort:
    """What the diagram shows."""

    title: str
    subtitle: str
    arrived: Box
    not_in: Box
    allocated: Box
    arms: tuple[Arm, ...]

    @property
    def alt(self) -> str:
        """The diagram in sentences, for those who don't see it."""
        arms = " ".join(f"{arm.label}: {'; '.join(', '.join(box) for box in arm.boxes)}." for arm in self.arms)
        before = f"{', '.join(self.arrived)}. {', '.join(self.not_in)}. {', '.join(self.allocated)}."
        return f"Flow diagram. {before} {arms}"

    def columns(self, shape: Shape) -> tuple[bool, float]:
        """Whether the conditions stand beside each other, and how wide (inches) their boxes are."""
        width = WIDTH[shape] - 2 * MARGIN
        beside = shape == "wide" and 0 < len(self.arms) <= MOST_BESIDE
        return beside, ((width + GAP) / len(self.arms) - GAP if beside else width - 0.3)

    def height(self, shape: Shape) -> float:
        """The picture's height in inches."""
        beside, column = self.columns(shape)
        above = head_inches(self.title, self.subtitle, WIDTH[shape])
        return above + self.before_inches(WIDTH[shape], shape) + self.arms_inches(column, beside) + 0.1

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The diagram on a sheet."""
        beside, column = self.columns(shape)
        sheet = Sheet(WIDTH[shape], self.height(shape), theme)
        sheet.head(self.title, self.subtitle)
        y = self.draw_before(sheet, head_inches(self.title, self.subtitle, sheet.width), shape)
        (draw_beside if beside else draw_below)(sheet, self.arms, column, y)
        return sheet

    def before_inches(self, width: float, shape: Shape) -> float:
        """How high the part before the conditions will be."""
        boxes = [self.arrived, self.not_in, self.allocated]
        each = [box_inches(box, inner(width, shape)) for box in boxes]
        return each[0] + each[1] + each[2] + (2 * 0.12 if shape == "wide" else 2 * GAP) + GAP

    def draw_before(self, sheet: Sheet, y: float, shape: Shape) -> float:
        """From arrival to allocation; the y below."""
        width = inner(sheet.width, shape)
        left = (sheet.width - width) / 2 if shape == "wide" else MARGIN
        centre = left + width / 2
        bottom = put(sheet, self.arrived, left, y, width)
        if shape == "narrow":
            sheet.arrow((centre, bottom), (centre, bottom + GAP))
            side = put(sheet, self.not_in, left, bottom + GAP, width)
            sheet.arrow((centre, side), (centre, side + GAP))
            return put(sheet, self.allocated, left, side + GAP, width) + GAP
        top = bottom + 0.12
        aside = centre + 0.5
        height = box_inches(self.not_in, sheet.width - MARGIN - aside)
        put(sheet, self.not_in, aside, top, sheet.width - MARGIN - aside)
        sheet.arrow((centre, top + height / 2), (aside, top + height / 2))
        sheet.arrow((centre, bottom), (centre, top + height + 0.12))
        return put(sheet, self.allocated, left, top + height + 0.12, width) + GAP

    def arms_inches(self, column: float, beside: bool) -> float:
        """How high the conditions' part will be."""
        if beside:
            return sum(row_inches(self.arms, column)) + GAP * len(self.arms[0].boxes)
        return sum(sum(box_inches(box, column) for box in arm.boxes) + 0.1 + GAP for arm in self.arms)


def consort(document: Mapping[str, Any], stages: Sequence[str], arms: Arms, analysed: str = "") -> Consort:
    """The diagram of a findings document; `stages` are the steps told by name, `analysed` says at what."""
    came, flow = document["enrolment"], document["flow"]
    allocated = sum(each["allocated"] for each in flow)
    turned = {"Declined": came["declined"], "Under age": came["under_age"], "Screened out": came["screened_out"]}
    other = max(0, came["started"] - sum(turned.values()) - allocated)
    return Consort(
        title="Flow: who came, and how far?",
        subtitle=f"{arms.whose}People, those who left and had their answers deleted included up to where they left.",
        arrived=("Arrived", f"started {came['started']}", f"consented {came['consented']}"),
        not_in=("Not allocated", *(f"{why.lower()} {count}" for why, count in turned.items()),
                f"not there yet, or gone without a word {other}"),
        allocated=("Allocated", f"n = {allocated}"),
        arms=tuple(
            arm(each, stages, arms.label(each["condition"]), number, analysed) for number, each in enumerate(flow)
        ),
    )  # fmt: skip


def arm(flow: Mapping[str, Any], stages: Sequence[str], label: str, number: int, analysed: str) -> Arm:
    """A condition's boxes."""
    gone = flow["completed"] + flow["stopped"] + flow["withdrawn"]
    return Arm(
        label=label,
        number=number,
        boxes=(
            (label, f"allocated {flow['allocated']}"),
            ("Sent", *(f"{step} {flow['reached'].get(step, 0)}" for step in stages)),
            ("Not to the end", f"stopped, answers kept {flow['stopped']}", f"left, answers deleted {flow['withdrawn']}",
             f"under way or silent {max(0, flow['allocated'] - gone)}"),
            ("Reached the end", f"n = {flow['completed']}"),
            ("Analysed", f"n = {flow['analysed']}", *([analysed] if analysed else [])),
        ),
    )  # fmt: skip


def inner(width: float, shape: Shape) -> float:
    """The width of the boxes in the middle."""
    return 2.6 if shape == "wide" else width - 2 * MARGIN


def lines_of(box: Box, width: float) -> list[str]:
    """A box's words in lines that fit."""
    return [line for words in box for line in wrapped(words, width - 2 * PAD, SMALL)]


def box_inches(box: Box, width: float) -> float:
    """How high a box will be."""
    return len(lines_of(box, width)) * LINE + 2 * PAD


def row_inches(arms: Sequence[Arm], column: float) -> list[float]:
    """The heights of the rows of boxes that stand beside each other."""
    rows = zip(*(arm.boxes for arm in arms), strict=True)
    return [max(box_inches(box, column) for box in row) for row in rows]


def put(sheet: Sheet, box: Box, x: float, y: float, width: float, height: float = 0, colour: str = "") -> float:
    """A box with its words, the first of them bold; the y where it ends."""
    height = height or box_inches(box, width)
    sheet.box(
        x, y, width, height, facecolor=sheet.paper, edgecolor=colour or sheet.soft, linewidth=1.6 if colour else 1
    )
    bold = len(wrapped(box[0], width - 2 * PAD, SMALL))
    for place, words in enumerate(lines_of(box, width)):
        weight = "bold" if place < bold else "normal"
        sheet.words(x + PAD, y + PAD + (place + 0.5) * LINE, words, size=SMALL, fontweight=weight)
    return y + height


def draw_beside(sheet: Sheet, arms: Sequence[Arm], column: float, top: float) -> None:
    """Conditions as columns below a rule that spreads from the box of the allocated."""
    heights = row_inches(arms, column)
    centres = [MARGIN + place * (column + GAP) + column / 2 for place in range(len(arms))]
    sheet.line((sheet.width / 2, top - GAP), (sheet.width / 2, top), colour=sheet.soft, width=1)
    sheet.line((centres[0], top), (centres[-1], top), colour=sheet.soft, width=1)
    for centre, arm in zip(centres, arms, strict=True):
        y = top
        for place, (box, height) in enumerate(zip(arm.boxes, heights, strict=True)):
            sheet.arrow((centre, y), (centre, y + GAP))
            y += GAP
            colour = sheet.colour(arm.number) if place == 0 else ""
            y = put(sheet, box, centre - column / 2, y, column, height, colour)


def draw_below(sheet: Sheet, arms: Sequence[Arm], column: float, top: float) -> None:
    """Conditions below each other, each of one piece, along a rule that comes from the box of the allocated."""
    left, y = MARGIN + 0.3, top
    for arm in arms:
        height = box_inches(arm.boxes[0], column)
        middle = y + height / 2
        sheet.arrow((MARGIN + 0.1, top - GAP), (MARGIN + 0.1, middle), (left, middle))
        for place, box in enumerate(arm.boxes):
            y = put(sheet, box, left, y, column, colour=sheet.colour(arm.number) if place == 0 else "")
        y += GAP + 0.1
