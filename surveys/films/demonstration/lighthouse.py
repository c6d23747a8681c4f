"""The story up to the morning: a child, her father's boat, the light that she keeps, the storm."""

import math
from functools import cache
from random import Random

from PIL import Image

from surveys.films.demonstration.easing import between, clamp, ease, pulse, sway
from surveys.films.demonstration.figures import Pose, boat, person
from surveys.films.demonstration.reel import Caption, Shot
from surveys.films.demonstration.scenery import (
    LAMP,
    birds,
    blend,
    glitter,
    headland,
    jetty,
    lamp_light,
    lighthouse,
    rain,
    sea,
    stars,
    storm_wave,
)
from surveys.films.demonstration.stage import Stage, beam, clouds, drift, glow, gradient, haze, lit

SECONDS = 52.0
# Here the two films part.
PARTING = 36.0
TOWER = (566.0, 247.0, 1.0)
TURN_S = 7.0
COAT, FATHER = (58, 66, 92), (44, 46, 60)
# The two flashes of the lantern, and the lamp's answer.
SIGNAL, ANSWER, LOST = (16.4, 17.2), (18.7, 19.5), 27.7
STRIKES = (24.3, 26.9)

CAPTIONS: tuple[Caption, ...] = (
    (0.8, 4.2, "Every evening, her father sailed out to fish."),
    (5.0, 8.6, "And every evening, she climbed up to light the lamp for him."),
    (10.4, 14.0, "So that he would find the way home."),
    (15.6, 18.4, "Two flashes of his lantern: good night."),
    (18.6, 21.0, "Two flashes of the lamp: sleep well."),
    (22.6, 25.6, "[Thunder] That night the wind turned."),
    (28.6, 31.0, "Then she could no longer see his lantern."),
    (32.0, 35.4, "She kept the lamp burning until the morning."),
)


def first_part() -> tuple[Shot, ...]:
    """The shots that both films share."""
    return (
        Shot(0.0, 9.8, evening, 1.2),
        Shot(9.0, 15.0, lamp_room, 0.9),
        Shot(14.2, 23.2, night, 0.9),
        Shot(22.6, 28.9, storm, 0.6),
        Shot(28.3, 31.0, black_sea, 0.6),
        Shot(30.2, PARTING + 1.2, at_the_window, 0.9),
    )


@cache
def _evening_sky() -> Image.Image:
    sky = gradient(
        (0, (42, 52, 98)), (90, (122, 88, 120)), (150, (214, 128, 104)), (205, (250, 196, 134)), (214, (250, 204, 148))
    )
    return lit(sky, glow(150, 206, 120, (255, 190, 120), 0.75), glow(150, 203, 26, (255, 236, 190), 0.9))


def evening(moment: float) -> Image.Image:
    """Good-bye at the jetty; the boat sails into the sunset."""
    stage = Stage(_evening_sky())
    drift(stage, clouds(21, (255, 196, 156), 0.44, 20, 190), 40 + moment * 2)
    birds(stage, moment, [(60, 92, 8, 9), (96, 104, 6, 9), (30, 112, 5, 9)], (84, 62, 84))
    stage.dot(150, 203, 13, (255, 240, 204))
    sea(stage, moment, (44, 48, 84), (222, 148, 122), swell=0.7)
    glitter(stage, moment, 150, (255, 224, 168), 0.8)
    away = ease(moment, 3.2, 11.5)
    x, y, size = between(304, 168, away), between(322, 231, away**0.8), between(62, 17, away**0.75)
    lantern = boat(
        stage,
        x,
        y + 0.6 * sway(moment, 2.6),
        size,
        (214, 140, 116),
        0.12 + 0.3 * away,
        tilt=0.03 * sway(moment, 3.1),
        sail=between(0.25, 1, ease(moment, 2.6, 4.4)),
        sailor=moment > 2.9,
    )
    headland(stage, (46, 42, 66), edge=(214, 134, 112))
    lighthouse(stage, *TOWER, (206, 168, 160), (140, 58, 56), 0.0)
    jetty(stage, (38, 34, 50))
    _good_bye(stage, moment)
    stage.light(glow(*lantern, 10, LAMP, 0.5 * ease(moment, 2.8, 3.6)))
    near = 1 - ease(moment, 2.2, 8.2)
    return stage.seen(1 + 1.15 * near, between(320, 356, near), between(180, 268, near))


