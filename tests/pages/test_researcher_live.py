"""The findings page in a real browser: figures come by themselves, focus stays, nothing breaks the policy."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Membership, Version
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import begin, feel, send

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_MS = 15_000


@pytest.fixture
def look(moods: Version, live_server: object, context: BrowserContext) -> Callable[[str], Page]:  # noqa: F811
    """Opens a page as a member of the study; what the console says fails the test."""
    user = get_user_model().objects.create_user("viewer@example.org", "a long enough password")
    Membership.objects.create(study=moods.study, user=user, role="viewer")
    browser = Client()
    browser.force_login(user)
    cookie = {"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": str(live_server)}
    context.add_cookies([cookie])  # type: ignore[list-item]

    def opened(address: str) -> Page:
        page = context.new_page()
        page.on("console", lambda message: pytest.fail(message.text))
        page.goto(f"{live_server}{address}")
        return page

    return opened


def answer(moods: Version, condition: str, sad: float, minutes: int = 0) -> None:  # noqa: F811
    """Somebody answers, and the background work is done, some minutes from now so that it is due."""
    person = begin(moods, condition=condition)
    feel(person, "before", sad, 20, 30)
    send(person, "tears", [3])
    score_new_responses(timezone.now())
    rebuild_changed_studies(timezone.now() + timedelta(minutes=minutes))


def test_new_figures_come_by_themselves_and_focus_stays(look: Callable[[str], Page], moods: Version) -> None:  # noqa: F811
    page = look("/researcher/moods/findings/")
    frame = page.get_by_role("region", name="Sadness", exact=True)
    frame.focus()
    picture = page.locator("picture img").first
    before = picture.get_attribute("src")

    answer(moods, "warm", 33.25)

    expect(frame).to_contain_text("33.25", timeout=WAIT_MS)
    expect(frame).to_be_focused()
    expect(picture).not_to_have_attribute("src", before or "")
    expect(page.get_by_role("status").first).to_contain_text("Figures updated")


COUNT_EMPTY = """() => { window.empty = 0; const look = () => {
  const image = document.querySelector("picture img");
  if (!image.complete || !image.naturalWidth) window.empty += 1;
  requestAnimationFrame(look);
}; look(); }"""


def test_pictures_in_sight_stay_until_the_next_ones_are_there(look: Callable[[str], Page], moods: Version) -> None:  # noqa: F811
    for minutes, sad in enumerate((10, 20, 40)):
        answer(moods, "warm", sad, minutes)
    page = look("/researcher/moods/findings/")
    page.set_viewport_size({"width": 1280, "height": 1600})
    more = page.locator("details#condition-low-more")
    more.locator("> summary").click()
    picture = page.locator("picture img").first
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    address, place = picture.evaluate("image => image.currentSrc"), page.locator("#condition-sad").bounding_box()
    page.evaluate(COUNT_EMPTY)

    answer(moods, "warm", 30, minutes=5)

    expect(page.locator("[data-live=figures] dd").first).to_have_text("4", timeout=WAIT_MS)
    expect(picture).not_to_have_js_property("currentSrc", address)
    assert page.evaluate("window.empty") == 0
    assert page.locator("#condition-sad").bounding_box() == place
    expect(more).to_have_attribute("open", "")


def test_without_contact_the_page_says_since_when(look: Callable[[str], Page], context: BrowserContext) -> None:
    known = look("/researcher/moods/findings/")
    address, page = known.url, context.new_page()
    known.close()
    page.add_init_script("window.later = 0; const now = Date.now; Date.now = () => now.call(Date) + window.later;")
    page.goto(address)
    said = page.get_by_text("These figures stand still since")
    expect(said).to_be_hidden()

    context.set_offline(True)
    page.evaluate("window.later = 60_000")
    expect(said).to_be_visible(timeout=WAIT_MS)

    context.set_offline(False)
    expect(said).to_be_hidden(timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_accessible_and_fit(
    look: Callable[[str], Page],
    moods: Version,  # noqa: F811
    scheme: str,
    width: int,
) -> None:
    for condition, sad in [("warm", 10), ("warm", 20), ("cold", 30), ("cold", 45)]:
        answer(moods, condition, sad)

    for address in ("/researcher/", "/researcher/moods/findings/"):
        page = look(address)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator("picture img").first).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('picture img').naturalWidth") > 0
