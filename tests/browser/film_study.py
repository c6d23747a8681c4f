"""Studies of films for browsers: made with ffmpeg, published, and what the page and the database say of a showing."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from surveys.films.ffmpeg import ffmpeg
from tests.browser.conftest import published
from tests.browser.visitor import PRIMARY, Visitor
from tests.conftest import Running

Rows = Callable[..., list[tuple[Any, ...]]]
BATCHES = """
SELECT load, seq, sent, intervals, events FROM participation_exposure WHERE participant_id = %(person)s
ORDER BY at, load, seq
"""
STORED = "SELECT step, answers FROM participation_response WHERE participant_id = %(person)s ORDER BY at"
PROTOCOL = """\
lacrima: 1
study: {name}
title: Films
languages: [en, ar]
lead: {{team: Lab, email: lab@example.org}}
consent: {{text: consent.md, clauses: [{{id: take_part, text: {{en: I take part., ar: أشارك}}}}]}}
films:
{films}
journey:
{journey}
  - show: thanks.md
"""
CAPTIONS = "WEBVTT\n\n00:00:00.200 --> 00:00:09.000\nA line that can be read.\n"


def film(path: Path, seconds: float, *, size: str = "854x480", rate: str = "600k", tone: int = 440) -> None:
    """A test picture with a tone; `rate` is its bits a second."""
    options = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25", "-c:a", "aac"]
    sources = [f"testsrc2=s={size}:r=25:d={seconds},noise=alls=20:allf=t", f"sine=frequency={tone}:d={seconds}"]
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    limits = ["-b:v", rate, "-maxrate", rate, "-bufsize", rate, "-movflags", "+faststart", str(path)]
    subprocess.run([ffmpeg(), "-y", "-loglevel", "error", *inputs, *options, *limits], check=True)


def film_study(running: Running, folder: Path, name: str, journey: str, *, captions: bool = False, **films: str) -> str:
    """Publish a study of films that lie in its folder; more keys of each film as YAML."""
    for language in ("", ".ar"):
        (folder / f"consent{language}.md").write_text("# Taking part\n\nOf your own will.")
        (folder / f"thanks{language}.md").write_text("# Thanks\n\nThat was all.")
    (folder / "films" / "en.vtt").write_text(CAPTIONS)
    more = ", captions: {en: films/en.vtt}" if captions else ""
    lines = [
        f"  {key}: {{file: films/{key}.mp4, licence: CC0-1.0, title: {{en: Film {key}, ar: فيلم}}{more}{each}}}"
        for key, each in films.items()
    ]
    text = PROTOCOL.format(name=name, films="\n".join(lines), journey=journey)
    (folder / "protocol.yaml").write_text(text)
    published(running, folder)
    return name


def at_film(someone: Visitor, study: str) -> Visitor:
    """Begin, agree, and go through what comes before the film."""
    return someone.start(study).agree().before_film()


def start(someone: Visitor) -> Page:
    """Tap on the film, and see it play."""
    someone.page.get_by_role("button", name="Start the film").click()
    plays(someone.page)
    return someone.page


def plays(page: Page) -> None:
    """Wait until the film moves."""
    wait_until(page, lambda: page.evaluate("!document.querySelector('video').paused") and film_at(page) > 0.1)


def film_at(page: Page) -> float:
    """Where the video stands, in seconds."""
    return float(page.evaluate("document.querySelector('video').currentTime"))


def reaches(page: Page, seconds: float) -> None:
    """Wait until the film is there."""
    wait_until(page, lambda: film_at(page) >= seconds)


def wait_until(page: Page, fact: Callable[[], object]) -> None:
    """Look until a fact holds; a page's own policy lets nobody else look from inside."""
    for _ in range(2000):
        if fact():
            return
        page.wait_for_timeout(30)
    raise AssertionError("It never happened.")


def ends(page: Page) -> None:
    """Wait until the way on shows."""
    expect(page.locator(PRIMARY)).to_be_visible(timeout=60_000)


def events_of(rows: Rows, token: str) -> list[tuple[str, float]]:
    """Name and film second of all events that arrived, in the order of the page's clock."""
    found = [event for _, _, _, _, events in rows(BATCHES, token) for event in events]
    return [(event[1], event[2]) for event in sorted(found, key=lambda event: event[0])]


def stored_of(rows: Rows, token: str) -> dict[str, list[Any]]:
    """The answers of each step that was sent, in its order."""
    return {str(step): list(answers) for step, answers in rows(STORED, token)}


class Delivery:
    """Hands out a film in parts; where it is held, nothing more comes, as on a phone without signal."""

    PART_BYTES = 200_000

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.film, self.held, self.holds = page, path.read_bytes(), list[Route](), False
        page.route(re.compile(r"/f/.*mp4"), self.asked)

    def asked(self, route: Route) -> None:
        if self.holds:
            self.held.append(route)
        else:
            self.give(route)

    def give(self, route: Route) -> None:
        """The next part."""
        start = int(re.findall(r"bytes=(\d+)", route.request.headers.get("range", "bytes=0-"))[0])
        part = self.film[start : start + self.PART_BYTES]
        place = f"bytes {start}-{start + len(part) - 1}/{len(self.film)}"
        headers = {"Content-Range": place, "Accept-Ranges": "bytes", "Content-Type": "video/mp4"}
        route.fulfill(status=206, body=part, headers=headers)

    def hold(self) -> None:
        """From now on nothing comes."""
        self.holds = True

    def let_through(self) -> None:
        """What was asked for meanwhile, and all the rest."""
        self.holds = False
        for route in self.held:
            self.give(route)
        self.held.clear()
