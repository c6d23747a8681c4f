import resource
from pathlib import Path

import pytest

from surveys.films.container import container_of
from surveys.films.error import FilmError
from surveys.films.probe import opening, probe
from surveys.films.run_ffmpeg import Limits, run_ffmpeg
from tests.films.make import CONCAT, H264, PLAYLIST, make, remake

KINDS = {
    "mp4": ((*H264, "-c:a", "aac"), "MP4", True),
    "mov": ((*H264, "-c:a", "aac"), "QuickTime", False),
    "mkv": ((*H264, "-c:a", "aac"), "Matroska", False),
    "webm": (("-c:v", "libvpx", "-c:a", "libopus"), "WebM", False),
    "avi": (("-c:v", "mpeg4", "-c:a", "mp3"), "AVI", False),
    "mpg": (("-c:v", "mpeg2video", "-c:a", "mp2"), "MPEG", False),
    "ts": ((*H264, "-c:a", "aac"), "MPEG transport stream", False),
    "wmv": (("-c:v", "wmv2", "-c:a", "wmav2"), "Windows Media", False),
    "flv": (("-c:v", "flv1", "-c:a", "mp3", "-ar", "44100"), "Flash video", False),
    "ogv": (("-c:v", "libtheora", "-c:a", "libvorbis"), "Ogg", False),
}


@pytest.mark.parametrize("ending", KINDS)
def test_a_film_is_known_by_its_content_whatever_its_name(tmp_path: Path, ending: str) -> None:
    options, name, playable = KINDS[ending]
    film = make(tmp_path / f"film.{ending}", *options)
    film = film.rename(tmp_path / "film.jpg")

    found = probe(film)

    assert (found.container.name, found.playable) == (name, playable)
    assert (found.width, found.height) == (320, 180)
    assert found.duration_s == pytest.approx(2.0, abs=0.15)
    assert abs(found.frames - 50) <= 1


def test_a_film_that_was_filmed_upright_is_upright(tmp_path: Path) -> None:
    lying = make(tmp_path / "lying.mp4")
    turned = tmp_path / "turned.mp4"
    command = ["-v", "error", "-display_rotation", "90", "-i", str(lying), "-c", "copy", str(turned)]
    assert run_ffmpeg(command, Limits(20, 20)).code == 0

    assert (probe(turned).width, probe(turned).height) == (180, 320)


def test_a_film_with_oblong_pixels_is_as_wide_as_it_is_shown(tmp_path: Path) -> None:
    film = make(tmp_path / "dvd.mp4", "-vf", "setsar=4/3", *H264, "-an")

    assert (probe(film).width, probe(film).height) == (427, 180)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("-c:v", "libx264", "-pix_fmt", "yuv444p"), "most phones have no decoder for it"),
        (("-c:v", "libx265", "-x265-params", "log-level=none"), "not every browser has HEVC"),
    ],
)
def test_a_film_in_mp4_that_phones_do_not_play_is_told_apart(
    tmp_path: Path, options: tuple[str, ...], why: str
) -> None:
    assert not probe(make(tmp_path / "film.mp4", *options)).playable, why


def test_a_film_without_sound_is_a_film(tmp_path: Path) -> None:
    assert probe(make(tmp_path / "mute.mp4", sound="")).sound == ""


LOOKS = {
    "a playlist": PLAYLIST.format("{secret}"),
    "a playlist of the web": PLAYLIST.format("http://127.0.0.1:9/a.ts"),
    "a list of files": CONCAT.format("{secret}"),
    "a drawing": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    "a page": "<!doctype html><script>alert(1)</script>",
    "nothing": "",
    "one letter": "x",
}


@pytest.mark.parametrize("kind", LOOKS)
def test_a_file_that_only_looks_like_a_film_ends_in_a_sentence(tmp_path: Path, kind: str) -> None:
    secret = make(tmp_path / "secret.mp4")
    fake = tmp_path / "film.mp4"
    fake.write_text(LOOKS[kind].replace("{secret}", str(secret)))

    with pytest.raises(FilmError, match=r"film.mp4 is no film by its content\. Save it as MP4"):
        probe(fake)


