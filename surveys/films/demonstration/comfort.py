"""A warm, quiet day in the country: sunrise, a cat, ducks, a meadow, evening at home."""

import math
from functools import cache
from random import Random

from PIL import Image

from surveys.films.demonstration.easing import between, clamp, ease, sway
from surveys.films.demonstration.figures import cat, duck
from surveys.films.demonstration.music import comfort_sound
from surveys.films.demonstration.reel import CARD_S, Caption, Reel, Shot, card_shot
from surveys.films.demonstration.scenery import RGB, birds, blend, glitter, stars
from surveys.films.demonstration.stage import Point, Stage, clouds, drift, glow, gradient, haze, lit

SECONDS = 52.0
STORY_END = SECONDS - CARD_S
CAPTIONS: tuple[Caption, ...] = (
    (1.0, 4.8, "The sun comes up over the hills."),
    (6.0, 9.8, "It is going to be a mild day."),
    (11.2, 15.0, "The cat has found the warm place."),
    (16.0, 19.8, "The tea is still hot."),
    (21.2, 24.8, "A duck takes her five young for a swim."),
    (25.6, 28.2, "One of them is a little slow."),
    (28.8, 31.2, "It catches up."),
    (32.6, 35.6, "In the meadow nobody is in a hurry."),
    (36.4, 39.4, "There is time to look around."),
    (41.2, 44.4, "In the evening the windows are bright."),
    (45.2, 48.0, "Everybody is home."),
)


def comfort() -> Reel:
    """The film that is offered for comfort."""
    shots = (
        Shot(0.0, 11.2, sunrise, 1.2),
        Shot(10.4, 21.0, windowsill, 0.8),
        Shot(20.2, 32.2, pond, 0.8),
        Shot(31.4, 40.8, meadow, 0.8),
        Shot(40.0, STORY_END + 0.5, evening, 0.8),
        card_shot(SECONDS),
    )
    return Reel("comfort", SECONDS, shots, comfort_sound, CAPTIONS)


def _hill(stage: Stage, base: float, height: float, length: float, shift: float, colour: RGB) -> None:
    top: list[Point] = []
    for x in range(-10, 660, 10):
        at = (x + shift) / length
        top.append((float(x), base - height * (0.6 * math.sin(at) + 0.4 * math.sin(at * 2.3 + 1.7))))
    stage.shape([*top, (660, 372), (-10, 372)], colour)


def _trees(stage: Stage, base: float, height: float, length: float, shift: float, colour: RGB, seed: int) -> None:
    dice = Random(seed)
    for _ in range(26):
        x = dice.uniform(-20, 680)
        at = x / length
        ground = base - height * (0.6 * math.sin(at) + 0.4 * math.sin(at * 2.3 + 1.7))
        size = dice.uniform(4, 9)
        for puff in (-0.5, 0.0, 0.5):
            stage.dot(x - shift + puff * size, ground - size * (1.0 - abs(puff) * 0.5), size * 0.7, colour)


def _house(stage: Stage, x: float, y: float, wall: RGB, roof: RGB, window: RGB, moment: float, smoke: RGB) -> None:
    for puff in range(9):
        age = (moment * 0.16 + puff / 9) % 1
        stage.dot(
            x + 15 + 5 * sway(age * 6, 5, puff * 0.3) + 20 * age,
            y - 36 - 52 * age,
            2.2 + 8 * age,
            (*smoke, round(88 * (1 - age) * ease(age, 0, 0.12))),
        )
    stage.shape([(x + 12, y - 26), (x + 18, y - 26), (x + 18, y - 38), (x + 12, y - 38)], blend(roof, (0, 0, 0), 0.2))
    stage.shape([(x - 22, y), (x - 22, y - 20), (x + 22, y - 20), (x + 22, y)], wall)
    stage.shape([(x - 26, y - 19), (x, y - 37), (x + 26, y - 19)], roof)
    for left in (-15, 7):
        stage.shape([(x + left, y - 14), (x + left + 8, y - 14), (x + left + 8, y - 6), (x + left, y - 6)], window)
    stage.shape([(x - 3, y), (x - 3, y - 12), (x + 3.4, y - 12), (x + 3.4, y)], blend(roof, (30, 20, 20), 0.4))


