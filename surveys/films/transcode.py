"""Make a film ready: up to three sizes that every phone plays, equally loud, and a picture of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveys.films.container import MP4
from surveys.films.error import FilmError
from surveys.films.loudness import MEASURE, Loudness, measured
from surveys.films.probe import Probe, opening, probe
from surveys.films.run_ffmpeg import GIGABYTE, Limits, run_ffmpeg
from surveys.films.sizes import Size, sizes

# So long may it take: some minutes, and many times the film.
LEAST_SECONDS, TIMES = 600.0, 30.0
NICE = 19
FACTOR = {360: 26, 480: 24, 720: 23}
# The most that a second may have, in kilobits: a phone on a train must keep up with the smallest.
PICTURE_KBIT = {360: 800, 480: 1400, 720: 2800}
SOUND_KBIT = {360: 96, 480: 128, 720: 128}
SOUND_HERTZ = 48_000
# A seek begins at a key frame.
KEY_EVERY_S = 2
MAX_FPS = 60.0
# Brings films for bright screens (HLG, PQ) down to what all screens show.
TO_PLAIN_LIGHT = "zscale=t=linear:npl=203,format=gbrpf32le,tonemap=hable:desat=0,zscale=p=bt709:t=bt709:m=bt709:r=tv,"
# The share of the work that is measuring the sound.
LISTENING = 0.1
# How far a rendition may be from its film: an AAC frame or two of its length, some of its pictures.
SAME_S, SAME_FRAMES, SAME_SHARE = 0.25, 3, 0.01
POSTER_AT = 0.2

# Lines with keys and values, twice a second.
PROGRESS = ("-nostats", "-progress", "pipe:1")
LISTEN = ("-map", "0:a:0", "-vn", "-af", MEASURE, "-f", "null", *PROGRESS, "-")

Hear = Callable[[float], object]


@dataclass(frozen=True)
class Rendered:
    """One rendition as a file."""

    size: Size
    path: Path
    probe: Probe


@dataclass(frozen=True)
class Ready:
    """All that was made of a film."""

    renditions: tuple[Rendered, ...]
    poster: Path
    loudness: Loudness | None


def transcode(
    source: Path, folder: Path, *, threads: int = 1, hear: Hear = lambda share: None, name: str = ""
) -> Ready:
    """Make everything of a film in an empty folder; `hear` is told which share is done, and may raise to end it.

    FilmError, with the film's name for people, where it can't be made ready, or where what was made is not the film.
    """
    name = name or source.name
    film = probe(source, name=name)
    limits = limits_for(film, threads)
    listening = [*opening(source, film.container, threads=threads), *LISTEN]
    loudness = listen(name, listening, limits, film, lambda share: hear(share * LISTENING)) if film.sound else None
    wanted = [(size, folder / f"{size.box}.mp4") for size in sizes(film.width, film.height)]
    arguments = [*opening(source, film.container, threads=threads), *rendering(film, wanted, loudness, threads)]
    encode(name, arguments, limits, film, lambda share: hear(LISTENING + share * (1 - LISTENING)))
    made = tuple(Rendered(size, path, probe(path)) for size, path in wanted)
    for each in made:
        compare(name, film, each)
    return Ready(made, poster(made[-1], folder / "poster.jpg", limits), loudness)


def limits_for(film: Probe, threads: int) -> Limits:
    """What one run may use."""
    seconds = LEAST_SECONDS + TIMES * film.duration_s
    return Limits(seconds, int(seconds) * (threads + 1), memory=3 * GIGABYTE, nice=NICE)


def listen(name: str, arguments: Sequence[str], limits: Limits, film: Probe, hear: Hear) -> Loudness:
    """How loud the film is."""
    told = run_ffmpeg(arguments, limits, hear=heard(film, hear))
    found = measured(told)
    if told.code or found is None:
        raise FilmError(f"{name}: its sound can't be read ({film.sound}). Is it damaged?")
    return found


def encode(name: str, arguments: Sequence[str], limits: Limits, film: Probe, hear: Hear) -> None:
    """Run the encoder."""
    told = run_ffmpeg(["-v", "error", *arguments], limits, hear=heard(film, hear))
    if told.timed_out:
        raise FilmError(f"{name}: making it ready took more than {limits.seconds / 60:.0f} minutes, so it was ended.")
    if told.code:
        said = next((line for line in reversed(told.lines) if line and "=" not in line), "no reason was given")
        raise FilmError(f"{name} can't be made ready: {said[:120]}")


def rendering(film: Probe, wanted: Sequence[tuple[Size, Path]], loudness: Loudness | None, threads: int) -> list[str]:
    """The options that make all renditions in one go: the film is read once."""
    graph = [*pictures(film, [size for size, _ in wanted])]
    if loudness is not None:
        ends = "".join(f"[s{size.box}]" for size, _ in wanted)
        level = f"volume={loudness.gain_db}dB,aresample={SOUND_HERTZ}:async=1:first_pts=0"
        graph.append(f"[0:a:0]{level},aformat=channel_layouts=stereo,asplit={len(wanted)}{ends}")
    options = ["-filter_complex_threads", str(threads), "-filter_complex", ";".join(graph), *PROGRESS]
    for size, path in wanted:
        options += ["-map", f"[v{size.box}]", *picture_options(size, threads)]
        options += ["-map", f"[s{size.box}]", *sound_options(size)] if loudness is not None else []
        options += ["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart", "-f", "mp4", str(path)]
    return options


def pictures(film: Probe, wanted: Sequence[Size]) -> Iterator[str]:
    """The filters that lead from the film to each size."""
    rate = f"fps={MAX_FPS:g}," if film.fps > MAX_FPS + 1 else ""
    light = TO_PLAIN_LIGHT if film.bright else ""
    ends = "".join(f"[p{size.box}]" for size in wanted)
    # Only pictures of two half-pictures are woven anew.
    yield f"[0:V:0]bwdif=deint=interlaced,{rate}{light}split={len(wanted)}{ends}"
    for size in wanted:
        yield (
            f"[p{size.box}]scale={size.width}:{size.height}:flags=lanczos:out_range=tv,setsar=1,"
            f"format=yuv420p[v{size.box}]"
        )


def picture_options(size: Size, threads: int) -> list[str]:
    """How pictures are packed."""
    most = PICTURE_KBIT[size.box]
    rate = ["-crf", str(FACTOR[size.box]), "-maxrate", f"{most}k", "-bufsize", f"{2 * most}k"]
    keys = ["-force_key_frames", f"expr:gte(t,n_forced*{KEY_EVERY_S})", "-sc_threshold", "40"]
    time = ["-fps_mode", "vfr", "-enc_time_base", "filter", "-threads", str(threads)]
    return ["-c:v", "libx264", "-preset", "medium", "-profile:v", "high", "-pix_fmt", "yuv420p", *rate, *keys, *time]


def sound_options(size: Size) -> list[str]:
    """How sound is packed."""
    return ["-c:a", "aac", "-b:a", f"{SOUND_KBIT[size.box]}k", "-ac", "2", "-ar", str(SOUND_HERTZ)]


def heard(film: Probe, hear: Hear) -> Callable[[str], None]:
    """Turns ffmpeg's lines into shares of the film."""

    def line(said: str) -> None:
        key, _, value = said.partition("=")
        if key == "out_time_us" and value.strip().isdigit():
            hear(min(1.0, int(value) / 1e6 / film.duration_s))

    return line


