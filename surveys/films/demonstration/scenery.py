"""Things that stand in a landscape: sea, stars, rain, the lighthouse and its rock, birds."""

import math
from functools import cache
from random import Random

from surveys.films.demonstration.easing import between, clamp, sway
from surveys.films.demonstration.stage import HEIGHT, WIDTH, Colour, Field, Point, Stage, beam, curve, glow

RGB = tuple[int, int, int]
LAMP: RGB = (255, 214, 140)
# The lamp's place on the great lighthouse drawing, in its own units.
LAMP_AT = (0.0, -118.0)


def blend(first: RGB, last: RGB, share: float) -> RGB:
    """The colour at `share` of the way from first to last."""
    red, green, blue = (round(between(a, b, share)) for a, b in zip(first, last, strict=True))
    return red, green, blue


@cache
def _stars(seed: int) -> list[tuple[float, float, float, float]]:
    dice = Random(seed)
    return [
        (dice.uniform(0, WIDTH), dice.uniform(0, 1) ** 1.3 * 205, dice.choice([0.5, 0.6, 0.8, 1.1]), dice.random())
        for _ in range(150)
    ]


def stars(stage: Stage, moment: float, share: float, seed: int = 5) -> None:
    """Stars that twinkle a little, fainter towards the horizon."""
    for x, y, radius, phase in _stars(seed):
        bright = share * (1 - y / 240) * (0.72 + 0.28 * sway(moment, 3 + 2 * phase, phase))
        stage.dot(x, y, radius, (235, 240, 255, round(255 * clamp(bright))))


def sea(
    stage: Stage, moment: float, near: RGB, far: RGB, *, horizon: float = 214, swell: float = 1.0, rows: int = 8
) -> None:
    """A sea of overlapping waves, small and pale at the horizon, tall and dark at the shore."""
    stage.shape([(0, horizon), (WIDTH, horizon), (WIDTH, HEIGHT), (0, HEIGHT)], far)
    for row in range(rows):
        share = row / (rows - 1)
        line = horizon + 3 + (HEIGHT - horizon) * share**1.6
        stage.shape(wave(moment, line, row, swell * (0.5 + 5.5 * share)), blend(far, near, share))


def wave(moment: float, line: float, row: int, height: float) -> list[Point]:
    """The outline of one row of waves, closed below the sheet."""
    speed = 0.35 + 0.06 * row
    length = 46 + 17 * row
    top = []
    for x in range(-4, WIDTH + 9, 8):
        first = math.sin(x / length * 2 + moment * speed * 2 + row * 1.9)
        second = math.sin(x / length * 3.7 - moment * speed * 1.3 + row * 4.1)
        top.append((float(x), line - height * (0.7 * first + 0.3 * second)))
    return [*top, (WIDTH + 10.0, HEIGHT + 9.0), (-10.0, HEIGHT + 9.0)]


def glitter(
    stage: Stage,
    moment: float,
    x: float,
    colour: RGB,
    strength: float,
    *,
    top: float = 217,
    bottom: float = 352,
    wide: float = 46,
) -> None:
    """A path of light on the water under a light in the sky."""
    dice = Random(4)
    for _ in range(64):
        down = dice.random() ** 1.4
        phase, reach = dice.random(), 4 + wide * (0.25 + down)
        flicker = clamp(0.55 + 0.75 * sway(moment, 1.6 + 1.8 * dice.random(), phase))
        middle = x + dice.gauss(0, 0.42) * reach + 2 * sway(moment, 4, phase)
        half = (2 + 9 * down) * (0.5 + 0.5 * flicker)
        height = between(top, bottom, down)
        alpha = round(255 * clamp(strength * flicker * (0.85 - 0.45 * down)))
        stage.stroke([(middle - half, height), (middle + half, height)], 0.7 + 1.3 * down, (*colour, alpha))


def storm_wave(
    stage: Stage,
    moment: float,
    row: int,
    line: float,
    height: float,
    colour: RGB,
    foam: float,
    hump: tuple[float, float, float] = (0.0, 1.0, 0.0),
) -> None:
    """A row of steep, pointed waves with spray on their crests; a hump (middle, width, height) lifts it."""
    top: list[Point] = []
    length, speed = 120 + 55 * row, 34 + 22 * row
    for x in range(-8, WIDTH + 12, 6):
        turn = (x + moment * speed + row * 71) / length
        steep = 1 - abs(math.sin(math.pi * turn)) ** 0.85
        roll = 0.35 * math.sin(x / 61 + moment * 1.3 + row)
        lift = hump[2] * math.exp(-(((x - hump[0]) / hump[1]) ** 2))
        top.append((float(x), line - height * (steep + roll) - lift))
    stage.shape([*top, (WIDTH + 12.0, HEIGHT + 9.0), (-12.0, HEIGHT + 9.0)], colour)
    crest = line - height * 0.5 - hump[2] * 0.5
    for before, here, after in zip(top, top[1:], top[2:], strict=False):
        alpha = round(200 * foam * clamp((crest - here[1]) / height * 2))
        if alpha:
            stage.stroke([before, here, after], 1.2 + 0.4 * row, (190, 206, 214, alpha))