@cache
def _sunrise_sky() -> Image.Image:
    return gradient((0, (150, 182, 214)), (100, (224, 208, 200)), (170, (255, 214, 158)), (220, (255, 226, 170)))


def sunrise(moment: float) -> Image.Image:
    """Hills behind hills, and the sun over them."""
    stage, pan = Stage(_sunrise_sky()), moment * 2.2
    drift(stage, clouds(61, (255, 236, 214), 0.42, 10, 160), 60 + moment * 2)
    up = between(196, 128, ease(moment, -1, 11.5))
    stage.dot(236, up, 20, (255, 244, 206))
    stage.light(glow(236, up, 170, (255, 206, 130), 0.5), glow(236, up, 46, (255, 236, 190), 0.7))
    _hill(stage, 190, 16, 92, pan * 0.3, (206, 176, 156))
    stage.light(haze(196, 16, (255, 226, 190), 0.25))
    _hill(stage, 214, 20, 120, 200 + pan * 0.55, (168, 160, 122))
    _trees(stage, 236, 20, 104, pan * 0.8, (120, 128, 88), 3)
    _hill(stage, 240, 20, 104, pan * 0.8, (146, 156, 102))
    stage.light(haze(246, 22, (255, 230, 180), 0.2))
    _house(stage, 452 - pan, 254, (248, 232, 208), (182, 92, 70), (255, 228, 170), moment, (255, 246, 236))
    _hill(stage, 276, 14, 150, 420 + pan * 1.2, (118, 142, 84))
    _hill(stage, 322, 16, 190, 90 + pan * 1.9, (84, 116, 70))
    birds(stage, moment, [(120, 92, 7, 12), (150, 82, 6, 12), (92, 106, 6, 12), (300, 70, 5, 10)], (128, 108, 104))
    return stage.seen(1.02 + 0.05 * ease(moment, 0, 11), 330, 184)


@cache
def _window() -> Image.Image:
    stage = Stage(
        gradient((0, (172, 206, 228)), (170, (236, 236, 214)), (200, (196, 206, 150)), (360, (150, 172, 108)))
    )
    _hill(stage, 196, 14, 120, 60, (158, 178, 120))
    _hill(stage, 222, 12, 90, 160, (136, 160, 98))
    for x in (-10, 312, 634):
        stage.shape([(x, 0), (x + 16, 0), (x + 16, 270), (x, 270)], (250, 242, 228))
    stage.shape([(0, 116), (640, 116), (640, 126), (0, 126)], (250, 242, 228))
    stage.shape([(0, 262), (640, 262), (640, 292), (0, 292)], (246, 232, 208))
    stage.shape([(0, 288), (640, 288), (640, 296), (0, 296)], (206, 182, 152))
    stage.shape([(0, 296), (640, 296), (640, 360), (0, 360)], (226, 198, 162))
    return lit(stage.picture, glow(150, 40, 320, (255, 226, 160), 0.3))


def windowsill(moment: float) -> Image.Image:
    """The cat sleeps in the sun beside the tea."""
    stage = Stage(_window())
    for side, root in ((1, 0.0), (-1, 640.0)):
        for fold in range(5):
            wide = 22 - 2 * fold
            sweep = 5 * sway(moment, 5.5, fold * 0.08) * (fold + 1) / 5
            left = root + side * fold * 19
            tone = blend((236, 196, 150), (250, 220, 182), fold % 2)
            stage.shape(
                [(left, 0), (left + side * wide, 0), (left + side * (wide - 4) + sweep, 300), (left + sweep, 300)],
                (*tone, 236),
            )
    _pot(stage, 184, 264, moment)
    stage.dot(352, 267, 62, (150, 120, 90, 70), 0.1)
    wakes = ease(moment, 16.6, 17.1) * (1 - ease(moment, 18.6, 19.2))
    cat(stage, 352, 267, 118, (224, 150, 84), moment, asleep=1 - wakes)
    _cup(stage, 480, 266, moment)
    stage.light(glow(330, 230, 200, (255, 214, 140), 0.22 + 0.04 * sway(moment, 6)))
    return stage.seen(1.06 + 0.12 * ease(moment, 10, 21.5), 350, 206)


