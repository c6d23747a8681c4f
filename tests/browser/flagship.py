"""Somebody takes the flagship study in a browser of their own, while other tests go on."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserType, sync_playwright

from tests.browser.look import look
from tests.browser.visitor import PHONE, Visitor
from tests.browser.weigh import weigh
from tests.conftest import CHROMIUM_OPTIONS, find_chromium

# First question page, a page of lines, and the film.
WEIGHED = ("eligible::0", "about::0", "mood.before::0", "film::0")
# Nothing here sets off the study's rule, and nobody is turned away.
ANSWERS = {"age": 34, "level": 2, "crisis": "no", "bereaved": "no", "support": None}


@dataclass
class Taken:
    """What was seen on the way."""

    token: str = ""
    steps: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    without_stop: list[str] = field(default_factory=list)
    weights: dict[str, dict[str, int]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def take_flagship(url: str) -> Taken:
    """The whole journey with a phone's window, from the start link to the second code."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        visitor = Visitor(browser.new_context(viewport=PHONE, has_touch=True).new_page(), url)
        taken = Taken(complaints=visitor.complaints, elsewhere=visitor.elsewhere)
        visitor.start("good-cry")
        taken.token = visitor.token
        while True:
            note(taken, visitor)
            if visitor.step in WEIGHED:
                taken.weights[visitor.step] = weigh(browser, visitor.link)
            if not visitor.step:
                break
            visitor.pass_by(**ANSWERS)
        browser.close()
    return taken


def launch(chromium: BrowserType) -> Browser:
    """The machine's own Chromium."""
    return chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)


def note(taken: Taken, visitor: Visitor) -> None:
    """Look at a page, and keep what matters."""
    place = visitor.step or "end"
    assert len(taken.steps) < 90, f"{place} doesn't end"
    taken.steps.append(place)
    taken.kinds.add(visitor.kind)
    taken.texts[place] = visitor.page.locator("main").inner_text()
    # The same questions again, later, have the same looks.
    if place.split(".")[0] + place[-1] not in taken.looked:
        taken.faults += look(visitor.page)
    taken.looked.add(place.split(".")[0] + place[-1])
    if visitor.step and not visitor.page.locator('.top a[href="stop"]').is_visible():
        taken.without_stop.append(place)
