"""The library on the desk: each instrument with its items, its key, and its file to take home."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from surveys.instruments.describe import describe
from surveys.instruments.shipped import LIBRARY, Shipped, shipped
from surveys.pages.researcher import document_urls, people_urls, urls

pytestmark = pytest.mark.django_db
INSTRUMENTS = "/researcher/instruments/"
NAMES = [path.stem for path in sorted(LIBRARY.glob("*.yaml"))]


@pytest.fixture
def browser() -> Client:
    """Somebody signed in, with no study."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("new@example.org"))
    return client


def text(browser: Client, address: str) -> str:
    """A page's source."""
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")


def test_the_list_leads_to_every_instrument(browser: Client) -> None:
    page = text(browser, INSTRUMENTS)

    assert all(f'href="{INSTRUMENTS}{name}/"' in page for name in NAMES)
    assert page.index(f'href="{INSTRUMENTS}mood/"') < page.index(f'href="{INSTRUMENTS}bacs/"')


def test_the_list_of_studies_leads_to_it(browser: Client) -> None:
    assert f'href="{INSTRUMENTS}"' in text(browser, "/researcher/")


@pytest.mark.parametrize("each", list(shipped()), ids=lambda each: each.name)
def test_a_page_shows_all_that_is_in_the_file(browser: Client, each: Shipped) -> None:
    page = text(browser, f"{INSTRUMENTS}{each.name}/")
    instrument = each.instrument

    assert instrument.citation in page
    for item in instrument.items:
        assert f'<th scope="row">{item.id}</th>' in page
    for score in instrument.scores:
        assert f'<th scope="row">{score.id}</th>' in page
        assert all(f"from <code>{cutoff.at:g}</code>" in page for cutoff in score.cutoffs)
    if each.skeleton:
        assert page.count("not shipped</span>") == len(instrument.items)
        assert instrument.holder in page
    else:
        assert all(item.text["en"] in page for item in instrument.items)


def test_the_file_is_the_library_s(browser: Client) -> None:
    answer = browser.get(f"{INSTRUMENTS}phq9.yaml")

    assert answer.content == (LIBRARY / "phq9.yaml").read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="phq9.yaml"'


@pytest.mark.parametrize("name", ["nothing", "mood/", "..", "-", "phq9-", "%2e%2e%2fskeleton"])
def test_what_is_not_there_is_not_found(browser: Client, name: str) -> None:
    assert browser.get(f"{INSTRUMENTS}{name}.yaml").status_code == 404
    assert browser.get(f"{INSTRUMENTS}{name}-/").status_code == 404


def test_a_study_called_instruments_keeps_its_pages(browser: Client) -> None:
    # Its addresses stand before the library's, and no instrument is called as one of its pages.
    pages = {
        str(each.pattern).split("/")[1]
        for module in (urls, people_urls, document_urls)
        for each in module.urlpatterns
        if str(each.pattern).startswith("<slug:slug>/")
    }

    assert pages
    assert not pages & set(NAMES)


def test_the_page_in_docs_and_the_desk_have_one_source(browser: Client) -> None:
    marks = "<!-- skeletons: made from the files -->\n<!-- skeletons: end -->"

    for rule in ("missing without i9", "i1 (R), i2 (R), i3, i4, i5 (R)"):
        assert rule in describe(marks)
        assert any(rule in text(browser, f"{INSTRUMENTS}{name}/") for name in ("phq9", "stai_s"))
