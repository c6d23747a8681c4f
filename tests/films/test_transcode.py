from pathlib import Path

import pytest

from surveys.films.container import MP4
from surveys.films.error import FilmError
from surveys.films.loudness import MEASURE, TARGET_LUFS, Loudness, measured
from surveys.films.probe import opening, probe
from surveys.films.run_ffmpeg import Limits, run_ffmpeg
from surveys.films.sizes import sizes
from surveys.films.transcode import Ready, transcode
from tests.films.make import H264, make, remake

CLIP = Path(__file__).parents[2] / "surveys/protocols/examples/film-validation/films/a.mp4"


def ready(source: Path, folder: Path) -> Ready:
    (folder / "out").mkdir()
    return transcode(source, folder / "out")


def loudness_of(film: Path) -> Loudness:
    told = run_ffmpeg([*opening(film, MP4), "-vn", "-af", MEASURE, "-f", "null", "-"], Limits(30, 60))
    found = measured(told)
    assert found is not None
    return found


def boxes(film: Path) -> list[bytes]:
    """The names of a file's outer boxes, in order."""
    content, at, names = film.read_bytes(), 0, []
    while at < len(content):
        names.append(content[at + 4 : at + 8])
        at += int.from_bytes(content[at : at + 4], "big") or len(content)
    return names


@pytest.mark.parametrize(
    ("film", "made"),
    [
        ((1920, 1080), [(360, 640, 360), (480, 854, 480), (720, 1280, 720)]),
        ((1280, 720), [(360, 640, 360), (480, 854, 480), (720, 1280, 720)]),
        ((1080, 1920), [(360, 360, 640), (480, 480, 854), (720, 720, 1280)]),
        ((640, 360), [(360, 640, 360)]),
        ((800, 450), [(360, 640, 360), (480, 800, 450)]),
        ((161, 91), [(360, 160, 90)]),
        ((1998, 816), [(360, 640, 262), (480, 854, 348), (720, 1280, 522)]),
        ((640, 480), [(360, 480, 360), (480, 640, 480)]),
        ((4096, 4), [(360, 640, 2), (480, 854, 2), (720, 1280, 2)]),
    ],
)
def test_a_film_is_made_into_the_sizes_that_are_not_larger_than_itself(film, made) -> None:
    assert [(size.box, size.width, size.height) for size in sizes(*film)] == made


def test_a_film_becomes_three_sizes_that_every_phone_plays(tmp_path: Path) -> None:
    film = make(tmp_path / "film.mkv", *H264, "-c:a", "libopus", size="1440x810")

    made = ready(film, tmp_path)

    assert [(each.probe.width, each.probe.height) for each in made.renditions] == [(640, 360), (854, 480), (1280, 720)]
    for each in made.renditions:
        assert each.probe.playable
        assert (each.probe.codec, each.probe.pixels, each.probe.sound) == ("h264", "yuv420p", "aac")
        assert each.probe.duration_s == pytest.approx(2.0, abs=0.1)
        assert abs(each.probe.frames - 50) <= 1
        # The index comes first: a player needs no more than the beginning to begin.
        assert boxes(each.path).index(b"moov") < boxes(each.path).index(b"mdat")
    assert made.poster.read_bytes()[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize("db", [-20, -6, 10])
def test_films_become_equally_loud_by_one_gain(tmp_path: Path, db: int) -> None:
    tone = f"sine=f=500:d=4,volume={db}dB"
    film = make(tmp_path / "film.mp4", *H264, "-c:a", "aac", seconds=4, sound=tone)

    made = ready(film, tmp_path)

    assert loudness_of(made.renditions[0].path).integrated == pytest.approx(TARGET_LUFS, abs=0.6)


def test_a_film_with_high_peaks_stays_quieter_rather_than_being_pressed(tmp_path: Path) -> None:
    # A short bang in a quiet film: only a compressor could make it louder.
    bang = "aevalsrc=0.02*sin(500*2*PI*t)+0.9*sin(900*2*PI*t)*between(t\\,1\\,1.001):d=8"
    film = make(tmp_path / "film.mp4", *H264, "-c:a", "aac", seconds=8, sound=bang)
    before = loudness_of(film)

    after = loudness_of(ready(film, tmp_path).renditions[0].path)

    assert after.integrated < TARGET_LUFS - 3
    assert after.peak <= 0
    assert after.peak - after.integrated == pytest.approx(before.peak - before.integrated, abs=4.0)


def test_silence_stays_silent_and_a_film_without_sound_gets_none(tmp_path: Path) -> None:
    silent = make(tmp_path / "silent.mp4", *H264, "-c:a", "aac", sound="anullsrc=r=48000:cl=stereo:d=2")
    mute = make(tmp_path / "mute.mp4", sound="")

    still = ready(silent, tmp_path)
    (tmp_path / "mute").mkdir()
    without = transcode(mute, tmp_path / "mute")

    assert still.loudness is not None
    assert still.loudness.gain_db == 0
    assert still.renditions[0].probe.sound == "aac"
    assert without.loudness is None
    assert without.renditions[0].probe.sound == ""


def test_progress_is_told_and_never_goes_back(tmp_path: Path) -> None:
    film = make(tmp_path / "film.mp4", size="1280x720", seconds=8)
    heard: list[float] = []
    (tmp_path / "out").mkdir()

    transcode(film, tmp_path / "out", hear=heard.append)

    assert heard == sorted(heard)
    assert 0 <= heard[0] < 0.5
    assert heard[-1] == pytest.approx(1.0, abs=0.1)


def test_whoever_hears_can_end_the_work_and_nothing_runs_on(tmp_path: Path) -> None:
    film = make(tmp_path / "film.mp4", size="1280x720", seconds=8)
    (tmp_path / "out").mkdir()

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcode(film, tmp_path / "out", hear=stop)


def test_a_film_that_is_damaged_in_its_middle_is_told(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.mp4", "-c:v", "libx264", "-bf", "0", "-g", "250", "-crf", "20", "-an", seconds=8)
    content = bytearray(whole.read_bytes())
    begin = content.find(b"mdat") + 400
    # Its pictures' lengths stand, so the file is read to its end; what is in them is gone.
    for at in range(begin + 3000, len(content) - 6000, 7):
        content[at] ^= 0x5A
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content)

    with pytest.raises(FilmError):
        ready(broken, tmp_path)


def test_pictures_of_changing_length_keep_their_times(tmp_path: Path) -> None:
    steady = make(tmp_path / "steady.mp4", seconds=4)
    # Every third picture of the first half is missing.
    uneven = remake(
        steady, tmp_path / "uneven.mkv", "-vf", "select=not(lt(t\\,2)*eq(mod(n\\,3)\\,1))", "-fps_mode", "vfr", *H264
    )

    made = ready(uneven, tmp_path)

    assert abs(made.renditions[0].probe.frames - probe(uneven).frames) <= 1
    assert made.renditions[0].probe.duration_s == pytest.approx(4.0, abs=0.1)


def test_nothing_of_the_originals_words_is_carried_over(tmp_path: Path) -> None:
    film = remake(make(tmp_path / "a.mp4"), tmp_path / "b.mp4", "-metadata", "title=The sad one", "-c", "copy")

    made = ready(film, tmp_path)

    assert b"The sad one" in film.read_bytes()
    assert b"The sad one" not in made.renditions[0].path.read_bytes()