def _good_bye(stage: Stage, moment: float) -> None:
    """The father walks to his boat; the child follows to the end of the jetty and waves."""
    if moment <= 3.1:
        walk = ease(moment, 1.9, 2.9)
        bend = 0.16 * pulse(moment, 1.2, 0.6)
        person(
            stage,
            between(352, 312, walk),
            300 + 8 * ease(moment, 2.7, 3.1),
            44,
            FATHER,
            Pose(right=0.2, left=0.55 * (1 - walk), facing=1 if walk == 0 else -1, lean=bend, step=9 * walk),
            moment,
            scarf=False,
            hat=True,
        )
    wave = 2.5 + 0.35 * math.sin(moment * 7) if 3.9 < moment < 8.4 else 0.2 + 0.5 * (1 - ease(moment, 1.7, 2.2))
    step = between(372, 336, ease(moment, 2.8, 4.2))
    person(
        stage,
        step,
        299.5,
        29,
        COAT,
        Pose(left=wave, step=11 * ease(moment, 2.8, 4.2) % 6.28, facing=-1),
        moment,
        scarf=True,
    )


@cache
def _room() -> Image.Image:
    stage = Stage(
        gradient(
            (0, (20, 26, 46)), (130, (62, 58, 88)), (215, (172, 108, 98)), (240, (38, 42, 66)), (360, (22, 26, 44))
        )
    )
    stage.shape([(0, 280), (640, 280), (640, 360), (0, 360)], (17, 19, 28))
    for x in (-6, 124, 250, 384, 510, 636):
        stage.shape([(x, 0), (x + 9, 0), (x + 9, 282), (x, 282)], (15, 17, 25))
    for y in (0, 92, 272):
        stage.shape([(0, y), (640, y), (640, y + 9), (0, y + 9)], (15, 17, 25))
    return stage.picture


def _lens(stage: Stage, bright: float) -> None:
    glass = blend((58, 70, 88), (255, 226, 168), bright)
    stage.shape([(294, 360), (302, 270), (362, 270), (370, 360)], (24, 26, 34))
    stage.shape([(278, 272), (386, 272), (378, 284), (286, 284)], (30, 32, 40))
    for ring in range(11):
        height = 92 + ring * 16.4
        wide = 26 + 34 * math.sin(math.pi * (ring + 0.7) / 11.4)
        stage.dot(332, height, wide, (*blend(glass, (255, 255, 255), 0.1 * (ring % 2)), 150), 0.16)
        stage.stroke([(332 - wide, height), (332 + wide, height)], 1.0, (*blend(glass, (12, 16, 24), 0.4), 210))
    for side in (-1, 1):
        stage.stroke([(332 + 30 * side, 92), (332 + 61 * side, 178), (332 + 30 * side, 270)], 2.4, (36, 36, 44))
    stage.soft_shape([(332, 66), (352, 80), (366, 92), (298, 92), (312, 80)], (30, 32, 40))


def lamp_room(moment: float) -> Image.Image:
    """She lights the lamp."""
    stage = Stage(_room())
    burning = ease(moment, 11.2, 13.2)
    match = ease(moment, 9.9, 10.3) * (1 - ease(moment, 11.4, 12.0))
    flicker = 0.94 + 0.06 * math.sin(moment * 17) * math.sin(moment * 7.3)
    _lens(stage, burning * 0.9)
    stage.light(
        glow(332, 182, 130, LAMP, 0.95 * burning * flicker),
        glow(332, 182, 30, (255, 244, 214), 0.9 * burning),
        haze(280, 60, (120, 84, 50), 0.5 * burning),
        beam(332, 182, math.pi + 0.05, LAMP, 0.3 * burning, 0.11),
        beam(332, 182, -0.05, LAMP, 0.3 * burning, 0.11),
    )
    reach = between(0.4, 1.95, ease(moment, 9.6, 11.0)) - 1.2 * ease(moment, 12.2, 13.2)
    rim = blend(COAT, (232, 168, 104), 0.42 * burning)
    person(
        stage, 236, 336, 176, rim, Pose(left=reach, right=0.1, facing=1, lean=0.03, indoors=True), moment, scarf=True
    )
    angle = reach
    hand = (
        236 + 18.5 + 28.2 * math.sin(angle) + 27.3 * math.sin(angle * 1.12),
        336 - 119 + 28.2 * math.cos(angle) + 27.3 * math.cos(angle * 1.12),
    )
    stage.light(glow(*hand, 34, (255, 190, 100), 0.9 * match * flicker), glow(*hand, 6, (255, 250, 220), match))
    near = ease(moment, 9, 15)
    return stage.seen(1.04 + 0.1 * near, 310, 196)