def test_control_ffmpeg_itself_would_open_what_a_playlist_names(tmp_path: Path) -> None:
    part = make(tmp_path / "part.ts")
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(PLAYLIST.format(part.name))

    assert run_ffmpeg(["-i", str(playlist), "-f", "null", "-"], Limits(20, 20)).code == 0


def test_a_playlist_behind_a_films_first_bytes_is_not_followed(tmp_path: Path) -> None:
    secret = make(tmp_path / "secret.mp4")
    fake = tmp_path / "film.mp4"
    fake.write_bytes(b"\0\0\0\x20ftypisom" + PLAYLIST.format(secret).encode())

    with pytest.raises(FilmError):
        probe(fake)


def test_a_film_whose_end_is_missing_is_told(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.mp4", *H264, "-c:a", "aac", "-movflags", "+faststart", seconds=6)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])

    with pytest.raises(FilmError, match="cut off"):
        probe(cut)


def test_a_film_whose_index_is_missing_is_told(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.mp4", *H264, "-c:a", "aac", "-movflags", "-faststart")
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[:-500])

    with pytest.raises(FilmError, match="can be read"):
        probe(cut)


def test_a_film_of_a_hundred_streams_is_refused(tmp_path: Path) -> None:
    one = make(tmp_path / "one.mkv", "-c:v", "libvpx", "-c:a", "libopus", seconds=0.2)
    many = remake(one, tmp_path / "many.mkv", "-map", "0:v", *["-map", "0:a"] * 99, "-c", "copy")

    with pytest.raises(FilmError, match="more than 16 streams"):
        probe(many)


def test_a_picture_of_thirty_thousand_pixels_is_never_unpacked(tmp_path: Path) -> None:
    small = make(tmp_path / "small.avi", "-c:v", "mjpeg", "-an", size="64x64", seconds=0.2)
    content = small.read_bytes()
    # The size in each JPEG's frame header: marker, length, precision, height, width.
    at = content.find(b"\xff\xc0")
    while at > 0:
        content = content[: at + 5] + (30000).to_bytes(2, "big") * 2 + content[at + 9 :]
        at = content.find(b"\xff\xc0", at + 9)
    huge = tmp_path / "huge.avi"
    huge.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

    with pytest.raises(FilmError, match=r"(larger than 4096 pixels|pixels; 4096)"):
        probe(huge)

    # Unpacked, one picture alone would have 1.3 GB.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < before + 500_000


def test_a_bomb_of_pictures_that_pack_well_is_read_without_unpacking(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.mp4"
    command = ["-v", "error", "-f", "lavfi", "-i", "color=s=4096x2304:r=120:d=5", *H264, "-y", str(bomb)]
    assert run_ffmpeg(command, Limits(120, 240)).code == 0

    found = probe(bomb)

    # 8 GB of pictures in a few hundred kilobytes.
    assert bomb.stat().st_size < 3_000_000
    assert found.frames == 600


def test_a_film_that_takes_too_long_to_read_is_given_up(tmp_path: Path) -> None:
    film = make(tmp_path / "film.mp4")

    with pytest.raises(FilmError, match="could not be read in 0 s"):
        probe(film, limits=Limits(seconds=0.001, cpu_seconds=1))


def test_ffmpeg_is_bounded_in_memory_and_goes_last(tmp_path: Path) -> None:
    film = make(tmp_path / "film.mp4")
    kind = container_of(film)
    assert kind is not None

    starved = run_ffmpeg([*opening(film, kind), "-f", "null", "-"], Limits(20, 20, memory=1 << 20))

    assert starved.code != 0
    assert run_ffmpeg([*opening(film, kind), "-f", "null", "-"], Limits(20, 20)).code == 0
