"""The sheet that films are drawn on: 640 x 360 units, drawn three times as fine, with a layer of light."""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 640, 360
FINE = 3
# Light is soft, so it is reckoned on a coarser grid.
COARSE = 2

Point = tuple[float, float]
Colour = tuple[int, int, int] | tuple[int, int, int, int]
Field = NDArray[np.float32]

_ROWS, _COLUMNS = np.mgrid[0 : HEIGHT // COARSE, 0 : WIDTH // COARSE].astype(np.float32) * COARSE
_DICE = np.random.default_rng(7)
_GRAIN = _DICE.uniform(-0.6, 0.6, (HEIGHT // COARSE, WIDTH // COARSE, 3)).astype(np.float32)


class Stage:
    """One frame in the making."""

    def __init__(self, backdrop: Image.Image) -> None:
        """Begin with a copy of the backdrop, which has the fine size."""
        self.picture = backdrop.copy()
        self.pen = ImageDraw.Draw(self.picture, "RGBA")

    def shape(self, points: Iterable[Point], colour: Colour) -> None:
        """Fill a polygon."""
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)

    def soft_shape(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a closed curve that runs through the points."""
        self.shape(curve(points), colour)

    def dot(self, x: float, y: float, radius: float, colour: Colour, flat: float = 1.0) -> None:
        """Fill a circle, or an ellipse where `flat` is not 1."""
        high = radius * flat
        self.pen.ellipse(((x - radius) * FINE, (y - high) * FINE, (x + radius) * FINE, (y + high) * FINE), fill=colour)

    def stroke(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line with round ends."""
        self.pen.line(
            [(x * FINE, y * FINE) for x, y in points], fill=colour, width=max(1, round(width * FINE)), joint="curve"
        )
        if width >= 2 and len(colour) == 3:
            for x, y in (points[0], points[-1]):
                self.dot(x, y, width / 2, colour)

    def lay(self, layer: Image.Image, x: float = 0.0, y: float = 0.0) -> None:
        """Lay a transparent picture of the fine size over the sheet."""
        self.picture.paste(layer, (round(x * FINE), round(y * FINE)), layer)

    def light(self, *fields: Field) -> None:
        """Add light: it brightens and never darkens what is there."""
        total = np.clip(np.add.reduce(fields) * 255 + _GRAIN, 0, 255).astype(np.uint8)
        glow = Image.fromarray(total).resize(self.picture.size, Image.Resampling.BICUBIC)
        self.picture = ImageChops.screen(self.picture, glow)
        self.pen = ImageDraw.Draw(self.picture, "RGBA")

    def wash(self, colour: tuple[int, int, int], share: float) -> None:
        """Tint the whole sheet."""
        if share > 0:
            self.picture = Image.blend(self.picture, Image.new("RGB", self.picture.size, colour), min(1.0, share))
            self.pen = ImageDraw.Draw(self.picture, "RGBA")

    def seen(self, zoom: float = 1.0, x: float = WIDTH / 2, y: float = HEIGHT / 2) -> Image.Image:
        """The finished frame, as a camera sees it that looks at (x, y) and has come nearer by `zoom`."""
        wide, high = WIDTH / zoom, HEIGHT / zoom
        left = min(max(0.0, x - wide / 2), WIDTH - wide)
        top = min(max(0.0, y - high / 2), HEIGHT - high)
        box = (left * FINE, top * FINE, (left + wide) * FINE, (top + high) * FINE)
        frame = self.picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, box=box)
        return ImageChops.multiply(frame, _vignette())


def curve(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    smooth: list[Point] = []
    for place in range(len(points)):
        before, here, there, after = (points[(place + shift) % len(points)] for shift in (-1, 0, 1, 2))
        for step in range(steps):
            smooth.append(_between(before, here, there, after, step / steps))
    return smooth


def _between(before: Point, here: Point, there: Point, after: Point, share: float) -> Point:
    def on(axis: int) -> float:
        a, b, c, d = before[axis], here[axis], there[axis], after[axis]
        third = 3 * b - a - 3 * c + d
        return 0.5 * (2 * b + (c - a) * share + (2 * a - 5 * b + 4 * c - d) * share**2 + third * share**3)

    return on(0), on(1)


def placed(points: Iterable[Point], x: float, y: float, size: float = 1.0, turn: float = 0.0) -> list[Point]:
    """Points of a small drawing, turned (radians), scaled and moved to its place on the sheet."""
    cosine, sine = float(np.cos(turn)) * size, float(np.sin(turn)) * size
    return [(x + a * cosine - b * sine, y + a * sine + b * cosine) for a, b in points]


def gradient(*stops: tuple[float, tuple[int, int, int]]) -> Image.Image:
    """A backdrop that runs from colour to colour, each at its height in units."""
    heights = [height for height, _ in stops]
    rows = np.arange(HEIGHT * FINE) / FINE
    columns = [np.interp(rows, heights, [colour[part] for _, colour in stops]) for part in range(3)]
    sheet = np.repeat(np.stack(columns, axis=1)[:, None, :], WIDTH * FINE, axis=1)
    # A little grain keeps wide gradients from showing as bands.
    grain = np.random.default_rng(3).uniform(-0.9, 0.9, sheet.shape[:2])[..., None]
    return Image.fromarray(np.clip(sheet + grain + 0.5, 0, 255).astype(np.uint8))


def lit(backdrop: Image.Image, *fields: Field) -> Image.Image:
    """A backdrop with light on it that stays."""
    stage = Stage(backdrop)
    stage.light(*fields)
    return stage.picture


def glow(x: float, y: float, radius: float, colour: tuple[int, int, int], strength: float = 1.0) -> Field:
    """Light around a point, bright within and wide without."""
    distance = ((_COLUMNS - x) ** 2 + (_ROWS - y) ** 2) / radius**2
    return _coloured(strength * (0.65 * np.exp(-4 * distance) + 0.35 / (1 + 6 * distance) ** 1.5), colour)


def beam(
    x: float, y: float, angle: float, colour: tuple[int, int, int], strength: float, spread: float = 0.05
) -> Field:
    """A ray of light from a point, at an angle (radians), that gets wider and weaker."""
    across, down = _COLUMNS - x, _ROWS - y
    distance = np.hypot(across, down) + 1e-3
    off = np.abs((np.arctan2(down, across) - angle + np.pi) % (2 * np.pi) - np.pi)
    ray = np.exp(-((off / (spread + 2.0 / distance)) ** 2)) * np.exp(-distance / 420)
    return _coloured(strength * ray, colour)


def haze(height: float, thick: float, colour: tuple[int, int, int], strength: float) -> Field:
    """A band of light mist at a height."""
    return _coloured(strength * np.exp(-(((_ROWS - height) / thick) ** 2)), colour)


def _coloured(amount: NDArray[np.float32], colour: tuple[int, int, int]) -> Field:
    return (amount[..., None] * (np.array(colour, np.float32) / 255)).astype(np.float32)


@cache
def clouds(seed: int, colour: tuple[int, int, int], cover: float, top: float, bottom: float) -> Image.Image:
    """A transparent layer of soft clouds between two heights, twice as wide as the sheet and seamless."""
    dice = np.random.default_rng(seed)
    wide, high = WIDTH * FINE * 2, HEIGHT * FINE
    noise = np.zeros((high, wide))
    for octave, weight in ((1, 0.5), (2, 0.27), (4, 0.15), (8, 0.08)):
        grid = dice.random((5 * octave, 8 * octave))
        grid = np.concatenate([grid, grid[:, : 2 * octave]], axis=1)
        rough = Image.fromarray((grid * 255).astype(np.uint8)).resize(
            (round(wide * 1.25), high), Image.Resampling.BICUBIC
        )
        noise += weight * np.asarray(rough)[:, :wide] / 255
    rows = np.arange(high) / FINE
    belt = np.clip((rows - top) / 40, 0, 1) * np.clip((bottom - rows) / 60, 0, 1)
    alpha = np.clip((noise - (1 - cover)) * 4.5, 0, 1) * belt[:, None]
    sheet = np.empty((high, wide, 4), np.uint8)
    sheet[..., :3], sheet[..., 3] = colour, (alpha * 255).astype(np.uint8)
    return Image.fromarray(sheet)


def drift(stage: Stage, layer: Image.Image, x: float) -> None:
    """Lay clouds over the sheet, moved by x units; they come round again."""
    left = round(x * FINE) % (WIDTH * FINE)
    stage.picture.paste(*(lambda part: (part, (0, 0), part))(layer.crop((left, 0, left + WIDTH * FINE, HEIGHT * FINE))))


@cache
def _vignette() -> Image.Image:
    rows, columns = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    dark = 1 - 0.28 * np.clip(rows**2 * 0.7 + columns**2 * 0.8 - 0.35, 0, 1)
    return Image.fromarray((np.repeat(dark[..., None], 3, axis=2) * 255).astype(np.uint8))
