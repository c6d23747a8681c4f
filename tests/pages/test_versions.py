"""Versions on the desk: what publishing again changes, who is on which, going back."""

from collections.abc import Callable
from pathlib import Path

from django.test import Client

from surveys.enrolment.models import Participant
from surveys.participation.models import Response
from surveys.protocols.documents import read_folder
from surveys.protocols.draft import draft_of
from surveys.protocols.models import Draft, Study, Version
from tests.journeys.conftest import short  # noqa: F401
from tests.journeys.person import Person
from tests.pages.test_document import PROTOCOL, enter, revision, save  # noqa: F401

FOLDER = Path(__file__).resolve().parent.parent / "studies" / "short"
BACK = "/researcher/short/versions/1/back/"
ITEM = "How many years old are you"


def reword(client: Client) -> None:
    """Another title and another minimum age: nothing that keeps data apart."""
    text = PROTOCOL.read_text().replace("title: ", "title: New ", 1)
    save(client, text.replace("minimum_age: 18", "minimum_age: 21"))


def ask_otherwise(client: Client) -> None:
    """Another text of an item."""
    name = "instruments/person.yaml"
    save(client, draft_of(Study.objects.get()).texts[name].replace("How old are you", ITEM), file=name)


def publish_other(client: Client) -> None:
    """A second version."""
    reword(client)
    ask_otherwise(client)
    client.post("/researcher/short/publish/now/", {"revision": revision()})


def test_publishing_says_what_changes_and_where_data_differ(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    reword(client)
    quiet = client.get("/researcher/short/publish/").content.decode()
    ask_otherwise(client)
    loud = client.get("/researcher/short/publish/").content.decode()

    assert "Consent: “minimum age” is now 21 (was 18)." in quiet
    assert "simply be put together" not in quiet
    assert f"The item “age” of person is now “{ITEM}” (was “How old are you”)." in loud
    assert "simply be put together" in loud
    assert loud.count("data differ") == 1


def test_those_under_way_stay_on_their_version_and_new_people_get_the_new_one(
    enter: Callable[..., Client],  # noqa: F811
    short: Version,  # noqa: F811
) -> None:
    client, early = enter(), Person("short").agree()
    publish_other(client)
    late = Person("short").agree()

    assert list(Participant.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 2]
    assert [ITEM in person.look().html for person in (early, late)] == [False, True]
    assert ["How old are you" in person.html for person in (early, late)] == [True, False]
    early.fill(age="30", crisis="no").fill()
    assert Response.objects.filter(participant__version=short).count() == 2


def test_the_history_says_when_by_whom_what_changed_and_who_is_in_it(
    enter: Callable[..., Client],  # noqa: F811
    short: Version,  # noqa: F811
) -> None:
    client = enter()
    Person("short").agree()
    publish_other(client)
    for _ in range(2):
        Person("short").agree()
    Participant.objects.filter(version__number=2).first().delete()  # type: ignore[union-attr]

    html = client.get("/researcher/short/versions/").content.decode()

    newer, older = html.split('aria-labelledby="version-1"')
    assert "by owner@example.org" in newer
    assert f"is now “{ITEM}”" in newer
    assert "Go back to version 1" in older
    assert "Go back to version 2" not in newer
    assert "The first version." in older
    assert html.count("<dt>consented</dt><dd>1</dd>") == 2


def test_going_back_asks_then_publishes(enter: Callable[..., Client], short: Version) -> None:  # noqa: F811
    client = enter()
    publish_other(client)
    page = client.get(BACK).content.decode()

    answer = client.post(BACK, {"revision": revision()})

    assert "Consent: “minimum age” is now 18 (was 21)." in page
    assert answer.headers["Location"] == "/researcher/short/versions/"
    assert Version.objects.latest("number").sha256 == short.sha256
    assert Study.objects.get().source == dict(read_folder(FOLDER).texts)


def test_going_back_does_not_lose_a_draft_unasked(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    publish_other(client)
    save(client, "lacrima: 1")
    assert "Give these changes up" in client.get(BACK).content.decode()

    refused = client.post(BACK, {"revision": revision()})
    stale = client.post(BACK, {"revision": "1.0", "give_up": "yes"})

    assert (refused.status_code, stale.status_code) == (422, 409)
    assert Draft.objects.get().texts["protocol.yaml"] == "lacrima: 1"
    assert client.post(BACK, {"revision": revision(), "give_up": "yes"}).status_code == 302
    assert Version.objects.count() == 3


def test_a_viewer_sees_the_history_and_no_button(enter: Callable[..., Client]) -> None:  # noqa: F811
    publish_other(enter())

    html = enter("viewer").get("/researcher/short/versions/").content.decode()

    assert "Version 2" in html
    assert "Go back" not in html
    assert enter("viewer", "other").get("/researcher/short/versions/7/back/").status_code == 404


def test_before_the_first_version_the_page_says_how_to_begin(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    client.post("/researcher/new/", {"slug": "mine", "title": "Mine"})

    assert "No version yet" in client.get("/researcher/mine/versions/").content.decode()
    assert client.get("/researcher/mine/versions/1/back/").status_code == 404
