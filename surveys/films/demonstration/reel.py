"""A film on paper: its shots in their order, its sound, its captions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

from surveys.films.demonstration.easing import clamp, ease
from surveys.films.demonstration.stage import HEIGHT, WIDTH
from surveys.films.demonstration.tones import Sound

Draw = Callable[[float], Image.Image]
# From and to in seconds, words.
Caption = tuple[float, float, str]

CARD_S = 3.5
CARD = ("Made for the demonstration of Lacrima.", "Not validated. CC0 1.0.")
NIGHT = (12, 18, 26)


@dataclass(frozen=True)
class Shot:
    """Pictures from `start` to `end` (seconds of the film), blended in over `melt` seconds."""

    start: float
    end: float
    draw: Draw
    melt: float = 0.8


@dataclass(frozen=True)
class Reel:
    """One film; `draw` in its shots takes seconds of the film."""

    name: str
    seconds: float
    shots: Sequence[Shot]
    sound: Callable[[], Sound]
    captions: Sequence[Caption] = ()
    fps: int = 24

    def frames(self) -> Iterator[Image.Image]:
        """All frames in their order, 640 x 360."""
        for number in range(round(self.seconds * self.fps)):
            yield self.frame(number / self.fps)

    def frame(self, moment: float) -> Image.Image:
        """The frame at a second of the film."""
        picture = Image.new("RGB", (WIDTH, HEIGHT), NIGHT)
        for shot in self.shots:
            if shot.start <= moment < shot.end:
                share = ease(moment, shot.start, shot.start + shot.melt) if shot.melt else 1.0
                drawn = shot.draw(moment)
                picture = drawn if share >= 1 else Image.blend(picture, drawn, share)
        return picture

    def write_captions(self, target: Path, translations: Mapping[str, str] | None = None) -> None:
        """Write the captions as WebVTT, in another language where there are translations by the English words."""
        said = [(start, end, translations[words] if translations else words) for start, end, words in self.captions]
        cues = [f"{_clock(start)} --> {_clock(end)}\n{words}\n" for start, end, words in said]
        target.write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")


def card_shot(seconds: float) -> Shot:
    """The card at the end of every film, which says what the film is and is not."""
    start = seconds - CARD_S
    return Shot(start - 0.7, seconds, lambda moment: _card(clamp(ease(moment, start, start + 0.8))), 0.9)


def _card(share: float) -> Image.Image:
    # Letters need not be drawn anew for every step of a fade.
    return _written(round(share * 12))


@cache
def _written(twelfths: int) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), NIGHT)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(Path(get_data_path()) / "fonts/ttf/DejaVuSans.ttf"), 13)
    tone = [round(dark + (bright - dark) * twelfths / 12) for dark, bright in zip(NIGHT, (150, 162, 172), strict=True)]
    for line, words in enumerate(CARD):
        wide = pen.textlength(words, font=font)
        pen.text(((WIDTH - wide) / 2, HEIGHT / 2 - 20 + line * 22), words, font=font, fill=tuple(tone))
    return picture


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
