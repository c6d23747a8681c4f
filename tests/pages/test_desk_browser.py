"""The desk's pages in a real browser: accessible, fitting, silent; a study is written, tried, published by hand."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from surveys.protocols.models import Study, Version
from tests.instruments.exchange.reading import dictionary, field

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(live_server: object, context: BrowserContext) -> Callable[[str], Page]:
    """Opens a page for a researcher; what the console says fails the test."""
    cache.clear()
    user = get_user_model().objects.create_user("owner@example.org", "a long enough password")
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


def make(desk: Callable[[str], Page]) -> Page:
    """A new study, made on the page."""
    page = desk("/researcher/new/")
    page.get_by_label("Title").fill("Calm minds")
    page.get_by_label("Short name").fill("calm")
    page.get_by_role("button", name="Make the study").click()
    page.wait_for_url("**/researcher/calm/document/")
    return page


def test_a_study_is_made_mended_published_and_tried_by_hand(desk: Callable[[str], Page]) -> None:
    page = make(desk)
    text = page.locator("textarea")
    known = text.input_value()

    # A fault is said beside its line while it is typed, and keeps the study from being published.
    text.fill(known.replace("allocate", "alocate", 1))
    expect(page.get_by_text(re.compile("alocate")).first).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="Save").click()
    page.goto(page.url.replace("document", "publish"))
    expect(page.get_by_role("button", name=re.compile("^Publish"))).to_have_count(0)

    page.goto(page.url.replace("publish", "document"))
    page.locator("textarea").fill(known)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Publish").first.click()
    page.get_by_role("button", name=re.compile("^Publish")).click()
    page.wait_for_url("**/people/**")
    assert Version.objects.filter(study__slug="calm").count() == 1
    assert Study.objects.get(slug="calm").state == "open"

    page.get_by_role("button", name=re.compile("test person", re.IGNORECASE)).first.click()
    page.wait_for_url("**/p/**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def publish_again(page: Page) -> None:
    """Change a question by hand, look at what that means, publish."""
    page.goto(re.sub(r"/researcher/.*", "/researcher/calm/document/?file=instruments/thoughts.yaml", page.url))
    text = page.locator("textarea")
    text.fill(text.input_value().replace("thinking of", "dreaming of"))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Publish").first.click()
    expect(page.get_by_text("is now “What are you dreaming of?”")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Publish")).click()
    page.wait_for_url("**/people/**")


def test_an_old_version_is_published_again_by_hand(desk: Callable[[str], Page]) -> None:
    page = make(desk)
    page.get_by_role("link", name="Publish").first.click()
    page.get_by_role("button", name=re.compile("^Publish")).click()
    publish_again(page)

    page.get_by_role("link", name="Document").first.click()
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("link", name="Go back to version 1").click()
    page.get_by_role("button", name="Publish as version 3").click()
    page.wait_for_url("**/versions/")

    expect(page.get_by_text("it is as version 1 was")).to_be_visible()
    hashes = Version.objects.order_by("number").values_list("sha256", flat=True)
    assert hashes[0] == hashes[2] != hashes[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_desk_is_accessible_and_fits(desk: Callable[[str], Page], scheme: str, width: int) -> None:
    page = make(desk)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def look(address: str) -> None:
        page.goto(re.sub(r"/researcher/.*", f"/researcher/{address}", page.url))
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    of_study = ("document", "publish", "preview", "people", "data")
    of_library = ("instruments/", *(f"instruments/{each}/" for each in ("mood", "phq9", "bacs")))
    for address in ("", "new/", "language/", *of_library, *(f"calm/{each}/" for each in of_study)):
        look(address)
    page.goto(re.sub(r"/researcher/.*", "/researcher/calm/publish/", page.url))
    page.get_by_role("button", name=re.compile("^Publish")).click()
    for address in ("calm/people/", "calm/data/", "calm/data/codebook/", "calm/publish/", "calm/findings/"):
        look(address)
    publish_again(page)
    for address in ("calm/versions/", "calm/versions/1/back/", "calm/findings/", "calm/findings/?version=1"):
        look(address)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_questionnaire_is_imported_by_hand(desk: Callable[[str], Page], width: int) -> None:
    page = make(desk)
    page.set_viewport_size({"width": width, "height": 900})

    def look() -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("link", name="Import a questionnaire").click()
    look()
    data = dictionary(field("sad", "radio", "0, No | 1, Yes"), field("up", "file"))
    page.get_by_label("File").set_input_files({"name": "form.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("can't be asked; it was left out")).to_be_visible()
    page.get_by_text("The document that is added").click()
    look()
    page.get_by_role("button", name="Add to the study").click()
    page.wait_for_url("**/document/?file=instruments*")
    assert "id: sad" in page.locator("textarea").input_value()
