"""Those who act: a child with a red scarf, her father, their boat; a cat, ducks."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys.films.demonstration.easing import between, sway
from surveys.films.demonstration.scenery import RGB, blend
from surveys.films.demonstration.stage import Colour, Point, Stage, placed

# Brings points of a figure's own drawing to their place on the sheet.
Drawing = Callable[[Sequence[Point]], list[Point]]

SCARF: RGB = (196, 62, 48)
SAIL: RGB = (176, 72, 50)


@dataclass(frozen=True)
class Pose:
    """How a person stands: arms as angles (radians, 0 hangs, pi points up), leaning, walking, looking left or right."""

    left: float = 0.15
    right: float = 0.15
    lean: float = 0.0
    step: float = 0.0
    facing: int = -1
    sitting: float = 0.0
    indoors: bool = False


def person(
    stage: Stage,
    x: float,
    y: float,
    size: float,
    coat: RGB,
    pose: Pose,
    moment: float,
    *,
    scarf: bool,
    hat: bool = False,
) -> None:
    """A person whose feet stand at (x, y), `size` units tall; drawn as a cut-out with a little colour."""
    unit, low = size / 40, 9 * pose.sitting

    def at(points: Sequence[Point]) -> list[Point]:
        return placed([(a, b + low) for a, b in points], x, y, unit, pose.lean)

    dark = blend(coat, (0, 0, 0), 0.3)
    _legs(stage, at, unit, dark, pose)
    _arm(stage, at, unit, dark, 4.2 * -pose.facing, pose.right * -pose.facing)
    body = [(-3.6, -29.5), (3.6, -29.5), (6.2, -20), (7.6, -10.5), (0, -9.6), (-7.6, -10.5), (-6.2, -20)]
    stage.soft_shape(at(body), coat)
    head = at([(0.7 * pose.facing, -35.0)])[0]
    stage.dot(*head, 4.9 * unit, blend((226, 188, 160), coat, 0.42))
    _hair(stage, at, head, unit, dark, pose, hat)
    if size > 25:
        stage.dot(*at([(3.2 * pose.facing, -35.2)])[0], 0.55 * unit, (40, 30, 34), 1.3)
    if scarf:
        _scarf(stage, at, pose, moment)
    _arm(stage, at, unit, coat, 4.2 * pose.facing, pose.left * pose.facing)


def _legs(stage: Stage, at: Drawing, unit: float, colour: RGB, pose: Pose) -> None:
    if pose.sitting > 0.5:
        for side in (0.0, 2.4):
            knee = [(0 + side, -11), (7.5 * pose.facing + side, -10), (8 * pose.facing + side, 1)]
            stage.stroke(at(knee), 3.6 * unit, colour)
        return
    for side, phase in ((-2.6, 0.0), (2.6, math.pi)):
        swing = 4.5 * math.sin(pose.step + phase) if pose.step else 0.0
        stage.stroke(at([(side, -11), (side + swing, -0.8)]), 3.6 * unit, colour)


def _arm(stage: Stage, at: Drawing, unit: float, colour: RGB, shoulder: float, angle: float) -> None:
    elbow = (shoulder + 6.4 * math.sin(angle), -27 + 6.4 * math.cos(angle))
    bent = angle * 1.12
    hand = (elbow[0] + 6.2 * math.sin(bent), elbow[1] + 6.2 * math.cos(bent))
    stage.stroke(at([(shoulder, -27), elbow, hand]), 3.0 * unit, colour)


def _hair(stage: Stage, at: Drawing, head: Point, unit: float, dark: RGB, pose: Pose, hat: bool) -> None:
    back = -pose.facing
    if hat:
        stage.soft_shape(
            at([(-5, -37), (-3.6, -41.5), (3.6, -41.5), (5, -37), (8 * pose.facing, -36.2), (0, -37.4)]), dark
        )
        return
    stage.soft_shape(
        at(
            [
                (4.6 * back, -31),
                (5.3 * back, -37),
                (2 * back, -40.6),
                (-3 * back, -39.4),
                (-1.2 * back, -37),
                (2 * back, -34.5),
            ]
        ),
        dark,
    )


def _scarf(stage: Stage, at: Drawing, pose: Pose, moment: float) -> None:
    stage.soft_shape(at([(-4.6, -31.6), (4.6, -31.6), (5, -28.4), (0, -27), (-5, -28.4)]), SCARF)
    back = -pose.facing
    if pose.indoors:
        tail = [
            (3 * back, -30),
            (5.6 * back, -28.4),
            (7.2 * back, -20),
            (7.4 * back, -15.4),
            (4.4 * back, -15.8),
            (4.2 * back, -21),
        ]
        stage.shape(at(tail), blend(SCARF, (60, 20, 24), 0.16))
        return
    flutter = [0.0, 1.2 * sway(moment, 1.3), 2.6 * sway(moment, 1.3, 0.18)]
    upper = [(4 * back, -30.4), (9 * back, -30 + flutter[1]), (14.5 * back, -28.5 + flutter[2])]
    lower = [(14 * back, -25.4 + flutter[2]), (8.4 * back, -26.6 + flutter[1]), (3.6 * back, -28)]
    stage.shape(at([*upper, *lower]), SCARF)


def boat(
    stage: Stage,
    x: float,
    y: float,
    size: float,
    tint: RGB,
    share: float,
    *,
    tilt: float = 0.0,
    sail: float = 1.0,
    torn: bool = False,
    sailor: bool = True,
    facing: int = -1,
) -> Point:
    """A small sailing boat on the water at (x, y); tinted by `share`. Gives its lantern's place."""

    def at(points: Sequence[Point]) -> list[Point]:
        return placed([(-a * facing, b) for a, b in points], x, y, size / 40, tilt)

    wood, cloth = blend((66, 46, 40), tint, share), blend(SAIL, tint, share * 0.8)
    mast = blend((46, 34, 32), tint, share)
    if sailor:
        stage.soft_shape(at([(8.5, -5), (9, -13), (11, -16), (13.4, -13), (14, -5)]), blend((38, 44, 58), tint, share))
        stage.dot(*at([(11, -18.4)])[0], 2.7 * size / 40, blend((150, 120, 104), tint, share))
        stage.shape(at([(8, -19.4), (14, -19.4), (13, -22), (9, -22)]), blend((30, 34, 44), tint, share))
    stage.stroke(at([(0, -4), (0, -44)]), max(1.0, 1.3 * size / 40), mast)
    _sails(stage, at, cloth, sail, torn)
    stage.soft_shape(at([(-22, -7), (0, -4.5), (22, -7.5), (18, 1), (8, 4), (-8, 4), (-17, 1)]), wood)
    stage.stroke(
        at([(-21, -6.2), (0, -3.8), (21, -6.6)]),
        max(1.0, 1.1 * size / 40),
        blend((196, 166, 128), tint, min(1.0, share + 0.15)),
    )
    stage.stroke(at([(18, -6), (18, -14)]), max(1.0, 0.9 * size / 40), mast)
    return at([(18, -15.5)])[0]