def _pot(stage: Stage, x: float, foot: float, moment: float) -> None:
    for leaf in range(9):
        lean = (leaf - 4) * 0.24 + 0.03 * sway(moment, 4, leaf * 0.13)
        reach = 62 - 5 * abs(leaf - 4)
        tip = (x + reach * math.sin(lean), foot - 34 - reach * math.cos(lean))
        middle = (x + reach * 0.5 * math.sin(lean * 0.8), foot - 34 - reach * 0.55)
        tone = blend((92, 140, 82), (128, 168, 96), (leaf % 3) / 2)
        stage.soft_shape([(x, foot - 32), (middle[0] - 5, middle[1]), tip, (middle[0] + 5, middle[1] + 2)], tone)
    stage.shape([(x - 19, foot), (x - 24, foot - 36), (x + 24, foot - 36), (x + 19, foot)], (196, 112, 78))
    stage.shape([(x - 26, foot - 32), (x - 26, foot - 40), (x + 26, foot - 40), (x + 26, foot - 32)], (210, 126, 90))


def _cup(stage: Stage, x: float, foot: float, moment: float) -> None:
    for wisp in range(3):
        for step in range(12):
            age = (step / 12 + moment * 0.22 + wisp * 0.31) % 1
            drifted = x - 8 + wisp * 8 + 5 * math.sin(age * 5 + wisp * 2 + moment * 0.6)
            stage.dot(
                drifted,
                foot - 30 - 54 * age,
                1.8 + 5 * age,
                (255, 252, 244, round(56 * (1 - age) * ease(age, 0, 0.15))),
            )
    stage.dot(x, foot, 30, (238, 228, 214), 0.16)
    stage.pen.arc(
        [3 * (x + 12), 3 * (foot - 25), 3 * (x + 34), 3 * (foot - 6)], -100, 110, fill=(86, 130, 150), width=10
    )
    stage.soft_shape(
        [
            (x - 20, foot - 28),
            (x + 20, foot - 28),
            (x + 16, foot - 8),
            (x + 8, foot - 1),
            (x - 8, foot - 1),
            (x - 16, foot - 8),
        ],
        (98, 146, 166),
    )
    stage.dot(x, foot - 28, 20, (122, 168, 186), 0.17)
    stage.dot(x, foot - 27.6, 17, (168, 100, 52), 0.14)


def pond(moment: float) -> Image.Image:
    """A duck and her five young; the last one hurries."""
    stage = Stage(gradient((0, (176, 206, 196)), (90, (206, 222, 190)), (120, (150, 186, 170)), (360, (74, 122, 128))))
    _hill(stage, 84, 10, 80, 30, (148, 182, 128))
    _trees(stage, 92, 8, 74, 0, (112, 152, 100), 6)
    _hill(stage, 104, 8, 74, 0, (124, 164, 106))
    stage.shape([(0, 112), (640, 112), (640, 360), (0, 360)], (112, 160, 156))
    for row in range(9):
        height = 118 + row * row * 2.9
        shade = blend((132, 176, 166), (66, 114, 122), row / 8)
        line = [
            (float(x), height + 1.5 * math.sin(x / (40 + 9 * row) + moment * (0.5 + 0.05 * row) + row))
            for x in range(-8, 656, 16)
        ]
        stage.shape([*line, (660, 372), (-10, 372)], shade)
    glitter(stage, moment, 210, (250, 246, 210), 0.55, top=122, bottom=330, wide=130)
    for x, y, size in ((92, 300, 34), (142, 318, 26), (560, 190, 22), (520, 204, 16), (590, 318, 30)):
        stage.dot(x + sway(moment, 6, x), y, size, (92, 146, 92), 0.3)
        stage.dot(x + 4 + sway(moment, 6, x), y - 2, size * 0.22, (246, 196, 206), 0.7)
    lead = between(90, 560, (moment - 20.2) / 12)
    _family(stage, moment, lead)
    _reeds(stage, moment)
    _dragonfly(stage, moment)
    return stage.seen(1.04 + 0.06 * ease(moment, 20, 32), between(300, 350, ease(moment, 20, 32)), 200)


