"""A film of 200 MB goes up by a page, from a real browser to a real server, with a bar and in no memory."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Error, Page, expect

from tests.conftest import Running
from tests.films.make import make

SIZE = 200_000_000
# Python's own pieces of memory come and go; the film would be 200.
FLAT_MB = 25


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that is so large because of a box of nothing at its end."""
    film = make(tmp_path_factory.mktemp("large") / "large.mp4")
    with film.open("ab") as stream:
        room = SIZE - stream.tell()
        stream.write(room.to_bytes(4, "big") + b"free")
        stream.truncate(SIZE)
    return film


@pytest.fixture
def desk(running: Running, page: Page) -> Iterator[tuple[Page, list[str]]]:
    """A signed-in researcher's browser, and everything that it complained of."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{running.url}accounts/login/")
    page.fill("[name=login]", running.email)
    page.fill("[name=password]", running.password)
    page.click("main button")
    page.wait_for_url("**/researcher/**")
    yield page, complaints


@contextmanager
def memory_of(running: Running) -> Iterator[dict[int, list[float]]]:
    """Of each web process: megabytes at the beginning and at the most."""
    parent = psutil.Process(running.parts()["web"])
    seen: dict[int, list[float]] = {}
    end = threading.Event()

    def look() -> None:
        while not end.wait(0.01):
            for process in (parent, *parent.children()):
                now = process.memory_info().rss / 1e6
                first, most = seen.setdefault(process.pid, [now, now])
                seen[process.pid] = [first, max(most, now)]

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield seen
    finally:
        end.set()
        watching.join()


def slowed(page: Page, bytes_a_second: int) -> None:
    """Like on a line that takes its time."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    speed = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    network.send("Network.emulateNetworkConditions", speed)


def fill(page: Page, running: Running, film: Path, title: str) -> None:
    page.goto(f"{running.url}researcher/films/add/")
    page.set_input_files("#film", film)
    page.fill("#title", title)
    page.fill("#licence", "CC0-1.0")


def test_two_hundred_megabytes_go_up_with_a_bar_and_flat_memory(
    desk: tuple[Page, list[str]], running: Running, large: Path
) -> None:
    page, complaints = desk
    fill(page, running, large, "A large film")
    slowed(page, 50_000_000)
    shares: set[float] = set()

    with memory_of(running) as memory:
        page.keyboard.press("Enter")
        expect(page.locator("[data-stop]")).to_be_focused()
        while "/add/" in page.url:
            # The page may just be going to the film's own.
            with suppress(Error):
                shares.add(round(page.evaluate("document.querySelector('#progress')?.value ?? 1"), 2))
            page.wait_for_timeout(100)

    expect(page.get_by_role("heading", level=1)).to_have_text("A large film")
    assert len([share for share in shares if 0 < share < 1]) >= 8, sorted(shares)
    assert all(most - first < FLAT_MB for first, most in memory.values()), memory
    assert complaints == []


def test_an_upload_that_is_stopped_adds_nothing_and_keeps_what_was_written(
    desk: tuple[Page, list[str]], running: Running, large: Path
) -> None:
    page, _ = desk
    fill(page, running, large, "Never mind")
    slowed(page, 5_000_000)

    page.click("[data-send]")
    expect(page.locator("[data-said]")).to_contain_text("Uploading")
    page.keyboard.press("Enter")

    expect(page.locator("[data-problem]")).to_have_text("Stopped. Nothing was added.")
    expect(page.locator("#title")).to_have_value("Never mind")
    time.sleep(1)
    assert list((running.home / "films" / "incoming").iterdir()) == []


def test_what_is_wrong_is_told_beside_the_form_that_keeps_its_file(
    desk: tuple[Page, list[str]], running: Running, tmp_path: Path
) -> None:
    page, _ = desk
    fake = tmp_path / "film.mp4"
    fake.write_text("#EXTM3U\n/etc/passwd\n")
    fill(page, running, fake, "No film")

    page.click("[data-send]")

    expect(page.get_by_role("alert")).to_contain_text("is no film by its content")
    assert page.evaluate("document.querySelector('#film').files.length") == 1


def test_a_film_that_is_too_large_is_not_sent_at_all(
    desk: tuple[Page, list[str]], running: Running, large: Path
) -> None:
    page, _ = desk
    fill(page, running, large, "Too large")
    page.evaluate("document.querySelector('[data-upload]').dataset.most = '1000'")

    page.click("[data-send]")

    expect(page.get_by_role("alert")).to_contain_text("too large")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_film_goes_up_and_is_made_ready_while_somebody_looks(
    browser: Any, running: Running, tmp_path: Path, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{running.url}accounts/login/")
    page.fill("[name=login]", running.email)
    page.fill("[name=password]", running.password)
    page.click("main button")
    page.wait_for_url("**/researcher/**")
    film = make(tmp_path / "film.webm", "-c:v", "libvpx", "-c:a", "libopus", seconds=3 + script)
    fill(page, running, film, "In WebM")

    page.click("[data-send]")

    expect(page.get_by_role("heading", level=1)).to_have_text("In WebM")
    expect(page.locator("[data-word]")).to_have_text("Waits to be made ready")
    assert running.manage("transcode", page.url.split("/")[-2]).returncode == 0
    if not script:
        page.reload()
    expect(page.locator("[data-word]")).to_have_text("Ready", timeout=15_000)
    expect(page.locator("video source")).to_have_count(1)
    context.close()