def _sails(stage: Stage, at: Drawing, cloth: RGB, sail: float, torn: bool) -> None:
    high = between(-12, -42, sail)
    if torn:
        stage.shape(at([(1, high), (4, -30), (9, -28), (7, -22), (14, -15), (9, -13), (6, -10), (1, -9)]), cloth)
        stage.shape(
            at([(-1, high + 2), (-7, -22), (-5, -18), (-12, -10), (-1, -10)]), blend(cloth, (255, 255, 255), 0.08)
        )
        return
    stage.soft_shape(at([(1, high), (8, high * 0.62), (17, -9), (9, -8), (1, -9)]), cloth)
    stage.shape(at([(-1, high + 2), (-16, -9), (-1, -9)]), blend(cloth, (255, 255, 255), 0.12))


def cat(stage: Stage, x: float, y: float, size: float, fur: RGB, moment: float, *, asleep: float = 1.0) -> None:
    """A cat curled up, breathing, the tip of its tail awake."""
    unit, breath = size / 40, 1 + 0.03 * sway(moment, 3.6)
    shade = blend(fur, (60, 30, 10), 0.3)

    def at(points: Sequence[Point]) -> list[Point]:
        return placed(points, x, y, unit)

    back = [
        (-19, -3),
        (-18, -12 * breath),
        (-8, -18.5 * breath),
        (5, -18 * breath),
        (15, -12),
        (19, -4),
        (10, 0),
        (-10, 0),
    ]
    stage.soft_shape(at(back), fur)
    for stripe in (-9, -2.5, 4):
        line = [(stripe, -17.2 * breath), (stripe + 1.6, -13 * breath), (stripe + 1.2, -9.5 * breath)]
        stage.stroke(at(line), 1.3 * unit, (*shade, 150))
    tip = 2.4 * max(0.0, sway(moment, 2.7)) ** 3
    stage.stroke(at([(17, -5), (16, -1.6), (6, -0.6), (-5, -1.4), (-9, -3 - tip)]), 4.2 * unit, blend(fur, shade, 0.5))
    lift = 3.5 * (1 - asleep)
    for ear in (-1, 1):
        stage.shape(
            at([(-15 + 5.4 * ear, -12 - lift), (-15 + 3.9 * ear, -17.6 - lift), (-15 + 0.8 * ear, -14 - lift)]), shade
        )
    stage.dot(*at([(-15, -9.4 - lift)])[0], 6.6 * unit, fur, 0.84)
    for eye in (-2.6, 2.6):
        middle = -15 + eye
        if asleep > 0.5:
            stage.stroke(at([(middle - 1.3, -9.6), (middle, -8.9), (middle + 1.3, -9.6)]), 0.6 * unit, (70, 40, 24))
        else:
            stage.dot(*at([(middle, -9.8 - lift)])[0], 0.95 * unit, (70, 40, 24))
    stage.dot(*at([(-15, -7.4 - lift)])[0], 0.8 * unit, (160, 84, 70))


def duck(
    stage: Stage, x: float, y: float, size: float, body: RGB, head: RGB, moment: float, *, wing: Colour = (90, 70, 50)
) -> None:
    """A duck that swims to the right and nods a little."""
    unit, bob = size / 40, 0.8 * sway(moment, 1.7, x * 0.013)

    def at(points: Sequence[Point]) -> list[Point]:
        return placed([(a, b + bob) for a, b in points], x, y, unit)

    nod = 0.9 * sway(moment, 1.1, x * 0.02)
    stage.soft_shape(at([(-24, -12), (-18, -7), (-8, 2), (10, 2), (18, -5), (14, -13), (2, -14), (-12, -11)]), body)
    stage.soft_shape(at([(10, -8), (12 + nod, -22), (15 + nod, -27), (21 + nod, -22), (19, -8)]), head)
    stage.dot(*at([(16.5 + nod, -25)])[0], 6.2 * unit, head)
    stage.soft_shape(
        at([(21.5 + nod, -26.5), (28 + nod, -23.6), (28 + nod, -22.2), (21.5 + nod, -22.2)]), (232, 158, 62)
    )
    stage.dot(*at([(18.6 + nod, -26.6)])[0], 1.0 * unit, (24, 22, 22))
    stage.soft_shape(at([(-14, -9), (-2, -11.5), (7, -7), (-2, -2.5), (-11, -4)]), wing)
