"""A person at a browser: answers by what can be seen and touched, and notes what the page did meanwhile."""

import re
from typing import Any

from playwright.sync_api import ConsoleMessage, Dialog, Locator, Page, Request, TimeoutError, expect

PHONE = {"width": 390, "height": 844}
FILM_LASTS_MS = 100_000
READY_MS = 3_000
PRIMARY = ".go button.primary"


class Visitor:
    """One participant with one tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.lines = 0
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("dialog", self._dialog)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # The answer 422 is meant; browsers write every status of 400 and more into the console.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "about:")):
            self.elsewhere.append(request.url)

    # ---- Where the person is

    @property
    def link(self) -> str:
        """The personal link."""
        return "/".join(self.page.url.split("/")[:5]) + "/"

    @property
    def token(self) -> str:
        """The secret of the personal link."""
        return self.page.url.split("/")[4]

    @property
    def step(self) -> str:
        """The page's place in the journey: `step:occurrence:page`, empty where there is no form."""
        field = self.page.locator("input[name=step]")
        return field.get_attribute("value") or "" if field.count() else ""

    @property
    def kind(self) -> str:
        """The kind of page: consent, ask, film, wait, show, support, complete; empty for a page outside the journey."""
        found = re.search(r"kind-(\w+)", self.page.locator("body").get_attribute("class") or "")
        return found[1] if found else ""

    @property
    def title(self) -> str:
        """The page's first heading."""
        return self.page.locator("h1").inner_text()

    # ---- What the person does

    def start(self, study: str) -> "Visitor":
        """Read about the study and begin."""
        self.page.goto(f"{self.url}s/{study}/")
        return self.go()

    def go(self, name: str = PRIMARY) -> "Visitor":
        """Press the page's primary button, or another one, and see what comes."""
        with self.page.expect_navigation():
            self.page.locator(name).click()
        return self

    def agree(self) -> "Visitor":
        """Tick the clauses that are needed, one by one, and go on."""
        for row in self.page.locator(".clause").all():
            if row.get_by_text("you may leave this open").count() == 0:
                row.locator("label").click()
        return self.go()

    def answer(self, **wanted: Any) -> "Visitor":
        """Answer every item of the page: as wanted, else with the first answer that is offered."""
        for item in self.page.locator(".item:not(.statement)").all():
            name = (item.get_attribute("id") or "").removeprefix("item-")
            self.fill(item, wanted.get(name))
        return self

    def fill(self, item: Locator, wanted: Any) -> None:
        """Answer one item by the control that is visible."""
        kinds = (item.get_attribute("class") or "").split()
        if "slider" in kinds:
            self.slide(item, 30 if wanted is None else wanted)
        elif "number" in kinds or "text" in kinds:
            item.locator("input, textarea").first.fill("20" if wanted is None else str(wanted))
        elif item.locator("select").count():
            item.locator("select").select_option(**({"index": 1} if wanted is None else {"value": str(wanted)}))
        else:
            values = wanted if isinstance(wanted, list) else [wanted]
            for value in values:
                choice = "" if value is None else f'[value="{value}"]'
                item.locator(f"label:has(input:is([type=radio], [type=checkbox]){choice})").first.click()

    def slide(self, item: Locator, wanted: float) -> None:
        """Set a line: every other one by a tap on it, the rest by the arrow keys; without script by typing a number."""
        line, number = item.locator("input[type=range]"), item.locator("input[type=number]")
        if not line.count():
            number.fill(str(wanted))
            return
        self.lines += 1
        if self.lines % 2:
            line.focus()
            line.press("Home")
            line.press("PageUp")
        else:
            box = line.bounding_box()
            assert box is not None
            line.click(position={"x": box["width"] * wanted / 100, "y": box["height"] / 2})
        assert number.input_value() != ""

    def watch(self) -> "Visitor":
        """Play the film to its end, until the way on shows."""
        start = self.before_film().page.get_by_role("button", name="Start the film")
        if start.count():
            start.click()
            expect(self.page.locator(PRIMARY)).to_be_visible(timeout=FILM_LASTS_MS)
        return self

    def before_film(self) -> "Visitor":
        """Read what the film may show, and say that its sound can be heard."""
        try:
            self.page.locator(".player.ready").wait_for(timeout=READY_MS)
        except TimeoutError:
            # There is no script: all of it stands on the page at once.
            return self
        if self.page.locator("[data-do=next]").is_visible():
            self.page.locator("[data-do=next]").click()
        if self.page.locator("[data-do=tone]").is_visible():
            self.page.locator("[data-do=tone]").click()
            self.page.locator("[data-do=heard]").click()
        return self

    def wait(self, *, at_most: float = 100) -> "Visitor":
        """Leave the page open until it goes on by itself."""
        step = self.step
        expect(self.page.locator(f'input[name=step][value="{step}"]')).to_have_count(0, timeout=at_most * 1000)
        return self

    def pass_by(self, **wanted: Any) -> "Visitor":
        """Do what the page is there for, whatever page it is."""
        if self.kind == "consent":
            return self.agree()
        if self.kind == "wait":
            return self.wait()
        if self.kind == "film":
            self.watch()
        return self.answer(**wanted).go()

    def until(self, *steps: str, **wanted: Any) -> "Visitor":
        """Go on until a page of one of these steps is due."""
        for _ in range(80):
            if self.step.startswith(steps):
                return self
            self.pass_by(**wanted)
        raise AssertionError(f"{steps} never came; the person is at {self.step!r} {self.title!r}")
