"""What the films' address says to browsers: what they may do with it, and that nobody else's page may show it."""

import base64
import time
from contextlib import closing

import pytest

from surveys.films.sign import film_path
from surveys.films.store import store

# A response that is closed looks after the thread's connection.
pytestmark = pytest.mark.django_db
BYTES = bytes(range(256)) * 4


@pytest.fixture
def film(settings, tmp_path):
    """A film's address."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    source = tmp_path / "a.mp4"
    source.write_bytes(BYTES)
    return film_path(store(source), "film.mp4", expires=time.time() + 60)


def status_of(client, address, **headers):
    with closing(client.get(address, headers=headers)) as answer:
        return answer.status_code


def test_a_film_may_be_shown_here_kept_by_its_viewer_and_taken_for_nothing_else(client, film):
    answer = client.get(film)

    assert b"".join(answer) == BYTES
    headers = answer.headers
    assert headers["Content-Type"] == "video/mp4"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == "inline"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, max-age=3600, immutable"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Set-Cookie" not in headers


def test_a_piece_says_what_it_is_a_piece_of(client, film):
    answer = client.get(film, headers={"Range": "bytes=1000-"})

    assert answer.status_code == 206
    assert b"".join(answer) == BYTES[1000:]
    assert answer.headers["Content-Range"] == "bytes 1000-1023/1024"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_asking_for_the_headers_alone_sends_no_film(client, film):
    answer = client.head(film)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == "1024"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_films_are_only_read(client, film, method):
    assert getattr(client, method)(film).status_code == 405


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "video", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"},
        # A page of another name of the same university.
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "video"},
        # What older browsers say.
        {"Referer": "https://elsewhere.example/page"},
        {"Referer": "https://testserver.elsewhere.example/"},
        {"Referer": "https://[half"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_other_peoples_pages_can_neither_show_a_film_nor_link_to_it(client, film, said):
    answer = client.get(film, headers=said)

    assert answer.status_code == 403
    assert b"".join(answer) == b""


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "video"},
        # Typed, kept as a bookmark, or opened from the page's menu.
        {"Sec-Fetch-Site": "none", "Sec-Fetch-Dest": "document"},
        {"Referer": "http://testserver/researcher/"},
        {"Origin": "http://testserver"},
        # Old browsers and players outside of the page say nothing.
        {},
    ],
)
def test_our_own_pages_and_old_players_get_it(client, film, said):
    assert status_of(client, film, **said) == 200


def test_an_address_holds_nothing_that_could_be_guessed(film):
    token = film.split("/")[2]
    signature = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[-16:]

    assert len(signature) * 8 == 128


def test_a_page_opened_before_the_secret_key_changed_still_plays_its_film(client, film, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 8
    assert status_of(client, film) == 200

    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(film).status_code == 404


def test_nginx_is_told_which_file_to_send_and_gets_no_bytes(client, film, settings):
    settings.FILMS_ACCEL = "/protected-films/"

    answer = client.get(film, headers={"Range": "bytes=5-"})

    sha = answer.headers["ETag"].strip('"')
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"/protected-films/{sha[:2]}/{sha}.mp4"
    assert answer.headers["Content-Type"] == "video/mp4"
    assert "Content-Range" not in answer.headers
    assert client.get(film, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(film.replace("film.mp4", "other.mp4")).status_code == 404


def test_what_the_store_has_lost_is_missing_behind_nginx_too(client, settings, tmp_path):
    settings.MEDIA_ROOT, settings.FILMS_ACCEL = str(tmp_path), "/protected-films/"

    assert client.get(film_path("ab" * 32, "film.mp4", expires=time.time() + 60)).status_code == 404