def rain(stage: Stage, moment: float, amount: float, *, slant: float = 0.34, drops: int = 70) -> None:
    """Slanting rain."""
    dice = Random(9)
    for _ in range(round(drops * clamp(amount))):
        speed, long = dice.uniform(430, 640), dice.uniform(9, 20)
        x0, y0 = dice.uniform(-40, WIDTH + 160), dice.uniform(0, HEIGHT + 40)
        y = (y0 + moment * speed) % (HEIGHT + 40) - 20
        x = (x0 - y * slant) % (WIDTH + 60) - 30
        stage.stroke([(x, y), (x - slant * long, y + long)], 0.6, (190, 205, 220, dice.randint(38, 90)))


def lighthouse(stage: Stage, x: float, y: float, size: float, body: RGB, band: RGB, lamp: float) -> None:
    """A lighthouse whose foot stands at (x, y); `lamp` from 0 (dark) to 1."""

    def put(points: list[Point], colour: Colour) -> None:
        stage.shape([(x + a * size, y + b * size) for a, b in points], colour)

    dark = blend(body, (0, 0, 0), 0.35)
    put([(-15, 0), (-9.5, -104), (9.5, -104), (15, 0)], body)
    for low, high in ((-22, -42), (-64, -84)):
        left, right = 15 + low * 0.0529, 15 + high * 0.0529
        put([(-left, low), (-right, high), (right, high), (left, low)], band)
    # The side that is turned away from the light.
    put([(4, 0), (3, -104), (9.5, -104), (15, 0)], (*dark, 110))
    put([(-14, -104), (14, -104), (12, -108), (-12, -108)], dark)
    put([(-7, -108), (7, -108), (7, -128), (-7, -128)], blend((34, 44, 58), LAMP, lamp))
    for pane in (-7, -2.4, 2.4, 7):
        put([(pane - 0.5, -108), (pane + 0.5, -108), (pane + 0.5, -128), (pane - 0.5, -128)], dark)
    put([(-9, -128), (9, -128), (6, -134), (0, -139), (-6, -134)], band)
    put([(-0.6, -139), (0.6, -139), (0.6, -146), (-0.6, -146)], dark)
    put([(-3.4, 0), (-3.4, -10), (0, -13), (3.4, -10), (3.4, 0)], dark)
    for window in (-52, -93):
        put(
            [(-1.6, window), (1.6, window), (1.6, window + 6), (-1.6, window + 6)], blend(dark, LAMP, 0.25 + 0.6 * lamp)
        )


def lamp_light(x: float, y: float, size: float, lamp: float, angle: float, *, reach: float = 1.0) -> list[Field]:
    """The light of a lighthouse whose foot stands at (x, y): a halo and two rays that go round."""
    at = (x + LAMP_AT[0] * size, y + LAMP_AT[1] * size)
    # A ray that comes towards us or goes away looks short and weak; one that points sideways is long.
    sideways = abs(math.cos(angle))
    fields = [glow(*at, 46 * size * (1 + 0.5 * (1 - sideways)), LAMP, 0.85 * lamp)]
    for turn in (0.0, math.pi):
        flat = math.atan2(0.16 * math.sin(angle + turn), math.cos(angle + turn))
        fields.append(beam(*at, flat, LAMP, 0.62 * lamp * reach * (0.12 + 0.88 * sideways**1.5), 0.042))
    return fields


def headland(stage: Stage, colour: RGB, *, shift: float = 0.0, edge: RGB | None = None) -> None:
    """The rock at the right on which the lighthouse stands, with its jetty."""
    points = [
        (398, 372),
        (412, 322),
        (436, 296),
        (452, 268),
        (486, 252),
        (520, 247),
        (566, 244),
        (610, 236),
        (668, 232),
        (668, 372),
    ]
    rock = [(x + shift, float(y)) for x, y in points]
    stage.shape([*curve(rock)[:-16], (668 + shift, 372)], colour)
    if edge:
        stage.stroke(curve(rock)[8 : 8 * 8], 1.2, edge)
    for x, y, wide in ((436, 318, 26), (472, 292, 34), (530, 300, 44), (584, 276, 38)):
        stone: list[Point] = [
            (x + shift, float(y)),
            (x + wide * 0.6 + shift, y - 7.0),
            (x + wide + shift, y + 4.0),
            (x + wide * 0.5 + shift, y + 12.0),
        ]
        stage.soft_shape(stone, (*blend(colour, (0, 0, 0), 0.3), 120))


def jetty(stage: Stage, colour: RGB, *, left: float = 296, right: float = 430, top: float = 300) -> None:
    """A wooden jetty that leads from the rock into the water."""
    stage.shape([(left, top), (right, top - 2), (right, top + 4), (left, top + 5)], colour)
    post = left + 6
    while post < right:
        stage.shape([(post, top - 5), (post + 3.4, top - 5), (post + 3.4, top + 36), (post, top + 36)], colour)
        post += 27


def birds(stage: Stage, moment: float, flock: list[tuple[float, float, float, float]], colour: RGB) -> None:
    """Gulls far off: each starts at (x, y), has a size and flies to the right by `speed` a second."""
    for number, (x, y, size, speed) in enumerate(flock):
        beat = sway(moment, 0.9 + 0.13 * number, number * 0.37)
        at, height = x + moment * speed, y + 5 * sway(moment, 7, number * 0.3)
        lift = size * (0.35 + 0.4 * beat)
        left = [(at - size, height - lift), (at - size * 0.45, height - lift * 0.9), (at, height)]
        right = [(at, height), (at + size * 0.45, height - lift * 0.9), (at + size, height - lift)]
        stage.stroke(left, max(1.0, size * 0.14), colour)
        stage.stroke(right, max(1.0, size * 0.14), colour)