@cache
def _night_sky() -> Image.Image:
    sky = gradient((0, (8, 15, 34)), (110, (18, 36, 66)), (214, (52, 84, 112)), (216, (34, 56, 84)))
    return lit(sky, glow(196, 74, 90, (170, 196, 224), 0.34))


def night(moment: float) -> Image.Image:
    """A calm night: his lantern says good night and the lamp answers; then clouds come up."""
    gather = ease(moment, 20.2, 23.0)
    stage = Stage(_night_sky())
    stars(stage, moment, 1 - gather)
    stage.dot(196, 74, 12, (226, 234, 240))
    stage.dot(201.5, 71, 10.6, blend((36, 56, 86), (40, 46, 58), gather))
    drift(stage, clouds(8, (38, 52, 76), 0.3 + 0.2 * round(gather * 8) / 8, 40, 200), moment * (3 + 9 * gather))
    sea(stage, moment * (1 + 0.03 * gather), (8, 17, 34), (44, 72, 98), swell=0.6 + 0.9 * gather)
    glitter(stage, moment, 196, (206, 222, 236), 0.55 * (1 - gather))
    flash = max(pulse(moment, at, 0.17) for at in SIGNAL)
    lantern = boat(stage, 128, 240 + 0.8 * sway(moment, 3), 25, (18, 34, 56), 0.55, tilt=0.03 * sway(moment, 3.4))
    headland(stage, (11, 18, 32), edge=(44, 66, 90))
    answer = max(pulse(moment, at, 0.19) for at in ANSWER)
    lighthouse(stage, *TOWER, (74, 86, 108), (68, 36, 46), 1.0)
    jetty(stage, (10, 16, 28))
    angle = 2 * math.pi * moment / TURN_S
    rays = lamp_light(*TOWER, 1.0, angle, reach=1 - 0.5 * answer)
    stage.light(
        *rays,
        glow(566, 129, 90, LAMP, 0.9 * answer),
        glow(*lantern, 8 + 22 * flash, LAMP, 0.8 + 0.2 * flash),
        haze(228, 14, (90, 84, 70), 0.25 * answer),
    )
    stage.wash((20, 26, 34), 0.3 * gather)
    near = ease(moment, 14, 23)
    return stage.seen(1.0 + 0.07 * near, 320 - 30 * near, 190)


@cache
def _storm_sky() -> Image.Image:
    return gradient((0, (10, 14, 22)), (120, (26, 36, 48)), (220, (58, 74, 86)), (230, (30, 42, 54)))


def _strike(moment: float) -> float:
    return clamp(sum(pulse(moment, at, 0.06) + 0.7 * pulse(moment, at + 0.22, 0.09) for at in STRIKES))


def _bolt(stage: Stage, moment: float, top: float, bottom: float) -> None:
    for number, at in enumerate(STRIKES):
        if abs(moment - at - 0.1) < 0.22:
            dice = Random(number + 3)
            x, points = 150.0 + 330 * number, []
            for step in range(9):
                points.append((x, between(top, bottom, step / 8)))
                x += dice.uniform(-17, 15)
            stage.stroke(points, 1.5, (226, 236, 255))


