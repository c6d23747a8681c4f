"""From frames and sound to an MP4 file that phones play."""

import subprocess
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from PIL import Image

from surveys.films.demonstration.tones import RATE, Sound
from surveys.films.ffmpeg import ffmpeg


@dataclass(frozen=True)
class Quality:
    """How a film is packed: frames a second, size in pixels, the encoder's factor (more is smaller), sound."""

    fps: int = 24
    size: tuple[int, int] = (640, 360)
    factor: int = 25
    sound_kbit: int = 72
    sound_hertz: int = RATE
    channels: int = 2


class Encoder:
    """Takes frames one by one, while `with` lasts, and writes H.264 and AAC that start before all of it is there."""

    def __init__(self, target: Path, sound: Sound, quality: Quality, *, key_at: float = 0.0) -> None:
        """`key_at` is a second at which the film must be able to start anew."""
        self.target = target
        target.parent.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory()
        track = Path(self._folder.name) / "sound.wav"
        write_wave(sound, track)
        self._process = subprocess.Popen(_command(track, target, quality, key_at), stdin=subprocess.PIPE)

    def put(self, frame: Image.Image) -> None:
        """Add a frame of 640 x 360."""
        if self._process.stdin:
            self._process.stdin.write(frame.tobytes())

    def __enter__(self) -> "Encoder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        code = self._process.wait()
        self._folder.cleanup()
        if code and not fault:
            raise RuntimeError(f"ffmpeg could not write {self.target.name}.")


def write_wave(sound: Sound, target: Path) -> None:
    """Write sound (two channels, -1 to 1) as a WAV file."""
    with wave.open(str(target), "wb") as track:
        track.setnchannels(2)
        track.setsampwidth(2)
        track.setframerate(RATE)
        track.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def _command(track: Path, target: Path, quality: Quality, key_at: float) -> list[str]:
    width, height = quality.size
    frames = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "640x360", "-r", str(quality.fps), "-i", "pipe:0"]
    colours = f"scale={width}:{height}:flags=lanczos:out_color_matrix=bt709:out_range=tv"
    picture = ["-c:v", "libx264", "-preset", "slow", "-crf", str(quality.factor), "-pix_fmt", "yuv420p"]
    picture += ["-profile:v", "main", "-vf", colours, "-g", str(quality.fps * 10)]
    picture += ["-x264-params", "aq-mode=3:aq-strength=0.8:bframes=6:threads=1"]
    picture += ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"]
    picture += ["-force_key_frames", str(key_at)] if key_at else []
    audio = [
        "-c:a",
        "aac",
        "-b:a",
        f"{quality.sound_kbit}k",
        "-ac",
        str(quality.channels),
        "-ar",
        str(quality.sound_hertz),
    ]
    plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
    first = [ffmpeg(), "-y", "-v", "error", *frames, "-i", str(track)]
    return [*first, *picture, *audio, *plain, "-movflags", "+faststart", str(target)]
