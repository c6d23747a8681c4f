"""Researchers' pages: who sees what, and what stands on them."""

from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from surveys.findings.rebuild import rebuild_changed_studies
from surveys.protocols.models import Membership, Study, Version
from tests.findings.people import NOON, begin

STUDIES, FINDINGS = "/researcher/", "/researcher/moods/findings/"
PICTURE, BY_GROUP = FINDINGS + "course/low.svg", FINDINGS + "changes/low.svg?group=cried&theme=dark&shape=narrow"
PRINT, TABLE, FLOW = FINDINGS + "course/low.png", FINDINGS + "changes/low.csv", FINDINGS + "flow/flow.svg"


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.promise("X2")
@pytest.mark.parametrize("address", [STUDIES, FINDINGS, PICTURE, BY_GROUP, PRINT, TABLE, FLOW])
def test_whoever_is_not_signed_in_is_led_to_signing_in(moods: Version, address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/researcher/")


@pytest.mark.promise("X2")
@pytest.mark.parametrize("address", [FINDINGS, PICTURE, BY_GROUP, PRINT, TABLE, FLOW])
def test_whoever_is_no_member_finds_nothing(researcher: Callable[..., Client], address: str) -> None:
    assert researcher().get(address).status_code == 404


@pytest.mark.parametrize("address", [STUDIES, FINDINGS, PICTURE, TABLE])
def test_nothing_can_be_posted(researcher: Callable[..., Client], address: str) -> None:
    assert researcher("owner").post(address).status_code == 405


def test_without_a_study_the_list_says_how_to_begin(researcher: Callable[..., Client]) -> None:
    page = text(researcher(), STUDIES)

    assert "No study yet" in page
    assert "--owner nobody@example.org" in page


def test_the_list_shows_the_members_studies_with_counts(researcher: Callable[..., Client], answered: Version) -> None:
    Study.objects.create(slug="other", title="Somebody else's", created_at=NOON)

    page = text(researcher("viewer"), STUDIES)

    assert FINDINGS in page
    assert '<td class="number">4</td>' in page
    assert "Somebody else" not in page


def test_a_study_without_people_says_what_to_do(researcher: Callable[..., Client]) -> None:
    page = text(researcher("viewer"), FINDINGS)

    assert "Nobody has started yet" in page
    assert 'href="/s/moods/"' in page


def test_an_unpublished_study_says_so(researcher: Callable[..., Client]) -> None:
    browser = researcher("viewer")
    draft = Study.objects.create(slug="draft", title="Draft", created_at=NOON)
    Membership.objects.create(study=draft, user=get_user_model().objects.get(), role="owner")

    assert "no published version yet" in text(browser, "/researcher/draft/findings/")
    assert browser.get("/researcher/draft/findings/course/low.svg").status_code == 404


def test_the_page_has_every_picture_and_its_numbers(researcher: Callable[..., Client], answered: Version) -> None:
    page = text(researcher("viewer"), FINDINGS)

    # Course and changes of two outcomes by condition and by two groups, who got better, who is in the groups, flow.
    assert page.count("<picture ") == 2 * 2 + 2 * 2 * 2 + 3 + 2 + 1
    assert page.count("<table") == page.count("<thead") > 20
    assert "Warm light 36.7 before, 38.5 after, no value yet later" in page
    for expected in ("20.00", "+5.50", "There is no value yet."):
        assert expected in page
    assert '<time datetime="2026-03-01T12:00:00+00:00">12:00:00</time>' in page


@pytest.mark.promise("S6")
def test_groups_say_observed_wherever_they_are_shown(researcher: Callable[..., Client], answered: Version) -> None:
    page = text(researcher("viewer"), FINDINGS)

    randomised, _, observed = page.partition('id="group-cried"')
    observed = observed.partition('id="flow"')[0]
    assert "bserved" not in randomised
    assert observed.count("observed, not randomised") == 2
    # Below every picture and in the head of every table.
    assert observed.count("Observed, not randomised.") == observed.count("<picture ") > 0
    assert observed.count('<span class="badge observed">observed</span>') == observed.count("<table") > 0


def test_a_picture_is_a_file_of_its_own(researcher: Callable[..., Client], answered: Version) -> None:
    browser = researcher("viewer")

    for address in (PICTURE, BY_GROUP):
        answer = browser.get(address)
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert "private" in answer.headers["Cache-Control"]
        ElementTree.fromstring(answer.content)


@pytest.mark.parametrize(
    "address",
    [
        "course/x.svg",
        "x/low.svg",
        "course/low.gif",
        "course/low.svg?theme=pink",
        "course/low.svg?shape=huge",
        "course/low.svg?group=nobody",
        "levels/x.svg",
        "flow/x.svg",
        "course/low.svg?people=x",
        "course/x.csv",
        "x/low.csv",
        "course/low.csv?group=nobody",
        "levels/x.csv",
        "?people=x",
    ],
)
def test_a_picture_that_is_not_there_is_not_found(researcher: Callable[..., Client], address: str) -> None:
    assert researcher("viewer").get(FINDINGS + address).status_code == 404


def test_the_page_keeps_its_script_in_a_file(researcher: Callable[..., Client], answered: Version) -> None:
    page = text(researcher("viewer"), FINDINGS)

    assert page.count("<script") == 1
    assert "live.js" in page
    assert "style=" not in page
    assert "script-src 'self'" in researcher("owner").get(FINDINGS).headers["Content-Security-Policy"]


def test_a_page_that_has_not_changed_is_not_sent_again(researcher: Callable[..., Client], answered: Version) -> None:
    browser = researcher("viewer")
    state = browser.get(FINDINGS).headers["ETag"]

    again = browser.get(FINDINGS, headers={"If-None-Match": state})
    assert (again.status_code, again.content) == (304, b"")

    begin(answered)
    rebuild_changed_studies(NOON + timedelta(minutes=1))
    assert browser.get(FINDINGS, headers={"If-None-Match": state}).status_code == 200
