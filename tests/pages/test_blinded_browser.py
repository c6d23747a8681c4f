"""A blinded study in a real browser: accessible, fitting, and opened by hand."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from surveys.findings.look import look as look_before
from surveys.findings.models import Look
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Membership, Study
from tests.browser.look import look
from tests.findings.people import NOON, begin, feel, send
from tests.findings.veiled import veiled

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/researcher/moods/findings/"


@pytest.fixture
def desk(live_server: object, context: BrowserContext) -> Callable[[str], Page]:
    """Opens a page for the owner of a blinded study with answers; what the console says fails the test."""
    cache.clear()
    version = veiled("completed 300")
    for number in range(24):
        person = begin(version, condition=("warm", "cold")[number % 2])
        sad = 20 + 40 * (number % 2) + number * 7 % 13
        feel(person, "before", sad, 20 + number * 5 % 17, 60 - number % 7)
        feel(person, "after", sad + number * 3 % 11, 20 + number * 3 % 19, 55 - number % 5)
        send(person, "tears", [number % 5])
    score_new_responses(NOON)
    rebuild_changed_studies(NOON)
    user = get_user_model().objects.create_user("owner@example.org", "a long enough password")
    Membership.objects.create(study=version.study, user=user, role="owner")
    browser = Client()
    browser.force_login(user)
    cookie = {"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": str(live_server)}
    context.add_cookies([cookie])  # type: ignore[list-item]

    def opened(address: str) -> Page:
        page = context.new_page()
        # The browser itself says that a form was refused.
        page.on("console", lambda message: None if "422" in message.text else pytest.fail(message.text))
        page.goto(f"{live_server}{address}")
        return page

    return opened


def test_it_is_opened_by_hand_and_every_page_on_the_way_is_accessible_and_fits(desk: Callable[[str], Page]) -> None:
    page = desk(PAGE)
    expect(page.get_by_text("Blinded until 300 people")).to_be_visible()
    faults = look(page)

    page.get_by_role("link", name="Look before the stop").click()
    faults += look(page)
    page.get_by_label("Why it has to be now").fill("The safety board asks.")
    page.get_by_label("To confirm").fill("Mood")
    page.get_by_role("button", name="Open the findings").click()
    expect(page.get_by_text("This is not the study's name.")).to_be_visible()
    faults += look(page)
    assert not Look.objects.exists()

    expect(page.get_by_label("Why it has to be now")).to_have_value("The safety board asks.")
    page.get_by_label("To confirm").fill("Moods")
    page.get_by_role("button", name="Open the findings").click()
    page.wait_for_url(f"**{PAGE}")
    page.get_by_text("1 interim look before the planned end").click()
    expect(page.get_by_text("The safety board asks.")).to_be_visible()
    assert faults + look(page) == []


def test_a_page_that_stands_open_shows_what_a_look_opened(desk: Callable[[str], Page]) -> None:
    page = desk(PAGE)

    look_before(Study.objects.get(), by=None, reason="By a command.", at=NOON)

    expect(page.get_by_text("1 interim look before the planned end")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Blinded until")).to_have_count(0)
    expect(page.locator("table.changes").first).to_contain_text("Warm light")
