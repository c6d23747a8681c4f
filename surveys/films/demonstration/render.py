"""Render the films of the example studies into their folders."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from surveys.films.demonstration.clips import clips
from surveys.films.demonstration.comfort import comfort
from surveys.films.demonstration.encode import Encoder, Quality
from surveys.films.demonstration.endings import adrift, reunited
from surveys.films.demonstration.german import WORDS
from surveys.films.demonstration.harbour import harbour
from surveys.films.demonstration.lighthouse import PARTING
from surveys.films.demonstration.reel import Reel

FULL = Quality()
SMALL = Quality(size=(320, 180), factor=28, sound_kbit=48)
CLIP = Quality(fps=10, size=(160, 90), factor=32, sound_kbit=20, sound_hertz=22_050, channels=1)
MAIN, DIARY, VALIDATION = "good-cry/films", "context-diary/films", "film-validation/films"

Tell = Callable[[str], None]


def render(folder: Path, tell: Tell) -> None:
    """All films and captions, as `<folder>/<study>/films/...`; takes some minutes."""
    tell("the lighthouse, with both endings")
    render_story(folder)
    for reel in (harbour(), comfort()):
        tell(reel.name)
        render_reel(reel, folder / MAIN, FULL)
    for reel in clips():
        render_reel(reel, folder / VALIDATION, CLIP)
    tell("done")


def render_reel(reel: Reel, folder: Path, quality: Quality) -> None:
    """One film and, where it has them, its captions."""
    with Encoder(folder / f"{reel.name}.mp4", reel.sound(), quality) as encoder:
        for frame in reel.frames():
            encoder.put(frame)
    if reel.captions:
        write_both(reel, folder)


def write_both(reel: Reel, folder: Path) -> None:
    """The captions in English, and in German for the study that is in both."""
    reel.write_captions(folder / f"{reel.name}.en.vtt")
    if folder.match(MAIN):
        reel.write_captions(folder / f"{reel.name}.de.vtt", WORDS)


def render_story(folder: Path) -> None:
    """The story with both endings, each in two sizes; what comes before the parting is drawn once for all."""
    with ExitStack() as stack:
        encoders: list[tuple[Reel, list[Encoder]]] = []
        for reel in (reunited(), adrift()):
            sound, name = reel.sound(), f"{reel.name}.mp4"
            targets = ((folder / MAIN / name, FULL), (folder / DIARY / name, SMALL))
            both = [stack.enter_context(Encoder(path, sound, quality, key_at=PARTING)) for path, quality in targets]
            encoders.append((reel, both))
            for study in (MAIN, DIARY):
                write_both(reel, folder / study)
        for number in range(round(encoders[0][0].seconds * FULL.fps)):
            moment = number / FULL.fps
            shared = encoders[0][0].frame(moment) if moment < PARTING else None
            for reel, both in encoders:
                frame = shared or reel.frame(moment)
                for encoder in both:
                    encoder.put(frame)
