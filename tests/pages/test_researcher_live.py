"""The findings page in a real browser: figures come by themselves, focus stays, nothing breaks the policy."""

from collections.abc import Callable

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


def answer(moods: Version, condition: str, sad: float) -> None:  # noqa: F811
    """Somebody answers, and the background work is done."""
    person = begin(moods, condition=condition)
    feel(person, "before", sad, 20, 30)
    send(person, "tears", [3])
    score_new_responses(timezone.now())
    rebuild_changed_studies(timezone.now())


def test_new_figures_come_by_themselves_and_focus_stays(look: Callable[[str], Page], moods: Version) -> None:  # noqa: F811
    page = look("/researcher/moods/findings/")
    frame = page.get_by_role("region", name="Sadness SD", exact=False).first
    frame.focus()
    picture = page.locator("picture img").first
    before = picture.get_attribute("src")

    answer(moods, "warm", 33.25)

    expect(frame).to_contain_text("33.25", timeout=WAIT_MS)
    expect(frame).to_be_focused()
    expect(picture).not_to_have_attribute("src", before or "")
    expect(page.get_by_role("status").first).to_contain_text("Figures updated")


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