def _family(stage: Stage, moment: float, lead: float) -> None:
    for number in range(5, 0, -1):
        gap = 34.0 * number + 40
        if number == 5:
            gap += 74 * ease(moment, 21.5, 25) * (1 - ease(moment, 26.8, 29.6))
        x, y = lead - gap, 256 + 6 * sway(moment, 5, number * 0.17) + (number % 2) * 5
        hurry = number == 5 and 26.6 < moment < 29.4
        _ripples(stage, x, y, 18, moment)
        duck(
            stage,
            x,
            y,
            26,
            (240, 212, 112),
            (246, 222, 130),
            moment * (2.6 if hurry else 1) + number,
            wing=(222, 184, 84),
        )
    _ripples(stage, lead, 252, 44, moment)
    duck(stage, lead, 252, 60, (166, 132, 96), (134, 102, 74), moment, wing=(132, 100, 70))


def _ripples(stage: Stage, x: float, y: float, wide: float, moment: float) -> None:
    for ring in range(3):
        age = (moment * 0.5 + ring / 3) % 1
        reach = wide * (0.6 + age)
        alpha = round(110 * (1 - age))
        stage.stroke([(x - reach, y + 3 + 3 * age), (x - reach * 0.3, y + 5 + 3 * age)], 1.0, (222, 236, 226, alpha))
        stage.stroke(
            [(x + reach * 0.2, y + 5 + 2 * age), (x + reach * 0.7, y + 3.5 + 2 * age)], 1.0, (222, 236, 226, alpha)
        )


def _reeds(stage: Stage, moment: float) -> None:
    dice = Random(12)
    for number in range(34):
        x = dice.uniform(-10, 96) if number % 2 else dice.uniform(556, 650)
        tall, bend = dice.uniform(70, 150), 6 * sway(moment, 4.5, x * 0.004) + dice.uniform(-9, 9)
        tone = blend((72, 110, 62), (112, 146, 78), dice.random())
        stage.stroke([(x, 372), (x + bend * 0.35, 372 - tall * 0.6), (x + bend, 372 - tall)], 2.2, tone)
        if number % 4 == 0:
            stage.stroke([(x + bend, 372 - tall), (x + bend * 1.1, 372 - tall - 16)], 5, (122, 84, 56))


def _dragonfly(stage: Stage, moment: float) -> None:
    x = 470 + 46 * sway(moment, 6.1) + 10 * sway(moment, 1.7)
    y = 168 + 18 * sway(moment, 4.3) + 4 * sway(moment, 0.9)
    for wing in (-1, 1):
        flap = 0.25 * sway(moment, 0.13, 0.5 * (wing > 0))
        for place in (0, 4):
            stage.stroke([(x + place, y), (x + place + 9 * wing, y - 9 - 6 * flap)], 2.0, (236, 246, 246, 150))
    stage.stroke([(x - 12, y + 2), (x + 8, y)], 2.2, (60, 130, 150))


def meadow(moment: float) -> Image.Image:
    """Grass and flowers in a light wind, and two butterflies."""
    stage = Stage(gradient((0, (142, 190, 224)), (150, (206, 226, 226)), (220, (236, 236, 204))))
    drift(stage, clouds(63, (255, 255, 250), 0.44, 5, 150), 500 + moment * 5)
    _hill(stage, 206, 14, 110, 40, (164, 194, 132))
    _trees(stage, 226, 12, 130, 0, (124, 164, 104), 8)
    _hill(stage, 232, 12, 130, 0, (146, 184, 112))
    _old_tree(stage, moment)
    _hill(stage, 266, 8, 160, 300, (124, 168, 92))
    _flowers(stage, moment)
    for number, (x, y, tone) in enumerate(((250.0, 210.0, (250, 214, 96)), (330.0, 236.0, (244, 244, 250)))):
        _butterfly(stage, moment, x + 15 * (moment - 31), y, tone, number * 0.37)
    stage.light(glow(120, 30, 300, (255, 236, 180), 0.22))
    return stage.seen(1.03 + 0.06 * ease(moment, 31, 41), between(310, 340, ease(moment, 31, 41)), 196)


def _old_tree(stage: Stage, moment: float) -> None:
    stage.soft_shape(
        [(470, 268), (484, 200), (478, 160), (496, 150), (512, 160), (506, 204), (524, 268)], (122, 92, 70)
    )
    dice = Random(21)
    for number in range(46):
        angle, reach = dice.uniform(0, 2 * math.pi), dice.uniform(0, 1) ** 0.5
        x = 495 + 92 * reach * math.cos(angle) + 2.5 * sway(moment, 5, number * 0.05)
        y = 118 + 58 * reach * math.sin(angle)
        tone = blend((92, 142, 82), (164, 196, 104), clamp(0.5 - math.sin(angle) * reach * 0.5 - math.cos(angle) * 0.2))
        stage.dot(x, y, dice.uniform(18, 30), tone, 0.86)