def compare(name: str, film: Probe, made: Rendered) -> None:
    """FilmError unless the rendition is as long as its film and has its pictures."""
    expected = min(film.frames, round(MAX_FPS * film.duration_s)) if film.fps > MAX_FPS + 1 else film.frames
    off_s, off = made.probe.duration_s - film.duration_s, made.probe.frames - expected
    if abs(off_s) > SAME_S:
        raise FilmError(
            f"{name}: the {made.size.box}p rendition lasts {made.probe.duration_s:.2f} s, the film"
            f" {film.duration_s:.2f} s. The film is damaged, or its sound and its pictures are not of one length."
        )
    if abs(off) > max(SAME_FRAMES, SAME_SHARE * expected):
        raise FilmError(
            f"{name}: the {made.size.box}p rendition has {made.probe.frames} pictures, the film {expected}."
            " Some of them can't be read: the film is damaged."
        )


def poster(made: Rendered, target: Path, limits: Limits) -> Path:
    """A picture from the film's first part, taken from a rendition; the most ordinary one of a second or two."""
    at = f"{made.probe.duration_s * POSTER_AT:.2f}"
    taking = ["-vf", "thumbnail=24", "-frames:v", "1", "-q:v", "4", "-f", "mjpeg", str(target)]
    told = run_ffmpeg(["-v", "error", "-ss", at, *opening(made.path, MP4), *taking], limits)
    if told.code or not target.exists():
        raise FilmError("No picture could be taken from the film.")
    return target
