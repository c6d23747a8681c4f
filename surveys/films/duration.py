"""How long a film is, asked of the ffmpeg that comes with imageio-ffmpeg."""

import re
import subprocess
from pathlib import Path

from surveys.films.ffmpeg import ffmpeg

TIMEOUT_S = 20.0
DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
PICTURE = re.compile(r"Stream #\S+.*: Video: (\w+)")
# What every browser that matters plays.
PLAYABLE = ("h264",)


class FilmError(ValueError):
    """A file that can't be taken as a film, with a sentence that says why."""


def duration(source: Path, *, timeout_s: float = TIMEOUT_S) -> float:
    """Seconds that an MP4 file lasts; FilmError when ffmpeg can't read it or browsers can't play it."""
    # Only files may be opened: a film must not be able to make the server fetch an address.
    command = [ffmpeg(), "-hide_banner", "-nostdin", "-protocol_whitelist", "file", "-f", "mp4", "-i"]
    try:
        run = subprocess.run([*command, str(source.resolve())], capture_output=True, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired as fault:
        raise FilmError(f"{source.name}: it could not be read in {timeout_s:.0f} s. Is it damaged?") from fault
    told = run.stderr.decode("utf-8", "replace")
    length, picture = DURATION.search(told), PICTURE.search(told)
    if not length or not picture:
        raise FilmError(f"{source.name}: there is no film in it that can be read. Save it again as MP4 with H.264.")
    if picture[1] not in PLAYABLE:
        raise FilmError(f"{source.name}: save it as MP4 with H.264 pictures, so that phones play it, not {picture[1]}.")
    hours, minutes, seconds = length.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