def storm(moment: float) -> Image.Image:
    """The boat in the storm; a wave, and its lantern is out."""
    stage, flash = Stage(_storm_sky()), _strike(moment)
    drift(stage, clouds(31, (52, 62, 74), 0.62, 0, 190), moment * 26)
    drift(stage, clouds(32, (16, 20, 28), 0.5, 0, 130), 90 + moment * 44)
    stage.wash((196, 212, 232), 0.4 * flash)
    _bolt(stage, moment, 24, 206)
    ray = beam(760, 60, math.pi - 0.12 + 0.2 * sway(moment, TURN_S), LAMP, 0.34, 0.04)
    stage.light(ray)
    storm_wave(stage, moment, 0, 232, 20, (36, 50, 62), 0.3)
    storm_wave(stage, moment + 3, 1, 252, 32, (27, 40, 52), 0.5)
    gone = ease(moment, 27.0, 28.0)
    tilt = 0.3 * sway(moment, 2.9) + 0.1 * sway(moment, 1.3) + 0.35 * gone
    x, y = 300 + 16 * sway(moment, 5.7), 246 + 15 * sway(moment, 2.9, 0.2) + 62 * gone
    lantern = boat(stage, x, y, 84, (18, 26, 34), 0.5 - 0.12 * flash, tilt=tilt, sail=0.62)
    burning = (0.85 + 0.15 * math.sin(moment * 23)) * (1 - ease(moment, LOST - 0.35, LOST))
    stage.light(glow(*lantern, 40, LAMP, 0.9 * burning), glow(*lantern, 7, (255, 246, 220), burning))
    storm_wave(stage, moment + 1, 2, 296, 40, (19, 30, 41), 0.7)
    hump = (300 + 30 * (moment - 27.9), 150.0, 96 * pulse(moment, 27.95, 0.75))
    storm_wave(stage, moment + 7, 3, 346, 44, (12, 21, 30), 0.85, hump)
    rain(stage, moment, ease(moment, 22.4, 23.6), slant=0.5)
    shake = 0.6 + 0.4 * flash
    return stage.seen(1.06, 320 + 4 * shake * sway(moment, 1.9), 184 + 4 * shake * sway(moment, 2.3))


def black_sea(moment: float) -> Image.Image:
    """The ray goes over the sea and finds nothing."""
    stage = Stage(_storm_sky())
    drift(stage, clouds(31, (40, 50, 62), 0.62, 0, 190), moment * 22)
    sea(stage, moment * 1.5, (8, 14, 22), (38, 52, 62), swell=2.4)
    headland(stage, (9, 13, 20), edge=(38, 52, 62))
    lighthouse(stage, *TOWER, (60, 70, 86), (56, 30, 38), 1.0)
    jetty(stage, (8, 12, 18))
    stage.light(*lamp_light(*TOWER, 1.0, math.pi * (0.72 + 0.5 * ease(moment, 28.3, 31.2)), reach=1.1))
    rain(stage, moment, 0.9, slant=0.42)
    return stage.seen(1.03, 300, 186)


@cache
def _pane_drops() -> list[tuple[float, float, float, float]]:
    dice = Random(17)
    return [(dice.uniform(0, 640), dice.uniform(-40, 330), dice.uniform(9, 34), dice.uniform(5, 22)) for _ in range(84)]


def at_the_window(moment: float) -> Image.Image:
    """Behind the glass, the child looks out into the rain; the lamp behind her goes round."""
    stage = Stage(_storm_sky())
    calm = ease(moment, 33.6, 36.6)
    stage.wash((104, 122, 146), 0.42 * calm)
    sea(
        stage,
        moment * 1.2,
        blend((10, 18, 28), (46, 60, 78), calm),
        blend((34, 48, 60), (120, 136, 152), calm),
        horizon=236,
        swell=1.8 - 1.2 * calm,
        rows=6,
    )
    turn = sway(moment, TURN_S, 0.1)
    stage.light(beam(380, -90, math.pi / 2 + 0.3 + 0.75 * turn, LAMP, 0.32 * (1 - 0.7 * calm), 0.08))
    for x, y, speed, long in _pane_drops():
        at = (y + moment * speed) % 360 - 20
        stage.stroke([(x + 1.5 * sway(at, 40, x), at - long), (x, at)], 0.7, (178, 198, 214, 46))
        stage.dot(x, at, 1.0, (206, 220, 232, 84))
    for x in (30, 240, 450):
        stage.shape([(x - 6, 0), (x + 6, 0), (x + 6, 300), (x - 6, 300)], (13, 15, 21))
    stage.shape([(0, 292), (640, 292), (640, 360), (0, 360)], (13, 15, 21))
    stage.shape([(0, 38), (640, 38), (640, 47), (0, 47)], (13, 15, 21))
    warm = 0.35 + 0.25 * (1 + turn) / 2
    coat = blend((34, 38, 54), (190, 132, 84), 0.5 * warm)
    breath = 0.8 * sway(moment, 3.8)
    person(
        stage,
        400,
        372 + breath,
        228,
        coat,
        Pose(left=2.28, right=0.12, facing=-1, lean=-0.03, indoors=True),
        moment,
        scarf=True,
    )
    stage.light(glow(620, 330, 240, (255, 190, 110), 0.42 * warm), glow(316, 176, 26, (120, 140, 160), 0.25))
    near = ease(moment, 30, 37)
    return stage.seen(1.05 + 0.14 * near, 350, 196)
