"""An ordinary day at a harbour: facts, an even light, nothing that moves anyone."""

from functools import cache

from PIL import Image

from surveys.films.demonstration.easing import between, ease, sway
from surveys.films.demonstration.music import harbour_sound
from surveys.films.demonstration.reel import CARD_S, Caption, Reel, Shot, card_shot
from surveys.films.demonstration.scenery import LAMP, RGB, birds, blend, glitter, sea
from surveys.films.demonstration.stage import Field, Point, Stage, clouds, drift, glow, gradient, placed

SECONDS = 52.0
STORY_END = SECONDS - CARD_S
CAPTIONS: tuple[Caption, ...] = (
    (0.8, 4.4, "A small harbour in the morning."),
    (5.2, 9.2, "Four boats lie at the quay."),
    (10.4, 14.4, "A crane unloads a coastal ship."),
    (15.2, 19.4, "Each crate weighs about two tonnes."),
    (20.6, 24.6, "Buoys mark the way in."),
    (25.4, 29.4, "In Europe, the red ones are on the left, the green ones on the right."),
    (30.6, 34.4, "A gauge on the wall shows the height of the water."),
    (35.2, 39.4, "The water rises and falls twice a day."),
    (40.8, 44.2, "In the evening, the lamps are switched on."),
    (45.0, 48.0, "Tomorrow the ferry leaves at seven."),
)
HOUSES: tuple[tuple[float, float, float, RGB], ...] = (
    (352, 44, 58, (196, 172, 140)),
    (398, 38, 70, (168, 106, 84)),
    (438, 48, 52, (206, 196, 176)),
    (488, 36, 66, (136, 146, 150)),
    (526, 52, 60, (188, 150, 102)),
    (580, 42, 74, (154, 116, 96)),
    (624, 40, 56, (198, 186, 166)),
)


def harbour() -> Reel:
    """The neutral film."""
    shots = (
        Shot(0.0, 10.6, morning, 1.2),
        Shot(9.8, 20.6, crane, 0.8),
        Shot(19.8, 30.6, buoys, 0.8),
        Shot(29.8, 40.6, gauge, 0.8),
        Shot(39.8, STORY_END + 0.5, evening, 0.8),
        card_shot(SECONDS),
    )
    return Reel("harbour", SECONDS, shots, harbour_sound, CAPTIONS)


@cache
def _day() -> Image.Image:
    return gradient((0, (138, 172, 200)), (140, (190, 208, 218)), (214, (222, 226, 224)))


@cache
def _dusk() -> Image.Image:
    return gradient((0, (60, 76, 112)), (130, (122, 126, 152)), (214, (204, 178, 164)))


