"""Films for tests, made by ffmpeg within a second, and files that only look like films."""

import subprocess
from pathlib import Path

from surveys.films.ffmpeg import ffmpeg

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n"
CONCAT = "ffconcat version 1.0\nfile {}\n"


def make(target: Path, *options: str, size: str = "320x180", seconds: float = 2, sound: str = "sine") -> Path:
    """A moving test picture with a tone (or other `sound`; none without), packed as the options say."""
    picture = ["-f", "lavfi", "-i", f"testsrc=s={size}:r=25:d={seconds}"]
    tone = ["-f", "lavfi", "-i", f"{sound}=d={seconds}" if sound == "sine" else sound, "-shortest"] if sound else []
    command = [ffmpeg(), "-v", "error", "-y", *picture, *tone, *(options or (*H264, "-c:a", "aac")), str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return target


def remake(source: Path, target: Path, *options: str) -> Path:
    """Another film of a film."""
    command = [ffmpeg(), "-v", "error", "-y", "-i", str(source), *options, str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return target


def with_size_in_header(source: Path, target: Path, pixels: int) -> Path:
    """An MP4 file that claims so many pixels on each side, in its boxes and in its H.264 parameters' place."""
    content = bytearray(source.read_bytes())
    at = content.find(b"avc1") + 4 + 24
    content[at : at + 4] = pixels.to_bytes(2, "big") * 2
    target.write_bytes(content)
    return target
