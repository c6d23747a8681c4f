from datetime import UTC, datetime
from pathlib import Path

import pytest

from surveys.films.description import Description
from surveys.films.error import FilmError
from surveys.films.import_film import import_film
from surveys.films.models import Film
from surveys.films.store import stored_path

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLIP = Path(__file__).parents[2] / "surveys/protocols/examples/film-validation/films/a.mp4"
FREE = Description(licence="CC0-1.0", title="Rain")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def test_a_film_is_stored_under_its_hash_with_its_length():
    film = import_film(CLIP, FREE, at=NOON)

    path = stored_path(film.sha256, "a.mp4")
    assert path is not None
    assert path.read_bytes() == CLIP.read_bytes()
    assert film.duration_s == pytest.approx(2.0, abs=0.1)
    assert film.bytes == CLIP.stat().st_size
    assert film.imported_at == NOON


def test_a_second_import_gives_the_same_film_with_the_latest_words(media):
    first = import_film(CLIP, FREE, at=NOON)

    again = import_film(CLIP, Description(licence="CC0-1.0", title="Grey rain"), at=NOON)

    assert again.pk == first.pk
    assert Film.objects.get().title == "Grey rain"
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_captions_are_stored_beside_the_film(tmp_path):
    captions = tmp_path / "a.en.vtt"
    captions.write_text("WEBVTT\n\n00:00.500 --> 00:01.500\nRain.\n")

    film = import_film(CLIP, Description(licence="CC0-1.0", captions={"en": captions}), at=NOON)

    path = stored_path(film.captions["en"], "a.en.vtt")
    assert path is not None
    assert path.read_text() == captions.read_text()


def test_a_picture_with_a_film_name_is_refused(tmp_path, media):
    fake = tmp_path / "film.mp4"
    fake.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    with pytest.raises(FilmError, match="no film by its content"):
        import_film(fake, FREE, at=NOON)
    assert not list(media.rglob("*.mp4"))


def test_a_film_that_is_cut_off_is_refused(tmp_path):
    cut = tmp_path / "film.mp4"
    cut.write_bytes(CLIP.read_bytes()[:200])

    with pytest.raises(FilmError, match="can be read"):
        import_film(cut, FREE, at=NOON)


def test_a_film_that_is_too_large_is_refused():
    with pytest.raises(FilmError, match="at most 1,000"):
        import_film(CLIP, FREE, at=NOON, max_bytes=1000)


def test_a_link_is_not_followed(tmp_path):
    link = tmp_path / "film.mp4"
    link.symlink_to(CLIP)

    with pytest.raises(FilmError, match="Links are not followed"):
        import_film(link, FREE, at=NOON)


def test_faulty_captions_leave_no_film(tmp_path):
    captions = tmp_path / "a.en.vtt"
    captions.write_text("1\n00:00:01,000 --> 00:00:02,000\nSubRip")

    with pytest.raises(FilmError, match="WEBVTT"):
        import_film(CLIP, Description(licence="CC0-1.0", captions={"en": captions}), at=NOON)
    assert not Film.objects.exists()