def _quay(stage: Stage, tint: RGB, share: float, lamps: float) -> None:
    """Houses and a quay wall; the lamps' light is added by whoever calls."""
    for number, (x, wide, high, wall) in enumerate(HOUSES):
        colour, foot = blend(wall, tint, share), 222.0
        stage.shape(
            [(x, foot), (x, foot - high), (x + wide / 2, foot - high - 16), (x + wide, foot - high), (x + wide, foot)],
            colour,
        )
        roof = blend((112, 74, 66), tint, share)
        stage.shape(
            [
                (x - 2, foot - high + 1),
                (x + wide / 2, foot - high - 18),
                (x + wide + 2, foot - high + 1),
                (x + wide / 2, foot - high - 13),
            ],
            roof,
        )
        for row in range(int(high // 20)):
            for column in (0.24, 0.6):
                left, top = x + wide * column, foot - high + 6 + 18 * row
                burns = lamps if (number + row * 2 + int(column * 10)) % 3 else 0.0
                pane = blend(blend((70, 84, 98), tint, share), (255, 216, 150), burns)
                stage.shape([(left, top), (left + 6.5, top), (left + 6.5, top + 9), (left, top + 9)], pane)
    stone = blend((122, 120, 114), tint, share)
    stage.shape([(330, 222), (660, 222), (660, 262), (330, 262)], stone)
    stage.shape([(328, 219), (660, 219), (660, 225), (328, 225)], blend((150, 148, 140), tint, share))
    for x in range(348, 640, 42):
        stage.stroke([(x, 228), (x, 260)], 0.8, (*blend(stone, (0, 0, 0), 0.3), 120))


def _moored(stage: Stage, x: float, y: float, size: float, hull: RGB, moment: float, phase: float) -> None:
    tilt, bob = 0.025 * sway(moment, 3.4, phase), 0.9 * sway(moment, 2.9, phase)

    def at(points: list[Point]) -> list[Point]:
        return placed(points, x, y + bob, size / 40, tilt)

    stage.stroke(at([(-4, -5), (-4, -52)]), 1.1 * size / 40, (84, 74, 66))
    stage.stroke(at([(-4, -50), (-23, -6)]), 0.5, (96, 92, 88, 160))
    stage.stroke(at([(-4, -50), (19, -7)]), 0.5, (96, 92, 88, 160))
    stage.stroke(at([(-4, -13), (15, -11)]), 2.4 * size / 40, blend(hull, (240, 236, 226), 0.7))
    stage.shape(at([(2, -5), (3, -12), (12, -12), (14, -5)]), (232, 228, 218))
    stage.soft_shape(at([(-25, -8), (0, -5), (22, -8), (19, 1), (8, 4), (-10, 4), (-18, 1)]), hull)
    stage.stroke(at([(-24, -7.2), (0, -4.2), (21, -7.2)]), 1.2 * size / 40, (238, 232, 220))


def _boats(stage: Stage, moment: float, tint: RGB, share: float) -> None:
    fleet: tuple[tuple[float, float, float, RGB], ...] = (
        (372, 268, 46, (70, 104, 132)),
        (438, 274, 52, (150, 74, 62)),
        (516, 270, 46, (66, 110, 96)),
        (588, 278, 54, (182, 146, 76)),
    )
    for number, (x, y, size, hull) in enumerate(fleet):
        _moored(stage, x, y, size, blend(hull, tint, share), moment, number * 0.31)


def morning(moment: float) -> Image.Image:
    """The harbour, its houses, four boats."""
    stage = Stage(_day())
    drift(stage, clouds(52, (240, 242, 242), 0.42, 10, 170), 20 + moment * 3)
    birds(stage, moment, [(60, 90, 8, 13), (110, 76, 7, 12), (250, 104, 6, 13)], (96, 104, 112))
    stage.soft_shape(
        [(-20, 216), (60, 204), (150, 209), (230, 206), (330, 216), (330, 222), (-20, 222)], (150, 166, 168)
    )
    sea(stage, moment * 0.9, (74, 108, 122), (176, 196, 202), swell=0.5)
    _quay(stage, (230, 232, 230), 0.12, 0.0)
    _boats(stage, moment, (230, 232, 230), 0.08)
    ferry(stage, 90 + 5 * moment, 226, 0.5, moment)
    return stage.seen(1.0 + 0.05 * ease(moment, 0, 11), 350, 196)


def ferry(stage: Stage, x: float, y: float, size: float, moment: float) -> None:
    """A small car ferry that goes to the right."""
    bob = 0.5 * sway(moment, 3.3)

    def put(points: list[Point], colour: RGB) -> None:
        stage.shape(placed(points, x, y + bob, size), colour)

    put([(-62, -16), (66, -18), (56, 3), (-54, 3)], (54, 74, 96))
    put([(-62, -16), (66, -18), (64.5, -14), (-60.5, -12)], (236, 234, 228))
    put([(-44, -32), (40, -32), (46, -17), (-48, -17)], (238, 238, 234))
    put([(-10, -45), (22, -45), (26, -32), (-12, -32)], (226, 226, 220))
    put([(-34, -50), (-22, -50), (-20, -32), (-36, -32)], (190, 120, 62))
    for window in range(-40, 38, 9):
        put([(window, -28), (window + 5, -28), (window + 5, -22.5), (window, -22.5)], (86, 104, 120))
    for window in (-6, 2, 10, 18):
        put([(window, -42), (window + 5, -42), (window + 5, -37), (window, -37)], (86, 104, 120))


def crane(moment: float) -> Image.Image:
    """A crate goes from the ship to the quay; another follows."""
    stage = Stage(_day())
    drift(stage, clouds(53, (240, 242, 242), 0.4, 10, 180), 300 + moment * 3)
    sea(stage, moment * 0.9, (74, 108, 122), (166, 188, 196), horizon=228, swell=0.5, rows=7)
    bob = 0.9 * sway(moment, 4.2)
    stage.shape([(40, 232 + bob), (312, 232 + bob), (296, 288 + bob), (66, 288 + bob)], (76, 84, 94))
    stage.shape([(40, 232 + bob), (312, 232 + bob), (310, 239 + bob), (43, 239 + bob)], (186, 92, 70))
    stage.shape([(66, 232 + bob), (66, 176 + bob), (118, 176 + bob), (118, 232 + bob)], (232, 230, 222))
    for window in (74, 90, 106):
        stage.shape(
            [(window, 184 + bob), (window + 8, 184 + bob), (window + 8, 193 + bob), (window, 193 + bob)], (88, 104, 118)
        )
    for x in (140, 172, 236):
        _crate(stage, x, 232 + bob, (176, 140, 96))
    cycle = (moment - 9.8) % 10.8
    across = ease(cycle, 2.2, 6.4)
    lift = ease(cycle, 0.6, 2.2) * (1 - ease(cycle, 6.4, 8.6))
    hook = between(204, 452, across)
    low = between(232 + bob, 258, across)
    _crane(stage, hook, low - 24 - 84 * lift)
    stage.shape([(352, 258), (660, 258), (660, 372), (352, 372)], (128, 126, 120))
    stage.shape([(348, 254), (660, 254), (660, 261), (348, 261)], (156, 154, 146))
    for x in (520, 552, 536):
        _crate(stage, x, 256 if x != 536 else 232, (164, 128, 88))
    _crate(stage, hook, low - 84 * lift, (188, 150, 102))
    sea_front = [(0.0, 290.0), (352.0, 290.0), (352.0, 370.0), (0.0, 370.0)]
    stage.shape(sea_front, (86, 118, 130))
    glitter(stage, moment, 190, (196, 212, 216), 0.4, top=294, bottom=352, wide=150)
    return stage.seen(1.02, 330, 190)


def _crate(stage: Stage, x: float, foot: float, colour: RGB) -> None:
    stage.shape([(x - 14, foot), (x - 14, foot - 23), (x + 14, foot - 23), (x + 14, foot)], colour)
    dark = blend(colour, (0, 0, 0), 0.28)
    for line in ([(x - 14, foot), (x + 14, foot - 23)], [(x - 14, foot - 12), (x + 14, foot - 12)]):
        stage.stroke(line, 1.2, dark)
    stage.stroke([(x - 14, foot), (x - 14, foot - 23), (x + 14, foot - 23), (x + 14, foot), (x - 14, foot)], 1.3, dark)


def _crane(stage: Stage, hook: float, low: float) -> None:
    steel = (198, 156, 62)
    dark = (142, 110, 52)
    for x in (404, 500):
        stage.shape([(x, 256), (x + 8, 256), (x + 8, 96), (x, 96)], steel)
    for step in range(6):
        top = 110 + step * 25
        stage.stroke([(408, top), (504, top + 24)], 1.6, dark)
    stage.shape([(150, 86), (560, 86), (560, 97), (150, 97)], steel)
    for x in range(152, 552, 16):
        stage.stroke([(x, 96), (x + 8, 87), (x + 16, 96)], 1.0, dark)
    stage.shape([(530, 76), (562, 76), (562, 106), (530, 106)], (112, 110, 104))
    stage.shape([(hook - 12, 95), (hook + 12, 95), (hook + 9, 103), (hook - 9, 103)], (90, 88, 84))
    for side in (-4, 4):
        stage.stroke([(hook + side, 103), (hook + side, low)], 0.7, (70, 70, 70))
    stage.stroke([(hook - 13, low + 2), (hook, low - 5), (hook + 13, low + 2)], 1.0, (70, 70, 70))


def buoys(moment: float) -> Image.Image:
    """The ferry comes in between a red and a green buoy."""
    stage = Stage(_day())
    drift(stage, clouds(54, (242, 244, 244), 0.4, 10, 180), 600 + moment * 3)
    stage.soft_shape(
        [(-20, 217), (90, 203), (200, 209), (330, 200), (470, 208), (660, 204), (660, 224), (-20, 224)], (154, 170, 172)
    )
    sea(stage, moment, (62, 98, 114), (172, 194, 200), swell=0.8)
    ferry(stage, between(120, 430, ease(moment, 16.8, 34)), 262, 0.92, moment)
    for row, height in enumerate((266, 270)):
        stage.shape(
            [
                (0, height + row * 3),
                (640, height + row * 3),
                (640, height + 1.4 + row * 3),
                (0, height + 1.4 + row * 3),
            ],
            (186, 204, 208, 60),
        )
    _buoy(stage, 116, 308, (190, 62, 52), moment, 0.0, pointed=False)
    _buoy(stage, 540, 312, (46, 122, 86), moment, 0.4, pointed=True)
    return stage.seen(1.02, 320, 190)


def _buoy(stage: Stage, x: float, y: float, colour: RGB, moment: float, phase: float, *, pointed: bool) -> None:
    """In European waters left buoys are red cans, right ones green cones."""
    tilt, bob = 0.08 * sway(moment, 3.2, phase), 2 * sway(moment, 2.6, phase)

    def put(points: list[Point], fill: RGB) -> None:
        stage.shape(placed(points, x, y + bob, 1.1, tilt), fill)

    put([(-15, 0), (15, 0), (12, -14), (-12, -14)], colour)
    put([(-9, -14), (9, -14), (4, -52), (-4, -52)], blend(colour, (0, 0, 0), 0.12))
    put([(-6, -26), (6, -26), (5, -32), (-5, -32)], (236, 234, 226))
    put([(-7, -54), (7, -54), (0, -68)] if pointed else [(-6, -54), (6, -54), (6, -66), (-6, -66)], colour)
    stage.dot(x, y + 3, 24, (206, 220, 222, 90), 0.16)


def gauge(moment: float) -> Image.Image:
    """Time runs faster here: the water climbs along the scale."""
    stage = Stage(gradient((0, (150, 148, 140)), (360, (112, 112, 108))))
    for row in range(10):
        for column in range(-1, 8):
            left, top = column * 92 + 46 * (row % 2), row * 37
            tone = (column * 7 + row * 5) % 9 - 4
            stage.shape(
                [(left + 1, top + 1), (left + 90, top + 1), (left + 90, top + 35), (left + 1, top + 35)],
                (140 + tone, 138 + tone, 130 + tone),
            )
    level = between(292, 176, ease(moment, 30.2, 40.4)) + 1.5 * sway(moment, 2.2)
    stage.shape([(0, 150), (640, 150), (640, level + 30), (0, level + 30)], (92, 100, 92, 70))
    stage.shape([(286, 20), (330, 20), (330, 350), (286, 350)], (240, 238, 228))
    for mark in range(23):
        height = 34 + mark * 14
        stage.shape(
            [
                (286, height),
                (286 + (22 if mark % 5 == 0 else 12), height),
                (286 + (22 if mark % 5 == 0 else 12), height + 7),
                (286, height + 7),
            ],
            (40, 44, 48),
        )
    water = [(float(x), level + 1.6 * sway(moment, 2.4, x / 150)) for x in range(0, 648, 8)]
    _moored(stage, 486, level - 2, 84, (70, 104, 132), moment, 0.2)
    stage.shape([*water, (648, 372), (-8, 372)], (70, 104, 118, 226))
    stage.stroke(water, 1.6, (196, 212, 214, 150))
    return stage.seen(1.04, 340, 190)


def evening(moment: float) -> Image.Image:
    """The lamps on the quay go on, one after the other."""
    stage = Stage(_dusk())
    drift(stage, clouds(52, (198, 178, 178), 0.42, 10, 170), 220 + moment * 2)
    sea(stage, moment * 0.8, (50, 64, 88), (164, 152, 158), swell=0.45)
    lamps = ease(moment, 41.4, 43.2)
    _quay(stage, (70, 76, 104), 0.42, lamps)
    _boats(stage, moment, (60, 68, 96), 0.42)
    ferry(stage, 220, 250, 0.8, moment)
    fields: list[Field] = []
    for number, x in enumerate(range(346, 640, 58)):
        stage.stroke([(x, 220), (x, 188)], 1.4, (56, 60, 74))
        on = ease(moment, 41.2 + 0.35 * number, 41.6 + 0.35 * number)
        fields.append(glow(x, 187, 26, LAMP, 0.7 * on))
        glitter(stage, moment, x, (255, 220, 160), 0.35 * on, top=272, bottom=330, wide=8)
    stage.light(*fields)
    return stage.seen(1.05 - 0.04 * ease(moment, 40, 49), 350, 196)
