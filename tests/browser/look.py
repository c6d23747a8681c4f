"""What a careful eye would fault in a page: axe's rules, light and dark, and scrolling sideways when it is narrow."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW = {"width": 320, "height": 640}
# Only colours differ in the dark.
IN_THE_DARK = {"runOnly": ["color-contrast"]}
AXE = Axe()


def look(page: Page) -> list[str]:
    """A sentence for each fault of the page as it stands now; the window is put back as it was."""
    faults = axe_faults(page)
    page.emulate_media(color_scheme="dark")
    faults += axe_faults(page, **IN_THE_DARK)
    page.emulate_media(color_scheme="light")
    return faults + sideways(page)


def axe_faults(page: Page, **options: object) -> list[str]:
    """What axe calls a violation: rule, and the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(
        "options => axe.run({resultTypes: ['violations'], ...options}).then(found => found.violations)", options
    )
    return [f"{page.title()}: {rule['id']} {[node['html'][:160] for node in rule['nodes'][:3]]}" for rule in found]


def sideways(page: Page) -> list[str]:
    """Whether a window of 320 pixels has to be scrolled sideways."""
    before = page.viewport_size
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    if before:
        page.set_viewport_size(before)
    return [f"{page.title()}: {width} pixels wide in a window of {NARROW['width']}"] if width > NARROW["width"] else []
