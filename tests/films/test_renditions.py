from datetime import UTC, datetime

import pytest

from surveys.films.models import Film, Rendition, Transcode
from surveys.films.renditions import Made, files_of, forget_files, original_of, poster_of, renditions_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FILM = "f" * 64
SMALL, LARGE = Made(360, "a" * 64, 700, 640, 360), Made(480, "b" * 64, 900, 854, 480)


@pytest.fixture(autouse=True)
def fresh():
    forget_files()
    yield
    forget_files()


def film(*, playable=True):
    return Film.objects.create(
        sha256=FILM, file_name="rain.mp4", content_type="video/mp4", bytes=1000, duration_s=2.0, licence="CC0-1.0",
        imported_at=NOON, width=1280, height=720, playable=playable,
    )  # fmt: skip


def make_ready(of):
    for made in (LARGE, SMALL):
        Rendition.objects.create(film=of, duration_s=2.0, frames=48, **vars(made))
    Transcode.objects.create(film=of, state=Transcode.State.DONE, asked_at=NOON)
    Film.objects.filter(pk=of.pk).update(poster="c" * 64)


def test_a_film_gives_its_renditions_from_small_to_large():
    make_ready(film())

    assert renditions_of(FILM) == (SMALL, LARGE)
    assert poster_of(FILM) == "c" * 64
    assert original_of(FILM) == Made(720, FILM, 1000, 1280, 720)


def test_a_film_that_browsers_cannot_play_gives_no_original():
    film(playable=False)

    assert original_of(FILM) is None


def test_a_film_that_is_not_there_gives_nothing():
    assert renditions_of(FILM) == ()
    assert original_of(FILM) is None


def test_a_finished_film_is_asked_for_once(django_assert_num_queries):
    make_ready(film())
    renditions_of(FILM)

    with django_assert_num_queries(0):
        assert renditions_of(FILM) == (SMALL, LARGE)


def test_a_film_that_is_not_ready_is_asked_for_again_after_a_while(monkeypatch):
    of = film()
    assert renditions_of(FILM) == ()
    make_ready(of)
    assert renditions_of(FILM) == ()

    monkeypatch.setattr("surveys.films.renditions.LOOK_AGAIN_S", -1.0)
    forget_files()
    files_of(FILM)

    assert renditions_of(FILM) == (SMALL, LARGE)
