"""How the story ends: he comes home, or the sea stays empty. Both last equally long."""

import math
from functools import cache

from PIL import Image

from surveys.films.demonstration.easing import between, ease, pulse, sway
from surveys.films.demonstration.figures import SAIL, Pose, boat, person
from surveys.films.demonstration.lighthouse import (
    CAPTIONS,
    COAT,
    FATHER,
    PARTING,
    SECONDS,
    TOWER,
    TURN_S,
    first_part,
)
from surveys.films.demonstration.music import adrift_sound, reunited_sound
from surveys.films.demonstration.reel import CARD_S, Reel, Shot, card_shot
from surveys.films.demonstration.scenery import (
    LAMP,
    birds,
    blend,
    glitter,
    headland,
    jetty,
    lamp_light,
    lighthouse,
    sea,
    stars,
)
from surveys.films.demonstration.stage import Stage, clouds, drift, glow, gradient, haze, lit

STORY_END = SECONDS - CARD_S
FLASHES = (40.0, 40.8)
LAST_EVENING = 44.6


def reunited() -> Reel:
    """Two flashes in the morning: he followed her light home."""
    shots = (
        *first_part(),
        Shot(PARTING, 45.0, homecoming, 1.2),
        Shot(44.2, STORY_END + 0.5, embrace, 0.8),
        card_shot(SECONDS),
    )
    words = (
        (36.8, 39.4, "In the morning the sea was still."),
        (40.2, 42.6, "Two flashes."),
        (44.8, 48.0, "He had followed her light home."),
    )
    return Reel("reunited", SECONDS, shots, reunited_sound, (*CAPTIONS, *words))


def adrift() -> Reel:
    """No flash in the morning, none in the evening; she lights the lamp again."""
    shots = (
        *first_part(),
        Shot(PARTING, 45.4, waiting, 1.2),
        Shot(LAST_EVENING, STORY_END + 0.5, again, 0.9),
        card_shot(SECONDS),
    )
    words = (
        (36.8, 39.4, "In the morning the sea was still."),
        (40.2, 43.4, "She waited for two flashes."),
        (45.2, 48.2, "In the evening she lit the lamp again."),
    )
    return Reel("adrift", SECONDS, shots, adrift_sound, (*CAPTIONS, *words))


@cache
def _dawn_sky(warm: bool) -> Image.Image:
    if warm:
        sky = gradient((0, (112, 142, 178)), (110, (196, 190, 196)), (180, (250, 208, 176)), (214, (255, 228, 190)))
        return lit(sky, glow(168, 212, 130, (255, 170, 80), 0.4))
    return gradient((0, (104, 124, 150)), (120, (158, 170, 184)), (214, (206, 206, 206)))


def _morning(stage: Stage, moment: float, warm: float) -> None:
    """The calm sea, the light's pale tower and the jetty, in a light that may grow warm."""
    drift(stage, clouds(44, blend((214, 220, 226), (255, 226, 204), warm), 0.4, 30, 190), moment * 2.2)
    far, near = blend((186, 192, 198), (246, 208, 178), warm), blend((66, 84, 106), (84, 92, 122), warm)
    sea(stage, moment * 0.8, near, far, swell=0.45)
    glitter(stage, moment, 168, (255, 240, 214), 0.75 * warm)


def _shore(stage: Stage, warm: float) -> None:
    headland(stage, blend((66, 74, 88), (78, 66, 78), warm), edge=blend((150, 160, 170), (244, 188, 150), warm))
    lighthouse(
        stage, *TOWER, blend((206, 208, 210), (246, 222, 206), warm), blend((140, 78, 76), (172, 74, 62), warm), 0.35
    )
    jetty(stage, blend((56, 60, 70), (60, 50, 58), warm))


def _lantern(stage: Stage, x: float, y: float) -> None:
    stage.shape([(x - 2.2, y), (x + 2.2, y), (x + 1.8, y - 6), (x - 1.8, y - 6)], (52, 48, 52))
    stage.stroke([(x - 1.8, y - 6), (x, y - 9), (x + 1.8, y - 6)], 0.7, (52, 48, 52))


def _waits(stage: Stage, moment: float, rises: float, wave: float, lean: float = 0.06) -> None:
    sits = 1 - ease(moment, rises, rises + 0.7)
    pose = Pose(
        left=wave if sits < 0.5 else 0.5, right=0.2, facing=-1, sitting=1.0 if sits > 0.5 else 0.0, lean=-lean * sits
    )
    person(stage, 306, 300, 29, COAT, pose, moment, scarf=True)


def homecoming(moment: float) -> Image.Image:
    """Morning at the jetty; far out, two flashes; the boat comes in under a torn sail."""
    warm = ease(moment, 39.2, 43.6)
    stage = Stage(Image.blend(_dawn_sky(False), _dawn_sky(True), warm))
    stage.dot(168, between(232, 203, ease(moment, 39.6, 46)), 14, (255, 240, 200))
    _morning(stage, moment, warm)
    birds(stage, moment - 41, [(20, 120, 8, 24), (-22, 104, 7, 24), (-60, 128, 6, 24)], (120, 108, 116))
    comes = ease(moment, 40.2, 46.2)
    x, y, size = between(96, 258, comes), between(221, 312, comes**1.3), between(9, 52, comes**1.15)
    there = ease(moment, 39.4, 40.2)
    if there > 0:
        lantern = boat(
            stage,
            x,
            y + 0.5 * sway(moment, 2.4),
            size,
            (206, 190, 184),
            between(1.0, 0.06, min(1, there * 0.6 + comes)),
            torn=True,
            tilt=0.04 * sway(moment, 2.8),
            facing=1,
        )
        flash = max(pulse(moment, at, 0.2) for at in FLASHES)
        stage.light(glow(*lantern, 26, LAMP, 1.3 * flash), glow(*lantern, 5, (255, 248, 224), 1.4 * flash))
    _shore(stage, warm)
    _lantern(stage, 324, 300)
    wave = 2.55 + 0.4 * math.sin(moment * 9) if moment > 41.9 else 0.15
    _waits(stage, moment, 41.0, wave)
    near = ease(moment, 36, 41) * 0.18 + ease(moment, 41, 45.5) * 0.22
    return stage.seen(1.02 + near, 300 - 60 * near, 200 + 60 * near)


