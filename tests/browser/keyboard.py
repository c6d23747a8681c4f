"""The same person without mouse or finger: Tab, Space, Enter, arrows and digits alone."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.visitor import FILM_LASTS_MS, PRIMARY, Visitor

# Where the focus is, and whether it can be seen: on the field itself, or on the row that belongs to it.
FOCUSED = """() => {
  const one = document.activeElement, seen = (e) => {
    const style = e && getComputedStyle(e);
    return !!style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  return {
    tag: one.localName, type: one.type ?? "", name: one.name ?? "", value: one.value ?? "", checked: !!one.checked,
    href: one.getAttribute("href") ?? "", does: one.dataset.do ?? "",
    classes: one.className, seen: seen(one) || seen(one.nextElementSibling),
    asked: !one.closest(".clause")?.textContent.includes("you may leave this open"),
    fresh: !one.closest(".item")?.querySelector(":checked"),
  };
}"""


class Keyboard(Visitor):
    """A participant at a keyboard; notes on which pages “I want to stop” was reached, and where no focus was seen."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.stops: set[str] = set()
        self.pages: list[str] = []
        self.unseen: list[str] = []

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def tab(self) -> dict[str, Any]:
        """Go on to the next thing that can be focused, and see what it is."""
        self.press("Tab")
        here: dict[str, Any] = self.page.evaluate(FOCUSED)
        if here["tag"] != "body" and not here["seen"]:
            self.unseen.append(f"{self.step}: {here['tag']} {here['type']} {here['name'] or here['href']}")
        return here

    def tab_to(self, href: str) -> None:
        """Go on to a link."""
        for _ in range(100):
            if self.tab()["href"] == href:
                return
        raise AssertionError(f"No link {href} can be reached by keyboard at {self.page.url}")

    def pass_by(self, **wanted: Any) -> "Keyboard":
        """Do what the page is there for by going through it with Tab."""
        step = self.step
        self.pages.append(step)
        if self.kind == "wait":
            self.tab_to("stop")
            self.stops.add(step)
            self.wait()
            return self
        for _ in range(120):
            here = self.tab()
            if here["href"] == "stop":
                self.stops.add(step)
            if here["type"] == "submit" and "primary" in here["classes"]:
                with self.page.expect_navigation():
                    self.press("Enter")
                return self
            self.act(here, wanted)
        raise AssertionError(f"The button can't be reached by keyboard at {step!r}")

    def act(self, here: dict[str, Any], wanted: dict[str, Any]) -> None:
        """Answer where the focus is."""
        value = str(wanted.get(here["name"], ""))
        if here["does"] in ("next", "tone", "heard"):
            self.press("Enter")
        elif "start" in here["classes"].split():
            self.press("Enter")
            expect(self.page.locator(PRIMARY)).to_be_visible(timeout=FILM_LASTS_MS)
        elif here["type"] == "radio":
            self.press("Space")
            self.arrow_to(value)
        elif here["type"] == "checkbox":
            if here["asked"] and here["fresh"] and not here["name"].endswith(".declined"):
                self.press("Space")
        elif here["type"] == "range":
            self.press("ArrowRight")
            self.press("PageUp")
        elif here["type"] in ("number", "text", "textarea") and not here["value"] and ".other" not in here["name"]:
            self.page.keyboard.type(value or "20")
        elif here["type"] == "select-one":
            self.press("ArrowDown")

    def arrow_to(self, value: str) -> None:
        """Go on in a group of answers until the wanted one is chosen."""
        for _ in range(20):
            if not value or self.page.evaluate(FOCUSED)["value"] == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"There is no answer {value}")
