"""Walk people through a study as their browsers would, several at once, and keep a journal of what each answered.

A walk is six pages: welcome, consent, 20 items, film, 20 items, debrief. Each page's own form is filled and sent.
What a person answers is a function of who they are, the page and the place on it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from tests.bench.client import Browser, Connection, Page
from tests.bench.form import Form, FormReader

PAGES = 6
SECONDS_A_WALK = 120
END = "Here is where to find help."


@dataclass
class Trail:
    """What one person did: the address of their second page (it names them), and the values sent from each page."""

    person: int
    url: str = ""
    sent: dict[int, list[str]] = field(default_factory=dict)
    finished: bool = False


@dataclass
class Walked:
    """All that a walk measured; latencies in seconds, from sending a form until the whole next page was here."""

    seconds: float = 0.0
    requests: int = 0
    size: int = 0
    latencies: dict[int, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    trails: list[Trail] = field(default_factory=list)

    @property
    def finished(self) -> int:
        """How many people saw the last page."""
        return sum(trail.finished for trail in self.trails)


def pick(person: int, page: int, place: int, values: Sequence[str]) -> str:
    """What a person answers to the group at `place` (from 0) of a page: a value on offer, never the empty one."""
    offered = [value for value in values if value != ""]
    return offered[(person * 7 + page * 3 + place) % len(offered)]


def walk(starts: Sequence[str], *, at_once: int, first: int = 0) -> Walked:
    """One person for each start address, `at_once` of them under way at any time; they count from `first`."""
    # In a thread of its own: whoever calls may have a loop running, as browser tests have.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_walk_in_a_loop, list(enumerate(starts, first)), at_once).result()


def _walk_in_a_loop(people: list[tuple[int, str]], at_once: int) -> Walked:
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        return runner.run(_walk_all(people, at_once))


def _fast_loop() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


async def _walk_all(people: list[tuple[int, str]], at_once: int) -> Walked:
    walked, forms, queue = Walked(), FormReader(), iter(people)

    async def lane() -> None:
        connection: Connection | None = None
        for person, start in queue:
            where = urlsplit(start)
            connection = connection or Connection(where.hostname or "", where.port or 80)
            trail = Trail(person)
            walked.trails.append(trail)
            try:
                async with asyncio.timeout(SECONDS_A_WALK):
                    await _walk_one(trail, start, Browser(connection), walked, forms)
            except (OSError, EOFError, LookupError, RuntimeError, ValueError) as error:
                walked.errors.append(f"person {person}: {type(error).__name__}: {error}")
                connection.close()
        if connection:
            connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(at_once)))
    walked.seconds = time.perf_counter() - began
    return walked


async def _walk_one(trail: Trail, start: str, browser: Browser, walked: Walked, forms: FormReader) -> None:
    page = await browser.load("GET", start)
    _count(walked, 1, page)
    for number in range(1, PAGES):
        form = forms.read(number, page.text)
        answers = _answers(trail.person, number, form)
        trail.sent[number] = [value for _, value in answers]
        body = urlencode(form.kept + answers).encode()
        page = await browser.load("POST", urljoin(page.url, form.action), body, referer=page.url)
        _count(walked, number + 1, page)
        trail.url = trail.url or page.url
    if END not in page.text:
        raise RuntimeError(f"the last page isn't the debrief: {page.text[:300]!r}")
    trail.finished = True


def _answers(person: int, page: int, form: Form) -> list[tuple[str, str]]:
    return [(name, pick(person, page, place, on)) for place, (name, on) in enumerate(form.groups.items())]


def _count(walked: Walked, number: int, page: Page) -> None:
    walked.requests += page.requests
    walked.size += page.size
    walked.latencies.setdefault(number, []).append(page.seconds)
