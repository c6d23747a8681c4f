"""What Chromium makes of our ranges: any second of a real film, its end, and a network that comes back."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from surveys.films.ffmpeg import ffmpeg
from surveys.films.sign import film_path
from surveys.films.store import store
from tests.conftest import ROOT, Running

FILM = ROOT / "surveys/protocols/examples/good-cry/films/reunited.mp4"
LASTS_S = 52
# A tenth of a second of the film is two frames.
NEAR_S = 0.1
HAVE_CURRENT_DATA = 2
SEEK = """async second => {
  const film = document.querySelector("video");
  film.currentTime = second;
  await new Promise((done, failed) => { film.onseeked = done; film.onerror = () => failed(film.error.message); });
  return film.currentTime;
}"""


@pytest.fixture
def opened(running: Running, browser: Browser) -> Iterator[Callable[[Path], Page]]:
    """Opens a film in the browser's own player, by its address."""
    context = browser.new_context()
    key = (running.home / "secret_key").read_text().strip()

    def opened(film: Path) -> Page:
        with override_settings(SECRET_KEY=key, MEDIA_ROOT=str(running.home / "films")):
            address = film_path(store(film), "film.mp4", expires=time.time() + 3600)
        page = context.new_page()
        page.goto(running.url.rstrip("/") + address)
        page.evaluate("document.querySelector('video').muted = true")
        return page

    yield opened
    context.close()


@pytest.fixture
def player(opened: Callable[[Path], Page]) -> Page:
    """The player with a film of 52 seconds in it."""
    return opened(FILM)


@pytest.fixture
def long_film(tmp_path: Path) -> Path:
    """The same film twenty times on end: 29 MB, much more than a browser loads ahead."""
    film = tmp_path / "long.mp4"
    command = [ffmpeg(), "-loglevel", "error", "-stream_loop", "19", "-i", str(FILM), "-c", "copy"]
    subprocess.run([*command, "-movflags", "+faststart", str(film)], check=True)
    return film


def asks(page: Page, what: str) -> float:
    return float(page.evaluate(f"document.querySelector('video').{what}"))


def wait_for(page: Page, fact: Callable[[], bool], *, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, page.evaluate("document.querySelector('video').error?.message ?? 'no error'")
        page.wait_for_timeout(50)


def test_every_second_of_a_film_can_be_gone_to(player: Page) -> None:
    seconds = [*range(LASTS_S - 1, -1, -7), *range(0, LASTS_S, 5), LASTS_S - 0.5]

    for second in seconds:
        assert abs(player.evaluate(SEEK, second) - second) < NEAR_S


def test_a_film_plays_to_its_end(player: Page) -> None:
    player.evaluate(SEEK, LASTS_S - 3)
    player.evaluate("document.querySelector('video').play()")

    wait_for(player, lambda: bool(player.evaluate("document.querySelector('video').ended")), seconds=20)

    assert abs(asks(player, "currentTime") - asks(player, "duration")) < NEAR_S


def test_a_film_goes_on_where_it_was_when_the_network_comes_back(
    opened: Callable[[Path], Page], long_film: Path
) -> None:
    player = opened(long_film)
    player.evaluate("void document.querySelector('video').play()")
    wait_for(player, lambda: asks(player, "currentTime") > 0.5, seconds=20)
    player.context.set_offline(True)
    player.evaluate("document.querySelector('video').currentTime = 600")
    player.wait_for_timeout(1500)
    assert asks(player, "readyState") < HAVE_CURRENT_DATA

    player.context.set_offline(False)

    wait_for(player, lambda: went_on(player), seconds=20)


def went_on(player: Page) -> bool:
    """Whether the film plays from where it was; a browser that gave up is told to try again, as our page does."""
    player.evaluate(
        "(() => { const film = document.querySelector('video');"
        " if (film.error) { film.load(); film.currentTime = 600; void film.play(); } })()"
    )
    return 600.5 < asks(player, "currentTime") < 640
