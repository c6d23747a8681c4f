"""What is in a film file: asked of ffmpeg, which reads it to its end, with everything that a file could misuse shut."""

import re
from dataclasses import dataclass
from pathlib import Path

from surveys.films.container import MP4, READ, Container, container_of
from surveys.films.error import FilmError
from surveys.films.run_ffmpeg import Limits, Told, run_ffmpeg

LIMITS = Limits(seconds=60.0, cpu_seconds=60, file=1 << 24)
MAX_STREAMS = 16
MAX_SIDE, MAX_PIXELS = 4096, 4096 * 2304
MAX_FPS = 240.0
# A file that ends so much before the length that it claims was cut off.
SHORT_S, SHORT_SHARE = 1.0, 0.02
DURATION = re.compile(r"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
STREAM = re.compile(r"  Stream #0:\d+.*?: (Video|Audio|Subtitle|Data|Attachment): (\w+)(.*)")
PIXELS = re.compile(r", (\d+)x(\d+)(?: \[?|, )?(?:SAR (\d+):(\d+))?")
FORMAT = re.compile(r"(?:^|, )((?:yuv|rgb|bgr|gray|gbr|nv|pal|ya|xyz|p0|y2)\w*)")
FPS = re.compile(r"([\d.]+)(k?) fps")
TURNED = re.compile(r"rotation of (-?[\d.]+) degrees")
# What every browser that matters plays.
PLAYS = {"h264"}
PLAYS_AS = {"yuv420p", "yuvj420p"}
SOUNDS = {"", "aac", "mp3"}
# The decoders that a film may ask for; ffmpeg has hundreds more, for files that nobody shows.
DECODERS = (
    "h264,hevc,libdav1d,av1,vp8,vp9,mpeg4,msmpeg4,msmpeg4v2,mpeg2video,mpeg1video,mpegvideo,mjpeg,prores,dnxhd,dvvideo,"
    "theora,wmv1,wmv2,wmv3,vc1,flv,vp6f,h263,svq1,svq3,cinepak,huffyuv,ffv1,rawvideo,qtrle,png,"
    "aac,mp3,mp3float,mp2,mp2float,ac3,eac3,opus,libopus,vorbis,flac,alac,wmav1,wmav2,wmapro,amrnb,amrwb,libopencore_amrnb,"
    "adpcm_ms,adpcm_ima_qt,adpcm_ima_wav,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_u8,pcm_alaw,pcm_mulaw"
)


@dataclass(frozen=True)
class Probe:
    """A film file: its kind, how long it plays, how many pictures it has, and how large they are shown."""

    container: Container
    duration_s: float
    frames: int
    width: int
    height: int
    fps: float
    codec: str
    pixels: str
    # The codec of its sound; empty without any.
    sound: str
    # Made for screens that are brighter than most: its light has to be brought down.
    bright: bool

    @property
    def playable(self) -> bool:
        """Whether browsers play it as it is."""
        return self.container == MP4 and self.codec in PLAYS and self.pixels in PLAYS_AS and self.sound in SOUNDS


def probe(source: Path, *, limits: Limits = LIMITS, name: str = "") -> Probe:
    """What is in a file; FilmError, with its name for people, when it is no film, or none that may be shown here."""
    name = name or source.name
    container = container_of(source)
    if container is None:
        raise FilmError(f"{name} is no film by its content. Save it as {READ}.")
    counting = ["-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-f", "null", "-progress", "pipe:1", "-nostats", "-"]
    told = run_ffmpeg(["-hide_banner", *opening(source, container), *counting], limits)
    if told.timed_out:
        raise FilmError(f"{name}: it could not be read in {limits.seconds:.0f} s. Is it damaged?")
    return checked(name, described(name, told, container), told)


def opening(source: Path, container: Container, *, threads: int = 1) -> list[str]:
    """The options that open a film, and nothing but this one file, as what it is."""
    closed = ["-nostdin", "-protocol_whitelist", "file", "-f", container.demuxer, "-codec_whitelist", DECODERS]
    small = ["-max_streams", str(MAX_STREAMS + 1), "-max_pixels", str(MAX_PIXELS), "-threads", str(threads)]
    return [*closed, *small, "-i", f"file:{source.resolve()}"]


def described(name: str, told: Told, container: Container) -> Probe:
    """What ffmpeg said, as values."""
    header = told.text.partition("Stream mapping:")[0]
    streams = [found.groups() for line in told.lines if (found := STREAM.match(line))]
    if len(streams) > MAX_STREAMS:
        raise FilmError(f"{name} has more than {MAX_STREAMS} streams; a film has pictures and sound.")
    pictures = next((each for each in streams if each[0] == "Video" and "attached pic" not in each[2]), None)
    if pictures is None:
        raise FilmError(f"{name}: there is no film in it that can be read. Save it again as MP4 with H.264.")
    _, codec, said = pictures
    size, shade, rate = PIXELS.search(said), FORMAT.search(said), FPS.search(said)
    if size is None or shade is None:
        raise FilmError(
            f"{name}: its pictures can't be read ({codec}). They are damaged, of a kind that is not read here, or"
            f" larger than {MAX_SIDE} pixels. Save it again as MP4 with H.264."
        )
    width, height = shown_size(size, header)
    return Probe(
        container=container,
        duration_s=length(name, told, header, exact=container.demuxer == "mov"),
        frames=last_number(told, "frame"),
        width=width,
        height=height,
        fps=float(rate[1]) * (1000 if rate[2] else 1) if rate else 0.0,
        codec=codec,
        pixels=shade[1],
        sound=next((kind for what, kind, _ in streams if what == "Audio"), ""),
        bright="smpte2084" in said or "arib-std-b67" in said,
    )


def shown_size(found: re.Match[str], header: str) -> tuple[int, int]:
    """Width and height as people see them: with square pixels, and upright."""
    width, height = int(found[1]), int(found[2])
    if found[3] and int(found[3]) and int(found[4]):
        width = round(width * int(found[3]) / int(found[4]))
    turned = TURNED.search(header)
    return (height, width) if turned and round(float(turned[1])) % 180 else (width, height)


def length(name: str, told: Told, header: str, *, exact: bool) -> float:
    """Seconds: those that the file claims, where such claims are `exact`, else those that were found in it."""
    found = last_number(told, "out_time_us") / 1e6
    claimed = DURATION.search(header)
    if not claimed:
        return found
    hours, minutes, rest = claimed.groups()
    seconds = int(hours) * 3600 + int(minutes) * 60 + float(rest)
    if seconds - found > max(SHORT_S, SHORT_SHARE * seconds):
        raise FilmError(f"{name} says that it lasts {seconds:.0f} s, but ends after {found:.0f} s. It is cut off.")
    return seconds if exact and abs(seconds - found) <= SHORT_S else found


def last_number(told: Told, key: str) -> int:
    """The last value that ffmpeg's progress gave for a key; 0 for none."""
    values = [line.partition("=")[2].strip() for line in told.lines if line.startswith(f"{key}=")]
    return next((int(value) for value in reversed(values) if value.isdigit()), 0)


def checked(name: str, film: Probe, told: Told) -> Probe:
    """The film, if it is one that may be shown."""
    if told.code or not film.frames or film.duration_s <= 0:
        raise FilmError(f"{name}: it could not be read to its end. Is it damaged? Save it again as MP4 with H.264.")
    if min(film.width, film.height) < 2 or max(film.width, film.height) > MAX_SIDE:
        raise FilmError(f"{name} has {film.width} × {film.height} pixels; {MAX_SIDE} are the most on a side.")
    if film.fps > MAX_FPS or film.frames / film.duration_s > MAX_FPS:
        raise FilmError(f"{name} has more than {MAX_FPS:.0f} pictures a second.")
    return film
