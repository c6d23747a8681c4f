"""The shipped films are what docs/films.md says of them."""

import re
import subprocess
from pathlib import Path

import pytest

from surveys.films.captions import check_captions
from surveys.films.demonstration.clips import clips
from surveys.films.demonstration.comfort import comfort
from surveys.films.demonstration.endings import adrift, reunited
from surveys.films.demonstration.harbour import harbour
from surveys.films.demonstration.lighthouse import PARTING
from surveys.films.demonstration.render import write_both
from surveys.films.ffmpeg import ffmpeg
from surveys.films.probe import probe

EXAMPLES = Path(__file__).parents[2] / "surveys/protocols/examples"
MAIN = EXAMPLES / "good-cry/films"
OWN = sorted([*MAIN.glob("*.mp4"), *(EXAMPLES / "context-diary/films").glob("*.mp4")])
CLIPS = sorted((EXAMPLES / "film-validation/films").glob("*.mp4"))


def decoded(film: Path) -> str:
    """What ffmpeg says when it has played the whole film."""
    command = [ffmpeg(), "-hide_banner", "-nostdin", "-i", str(film), "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, timeout=60, check=True, text=True).stderr


def frames(film: Path) -> int:
    return int(re.findall(r"frame=\s*(\d+)", decoded(film))[-1])


def test_all_films_are_there():
    assert [film.stem for film in sorted(MAIN.glob("*.mp4"))] == ["adrift", "comfort", "harbour", "reunited"]
    assert [film.stem for film in CLIPS] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("film", OWN, ids=lambda film: f"{film.parts[-3]}-{film.stem}")
def test_a_film_is_short_small_and_has_sound_and_captions(film):
    told = decoded(film)

    assert 40 <= probe(film).duration_s <= 60
    assert film.stat().st_size < 2_000_000
    assert re.search(r"Video: h264.*yuv420p", told)
    assert "Audio: aac" in told
    assert check_captions(film.with_suffix(".en.vtt")) >= 8


@pytest.mark.parametrize("reel", [adrift, comfort, harbour, reunited], ids=lambda reel: reel.__name__)
def test_the_captions_are_those_of_the_film_in_english_and_german(reel, tmp_path):
    folder = tmp_path / "good-cry/films"
    folder.mkdir(parents=True)
    write_both(reel(), folder)

    for path in folder.glob("*.vtt"):
        assert path.read_text() == (MAIN / path.name).read_text()
        assert check_captions(path) >= 8
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("film", CLIPS, ids=lambda film: film.stem)
def test_a_clip_lasts_two_seconds_and_has_sound(film):
    assert probe(film).duration_s == pytest.approx(2.0, abs=0.1)
    assert film.stat().st_size < 12_000
    assert "Audio: aac" in decoded(film)


@pytest.mark.parametrize("film", OWN, ids=lambda film: f"{film.parts[-3]}-{film.stem}")
def test_a_film_can_start_before_all_of_it_is_there(film):
    content = film.read_bytes()

    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("study", ["good-cry", "context-diary"])
def test_both_endings_last_equally_long(study):
    resolved, unresolved = (EXAMPLES / study / "films" / name for name in ("reunited.mp4", "adrift.mp4"))

    assert probe(resolved).duration_s == probe(unresolved).duration_s
    assert frames(resolved) == frames(unresolved) == 52 * 24


@pytest.mark.parametrize("moment", [11.0, 32.0, PARTING - 1 / 24])
def test_the_two_films_are_one_until_they_part(moment):
    assert reunited().frame(moment).tobytes() == adrift().frame(moment).tobytes()


def test_after_that_they_are_two():
    assert reunited().frame(47.0).tobytes() != adrift().frame(47.0).tobytes()
    before = [words for start, _, words in reunited().captions if start < PARTING]
    assert before == [words for start, _, words in adrift().captions if start < PARTING]


def test_there_is_one_clip_for_each_feeling():
    assert [clip.name for clip in clips()] == ["a", "b", "c", "d", "e"]
    assert len({clip.frame(1.5).tobytes() for clip in clips()}) == 5