def embrace(moment: float) -> Image.Image:
    """On the jetty, in the first sun."""
    stage = Stage(_dawn_sky(True))
    _morning(stage, moment, 1.0)
    birds(
        stage, moment - 44, [(120, 152, 8, 20), (92, 164, 6, 20), (270, 140, 7, 18), (246, 148, 5, 18)], (134, 108, 108)
    )
    bob = 0.6 * sway(moment, 2.6)
    boat(
        stage, 252, 322 + bob, 60, (206, 160, 140), 0.12, torn=True, sailor=False, tilt=0.02 * sway(moment, 3), facing=1
    )
    _shore(stage, 1.0)
    runs, holds = ease(moment, 44.3, 46.0), ease(moment, 45.7, 46.4)
    rocking = 0.025 * sway(moment, 2.4) * holds
    father = Pose(
        left=between(1.45, 1.15, holds), right=between(-1.65, -1.3, holds), facing=1, lean=0.2 * holds + rocking
    )
    person(stage, 312, 300 + 3.5 * holds, 44, FATHER, father, moment, scarf=False, hat=True)
    stride = 26 * runs if holds < 0.3 else 0.0
    lean = rocking - 0.12 - 0.06 * holds
    child = Pose(left=between(0.9, 2.0, holds), right=between(-1.2, -2.2, holds), facing=-1, lean=lean, step=stride)
    hop = 3.2 * abs(math.sin(stride)) + 2.0 * holds
    person(stage, between(404, 329, runs), 299 - hop, 30, COAT, child, moment, scarf=True)
    if holds > 0.05:
        around = [(317 + 2 * holds, 276 + 2 * holds), (327 + holds, 282), (between(336, 333, holds), 280)]
        stage.stroke(around, 3.2, blend(FATHER, (250, 190, 140), 0.1))
    stage.light(
        glow(196, 205, 210, (255, 150, 60), 0.22 + 0.2 * holds),
        glow(214, 208, 60, (255, 190, 90), 0.35),
        haze(300, 80, (255, 170, 90), 0.1 * holds),
    )
    near = ease(moment, 44, 48.5)
    return stage.seen(between(1.75, 2.3, near), between(318, 320, near), between(262, 272, near))


def waiting(moment: float) -> Image.Image:
    """The same morning; nothing comes but a piece of red cloth on the water."""
    stage = Stage(_dawn_sky(False))
    stage.wash((176, 184, 194), 0.22 * ease(moment, 39, 43))
    _morning(stage, moment, 0.0)
    _shore(stage, 0.0)
    comes = ease(moment, 40.0, 45.6)
    x, y = between(170, 283, comes), between(296, 321, comes) + 0.7 * sway(moment, 2.7)
    if moment > 39.2:
        cloth = blend((178, 188, 196), SAIL, ease(moment, 39.4, 41.4))
        ripple = 1.1 * sway(moment, 1.9)
        stage.soft_shape(
            [
                (x - 12, y),
                (x - 4, y - 2.6 + ripple),
                (x + 5, y - 1.2),
                (x + 12, y - 2 - ripple),
                (x + 9, y + 2.4),
                (x - 2, y + 1.6 + ripple),
                (x - 8, y + 2.6),
            ],
            cloth,
        )
        stage.stroke([(x - 17, y + 4), (x + 15, y + 4.4)], 0.7, (226, 232, 236, 120))
    _lantern(stage, 324, 300)
    _waits(stage, moment, 41.4, 0.12, lean=0.06 + 0.05 * ease(moment, 38, 41))
    near = ease(moment, 36, 41) * 0.18 + ease(moment, 41, 45.5) * 0.5
    return stage.seen(1.02 + near, 300 - 14 * near, 200 + 120 * near)


@cache
def _last_sky() -> Image.Image:
    return gradient((0, (14, 22, 44)), (120, (38, 54, 86)), (190, (112, 98, 116)), (214, (176, 128, 116)))


def again(moment: float) -> Image.Image:
    """Evening once more: the ray goes out over the empty sea."""
    stage = Stage(_last_sky())
    stars(stage, moment, 0.5 + 0.5 * ease(moment, 45, 48))
    sea(stage, moment * 0.8, (14, 22, 42), (140, 108, 110), swell=0.6)
    headland(stage, (18, 22, 36), edge=(92, 84, 100))
    burns = ease(moment, 45.0, 46.2)
    lighthouse(stage, *TOWER, (96, 98, 116), (78, 40, 48), burns)
    jetty(stage, (15, 19, 31))
    angle = 2 * math.pi * (moment - 45.4) / TURN_S + math.pi * 0.72
    stage.light(*lamp_light(*TOWER, burns, angle, reach=1.15))
    away = ease(moment, 44.6, 49)
    return stage.seen(1.22 - 0.2 * away, between(380, 320, away), between(170, 182, away))
