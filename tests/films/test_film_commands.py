from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from surveys.films.models import Film, Transcode
from tests.films.make import H264, make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT, settings.TRANSCODE_ROOT = str(tmp_path / "media"), tmp_path / "transcode"
    return tmp_path


def test_a_film_comes_in_by_a_command_with_all_its_words_and_is_made_ready(media: Path, capsys: Any) -> None:
    get_user_model().objects.create_user("lab@example.org", "x")
    (media / "rain.vtt").write_text("WEBVTT\n\n00:00.500 --> 00:01.500\nRain.\n")
    film = make(media / "rain.mov", *H264, "-c:a", "aac")

    call_command(
        "import_film", str(film), "--licence", "CC0-1.0", "--title", "Rain", "--themes", "loss, water",
        "--captions", f"en={media / 'rain.vtt'}", "--norms", "sad; 5.1; 1.2; 80; 0-8; Smith 2001",
        "--norms", "happy; 1; 0.5; 80", "--by", "lab@example.org",
    )  # fmt: skip
    call_command("transcode")

    kept = Film.objects.get()
    assert (kept.title, kept.themes, list(kept.captions), list(kept.norms)) == (
        "Rain", ["loss", "water"], ["en"], ["sad", "happy"]
    )  # fmt: skip
    assert kept.added_by is not None
    assert kept.transcode.state == Transcode.State.DONE
    assert [made.size for made in kept.renditions.all()] == [360]
    assert "1 made ready" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--norms", "sad"], "Write a norm as"),
        (["--replaces", "f" * 64], "There is no film"),
        (["--by", "nobody@example.org"], "There is no user"),
        (["--captions", "en"], "write --captions en=FILE.vtt"),
        (["--licence", " "], "under which licence"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_imported(media: Path, options: list[str], sentence: str) -> None:
    film = make(media / "rain.mp4")

    with pytest.raises(CommandError, match=sentence):
        call_command("import_film", str(film), "--licence", "CC0-1.0", *options)
    assert not Film.objects.exists()
