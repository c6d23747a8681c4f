"""A study's people: where they are, links and codes, test persons, simulated ones; each refusal with its sentence."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from celery import current_app
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from surveys.enrolment.models import Allocation, Participant
from surveys.findings.findings import computed
from surveys.ledger.models import Entry
from surveys.participation.simulate import simulate
from surveys.protocols.models import Membership, Study, Version
from tests.journeys.conftest import short  # noqa: F401
from tests.journeys.person import DoorsHandler, Person

pytestmark = pytest.mark.usefixtures("short")


@pytest.fixture
def member(short: Version) -> Callable[[str], Client]:  # noqa: F811
    """Somebody with a role in the study, signed in; an empty role is none."""

    def enter(role: str) -> Client:
        user: AbstractBaseUser = get_user_model().objects.create_user(f"{role or 'nobody'}@example.org", "x")
        if role:
            Membership.objects.create(study=short.study, user=user, role=role)
        client = Client()
        client.handler = DoorsHandler(enforce_csrf_checks=False)
        client.force_login(user)
        cache.clear()
        return client

    return enter


def test_who_is_where_is_counted_by_step_and_condition(member: Callable[[str], Client]) -> None:
    someone = Person("short").agree()
    Person("short")
    place = someone.step.partition(":")[0]

    html = member("viewer").get("/researcher/short/people/").content.decode()

    assert f'<th scope="row">{place}</th><td>on the page</td>' in html
    assert '<th scope="row">consent</th><td>reading, or gone</td>' in html
    assert "Not allocated yet" in html


def test_who_was_not_heard_of_for_two_days_stands_apart(member: Callable[[str], Client]) -> None:
    Person("short").agree()
    long_ago = timezone.now() - timedelta(hours=49)
    Participant.objects.update(started_at=long_ago, consented_at=long_ago)

    html = member("viewer").get("/researcher/short/people/").content.decode()

    assert "Nobody is under way." in html
    assert "Not heard of for two days" in html


def test_links_and_their_codes_are_the_study_s_own(member: Callable[[str], Client]) -> None:
    client = member("viewer")

    html = client.get("/researcher/short/people/").content.decode()

    assert 'value="http://testserver/s/short/"' in html
    assert client.get("/researcher/short/people/qr.svg").headers["Content-Type"] == "image/svg+xml"
    assert client.get("/researcher/short/people/qr.png").content.startswith(b"\x89PNG")
    for other in ("qr.svg?c=nowhere", "qr.svg?next=https://example.org", "qr.exe"):
        assert client.get(f"/researcher/short/people/{other}").status_code == 404


def test_a_test_person_walks_with_the_fast_clock_and_counts_nowhere(
    member: Callable[[str], Client],
    short: Version,  # noqa: F811
) -> None:
    answer = member("viewer").post("/researcher/short/people/test/")

    assert answer.status_code == 303
    someone = Person.__new__(Person)
    someone.browser, someone.link = Client(), answer.headers["Location"]
    someone.browser.handler = DoorsHandler(enforce_csrf_checks=True)
    someone.look().agree().until("detail", age="40", crisis="no", level="3", help="no")
    someone.fill(more="x").fill(one="4").fill(two="6")
    assert someone.title == "A pause"
    # Eight minutes of waiting for anybody else.
    assert int(someone.response.headers["Refresh"]) <= 10
    assert Participant.objects.get().origin == "test"
    assert not Allocation.objects.filter(participant__isnull=False).exclude(roster__startswith="test:").exists()
    assert computed(short.study, now=timezone.now())["enrolment"]["started"] == 0
    assert Entry.objects.filter(verb="test person started").exists()


def test_simulated_people_are_asked_for_in_the_background(
    member: Callable[[str], Client],
    django_capture_on_commit_callbacks: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What the worker would do with what it is sent, done here.
    current_app.loader.import_default_modules()

    def work(name: str, given: tuple[object, ...]) -> None:
        current_app.tasks[name](*given)

    monkeypatch.setattr(current_app, "send_task", work)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = member("editor").post("/researcher/short/people/simulate/", {"number": "6", "dropout": "0,0"})
        assert not Participant.objects.exists()

    assert answer.headers["Location"].endswith("/people/?people=simulated")
    # Some turn back at the consent.
    assert 0 < Participant.objects.filter(origin="simulated").count() <= 6


@pytest.mark.parametrize(
    ("number", "dropout", "sentence"),
    [
        ("", "15", "give a whole number from 1 to 2000"),
        ("0", "15", "give a whole number from 1 to 2000"),
        ("9999999999", "15", "give a whole number from 1 to 2000"),
        ("²", "15", "give a whole number from 1 to 2000"),
        ("10", "nan", "give a number from 0 to 100"),
        ("10", "half", "give a number from 0 to 100"),
    ],
)
def test_bad_numbers_are_given_back_with_a_sentence(
    member: Callable[[str], Client], number: str, dropout: str, sentence: str
) -> None:
    answer = member("editor").post("/researcher/short/people/simulate/", {"number": number, "dropout": dropout})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{number}"' in answer.content.decode()
    assert not Entry.objects.filter(verb="simulated").exists()


def test_made_up_people_can_be_taken_away_and_real_ones_cannot(
    member: Callable[[str], Client],
    short: Version,  # noqa: F811
) -> None:
    simulate("short", 3, now=timezone.now(), within=timedelta(days=1), dice=Random(1))
    Person("short")
    client = member("owner")

    client.post("/researcher/short/people/clear/", {"origin": "real"})
    assert Participant.objects.filter(origin="simulated").exists()
    client.post("/researcher/short/people/clear/", {"origin": "simulated"})

    assert list(Participant.objects.values_list("origin", flat=True)) == ["real"]


@pytest.mark.parametrize("address", ["test/", "simulate/", "clear/"])
def test_strangers_find_nothing_and_viewers_change_nothing(member: Callable[[str], Client], address: str) -> None:
    assert member("").post(f"/researcher/short/people/{address}").status_code == 404
    if address != "test/":
        assert member("viewer").post(f"/researcher/short/people/{address}").status_code == 404
    assert not Participant.objects.exclude(origin="test").exists()


def test_a_study_that_was_never_published_says_so(member: Callable[[str], Client]) -> None:
    client = member("owner")
    draft = Study.objects.create(slug="draft", title="Draft", created_at=timezone.now())
    Membership.objects.create(study=draft, user=get_user_model().objects.get(), role="owner")

    assert "Not published yet" in client.get("/researcher/draft/people/").content.decode()
    client.post("/researcher/draft/people/test/")
    assert client.post("/researcher/draft/people/simulate/", {"number": "5", "dropout": "1"}).status_code == 422
    assert not Participant.objects.exists()