def _flowers(stage: Stage, moment: float) -> None:
    dice = Random(33)
    heads: tuple[RGB, ...] = ((232, 92, 78), (250, 236, 220), (250, 204, 84), (150, 130, 206))
    for number in range(120):
        depth = (number / 120) ** 0.8
        x, foot = dice.uniform(-10, 650), between(274, 392, depth)
        tall = between(10, 70, depth) * dice.uniform(0.7, 1.2)
        bend = tall * (0.14 * sway(moment, 4.2, x * 0.0022) + dice.uniform(-0.08, 0.08))
        stalk = blend((120, 162, 88), (70, 120, 62), depth)
        stage.stroke(
            [(x, foot), (x + bend * 0.4, foot - tall * 0.6), (x + bend, foot - tall)], 0.9 + 1.1 * depth, stalk
        )
        size, head = between(1.6, 6.2, depth), heads[dice.randrange(4)]
        if number % 3:
            for petal in range(5):
                turn = petal * 1.2566
                stage.dot(
                    x + bend + size * 0.7 * math.cos(turn), foot - tall + size * 0.6 * math.sin(turn), size * 0.55, head
                )
            stage.dot(x + bend, foot - tall, size * 0.4, blend(head, (120, 80, 20), 0.45))


def _butterfly(stage: Stage, moment: float, x: float, y: float, tone: RGB, phase: float) -> None:
    height = y + 16 * sway(moment, 3.1, phase) + 5 * sway(moment, 1.1, phase)
    open_share = 0.25 + 0.75 * abs(sway(moment, 0.52, phase))
    for side in (-1, 1):
        wide = 7.5 * open_share * side
        stage.soft_shape(
            [(x, height), (x + wide, height - 8), (x + wide * 1.2, height - 2), (x + wide * 0.5, height)], tone
        )
        stage.soft_shape(
            [(x, height), (x + wide * 0.9, height + 1), (x + wide * 0.7, height + 6)], blend(tone, (200, 120, 60), 0.25)
        )
    stage.stroke([(x, height - 4), (x, height + 4)], 1.2, (74, 58, 48))


@cache
def _evening_sky() -> Image.Image:
    return gradient((0, (48, 58, 104)), (110, (120, 104, 140)), (180, (226, 158, 130)), (216, (248, 196, 142)))


def evening(moment: float) -> Image.Image:
    """The same house in the evening; fireflies."""
    stage = Stage(_evening_sky())
    stars(stage, moment, 0.8 * ease(moment, 41, 47), 6)
    _hill(stage, 196, 16, 92, 40, (142, 108, 122))
    _hill(stage, 218, 20, 120, 220, (98, 86, 104))
    _trees(stage, 240, 20, 104, 20, (64, 70, 84), 3)
    _hill(stage, 244, 20, 104, 20, (70, 78, 88))
    bright = ease(moment, 41.4, 43.0)
    window = blend((90, 84, 92), (255, 220, 150), bright)
    _house(stage, 410, 256, (158, 134, 130), (110, 66, 70), window, moment, (214, 190, 190))
    stage.light(glow(410, 246, 66, (255, 200, 120), 0.5 * bright), haze(250, 20, (150, 110, 110), 0.18))
    _hill(stage, 282, 14, 150, 440, (50, 62, 68))
    _hill(stage, 326, 16, 190, 110, (34, 46, 52))
    dice = Random(51)
    fields = []
    for _ in range(15):
        x, y, phase = dice.uniform(40, 600), dice.uniform(250, 335), dice.random()
        shine = max(0.0, sway(moment, 2.6 + phase, phase)) ** 2 * ease(moment, 42, 45)
        at = (x + 14 * sway(moment, 7, phase), y + 8 * sway(moment, 5, phase * 1.7))
        fields.append(glow(*at, 7, (226, 255, 150), 0.9 * shine))
    stage.light(*fields)
    near = ease(moment, 40, 49)
    return stage.seen(1.02 + 0.2 * near, between(330, 392, near), between(184, 216, near))
