"""Five clips of two seconds for the study that compares films: one small scene for each feeling."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image

from surveys.films.demonstration.easing import between, ease, sway
from surveys.films.demonstration.figures import Pose, cat, duck, person
from surveys.films.demonstration.reel import Draw, Reel, Shot
from surveys.films.demonstration.stage import Stage, gradient
from surveys.films.demonstration.tones import RATE, Note, Sound, noise, play, silence

SECONDS, FPS = 2.0, 10


def clips() -> tuple[Reel, ...]:
    """The clips a to e: meant as sad, amused, neutral, afraid, content."""
    scores: dict[str, tuple[Draw, str, list[Note]]] = {
        "a": (balloon, "piano", [(0.0, 57, 1.6, 0.7), (0.5, 64, 1.2, 0.6), (1.0, 60, 0.9, 0.6)]),
        "b": (hat, "pluck", [(at * 0.25, tone, 0.2, 0.8) for at, tone in enumerate((72, 67, 72, 76, 79, 77, 59, 84))]),
        "c": (clock, "pluck", [(at * 0.5, 84 - 5 * (at % 2), 0.1, 0.5) for at in range(4)]),
        "d": (door, "strings", [(0.0, 38, 1.4, 1.2), (0.0, 39, 1.4, 1.2), (0.8, 70, 0.6, 0.9), (0.8, 71, 0.6, 0.9)]),
        "e": (nap, "piano", [(0.0, 60, 1.6, 0.6), (0.4, 64, 1.3, 0.6), (0.8, 67, 1.0, 0.6), (1.2, 72, 0.7, 0.6)]),
    }
    return tuple(
        Reel(name, SECONDS, (Shot(0.0, SECONDS, draw, 0.0),), _sound(name, voice, notes), fps=FPS)
        for name, (draw, voice, notes) in scores.items()
    )


def _sound(name: str, voice: str, notes: list[Note]) -> Callable[[], Sound]:
    def sound() -> Sound:
        base = silence(SECONDS)
        play(base, voice, notes)
        base += 0.01 * noise(SECONDS, ord(name), 100, 900)[:, None]
        moments = np.arange(len(base)) / RATE
        faded: Sound = 0.5 * base / np.max(np.abs(base)) * np.clip((SECONDS - moments) / 0.2, 0, 1)[:, None]
        return faded

    return sound


def balloon(moment: float) -> Image.Image:
    """A balloon gets away from a child."""
    stage = Stage(gradient((0, (120, 132, 146)), (360, (186, 190, 194))))
    stage.shape([(0, 300), (640, 300), (640, 360), (0, 360)], (96, 102, 108))
    x, y = between(330, 470, moment / 2), between(150, 20, moment / 2)
    stage.stroke([(x, y + 40), (x - 6, y + 84), (x + 2, y + 120)], 2, (220, 222, 224))
    stage.dot(x, y, 38, (196, 62, 48), 1.15)
    pose = Pose(left=between(2.6, 1.9, ease(moment, 0, 2)), facing=1)
    person(stage, 260, 322, 190, (58, 66, 92), pose, moment, scarf=False)
    return stage.seen()


def hat(moment: float) -> Image.Image:
    """A duck swims under a hat that will not stay on."""
    stage = Stage(gradient((0, (250, 226, 150)), (230, (250, 236, 190)), (232, (110, 176, 186)), (360, (70, 140, 160))))
    x = between(180, 380, moment / 2)
    duck(stage, x, 262, 260, (246, 214, 96), (250, 224, 120), moment * 3, wing=(224, 184, 70))
    jump = abs(math.sin(moment * 2 * math.pi))
    top, tilt = 56 - 56 * jump, 18 * sway(moment, 1)
    left, right = x + 62, x + 152
    stage.shape(
        [(left, top + 14 - tilt), (right, top + 14 + tilt), (right, top + 26 + tilt), (left, top + 26 - tilt)],
        (60, 48, 90),
    )
    stage.shape(
        [
            (left + 20, top - 44 - tilt),
            (right - 20, top - 44 + tilt),
            (right - 20, top + 16 + tilt),
            (left + 20, top + 16 - tilt),
        ],
        (76, 60, 112),
    )
    return stage.seen()


def clock(moment: float) -> Image.Image:
    """A clock on a wall."""
    stage = Stage(gradient((0, (206, 208, 204)), (360, (196, 198, 194))))
    stage.dot(320, 180, 128, (92, 98, 104))
    stage.dot(320, 180, 118, (244, 244, 240))
    for mark in range(12):
        turn = mark * math.pi / 6
        inner, outer = 98, 110
        line = [(320 + reach * math.sin(turn), 180 - reach * math.cos(turn)) for reach in (inner, outer)]
        stage.stroke(line, 5, (70, 74, 80))
    for turn, reach, width in ((5.4, 58.0, 8), (1.05, 88.0, 6), (0.105 * 3 * math.floor(moment * 2), 96.0, 3)):
        stage.stroke([(320, 180), (320 + reach * math.sin(turn), 180 - reach * math.cos(turn))], width, (60, 64, 70))
    return stage.seen()


def door(moment: float) -> Image.Image:
    """A door in the dark opens by itself; somebody looks out."""
    stage = Stage(gradient((0, (14, 16, 22)), (360, (30, 32, 40))))
    stage.shape([(230, 50), (410, 50), (410, 340), (230, 340)], (4, 4, 6))
    gap = ease(moment, 0.2, 1.5)
    edge = between(410, 300, gap)
    stage.shape([(230, 50), (edge, 50 + 22 * gap), (edge, 340 - 22 * gap), (230, 340)], (66, 48, 40))
    stage.dot(edge - 16, 205, 6, (150, 130, 90))
    if moment > 0.9:
        for x in (342, 374):
            stage.dot(x, 150, 9, (232, 226, 150), 0.8)
            stage.dot(x, 150, 3, (10, 8, 8), 1.8)
    return stage.seen()


def nap(moment: float) -> Image.Image:
    """A cat in the sun."""
    stage = Stage(
        gradient((0, (252, 224, 170)), (250, (250, 238, 206)), (252, (222, 176, 130)), (360, (206, 158, 114)))
    )
    stage.dot(520, 80, 46, (255, 250, 226))
    cat(stage, 320, 290, 360, (224, 150, 84), moment)
    return stage.seen()
