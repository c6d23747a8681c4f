"""Starting: by link where the protocol says so, closed studies, unknown ones, what the link carries."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.enrolment.purge import purge_unconsented
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.models import Study
from surveys.protocols.publish import publish
from tests.journeys.person import Person

SHORT = Path(__file__).resolve().parent.parent / "studies" / "short"


@pytest.fixture
def by_link(db, settings, tmp_path):
    """The short study with conditions that the link names."""
    settings.MEDIA_ROOT = tmp_path
    folder = read_folder(SHORT)
    protocol = folder.texts["protocol.yaml"]
    protocol = protocol.replace("{method: blocks, sizes: [2, 4], strata: [person.sex]}", "{method: link}")
    return publish(Folder({**folder.texts, "protocol.yaml": protocol}, folder.folder), by=None, at=timezone.now())


def test_a_link_with_a_condition_fixes_it(by_link):
    someone = Person("short", c="calm").agree().until("text", age="20", crisis="no")

    assert "It is calm." in someone.html


@pytest.mark.parametrize("query", ["", "?c=nonsense", "?c=", "?c=%00"])
def test_a_link_without_its_condition_starts_nothing(by_link, query):
    response = Client().post(f"/s/short/{query}")

    assert response.status_code == 400
    assert "whole link" in response.content.decode()
    assert Participant.objects.count() == 0


def test_an_unknown_study_and_a_forged_link_get_the_same_page(short):
    answers = [Client().get(path) for path in ("/s/none/", "/p/forged/", "/p/forged/stop", "/p/forged/data")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert Client().post("/p/forged/", {"step": "person::0"}).status_code == 404


def test_a_closed_study_says_so_and_those_under_way_go_on(short):
    someone = Person("short").agree()
    Study.objects.update(state="closed")

    assert Client().get("/s/short/").status_code == 410
    assert Client().post("/s/short/").status_code == 410
    assert someone.fill(age="30", crisis="no").response.status_code == 200


def test_who_tries_many_links_has_to_wait_and_nobody_else(short, settings):
    someone = Person("short").agree()

    tries = [someone.browser.get(f"/p/guess{number}/").status_code for number in range(70)]

    assert tries[0] == 404
    assert tries[-1] == 429
    assert someone.look().response.status_code == 200


def test_a_start_without_consent_is_forgotten_after_a_day(short):
    Person("short")
    Person("short").agree()
    now = timezone.now()

    assert purge_unconsented(at=now + timedelta(hours=23)) == 0
    assert purge_unconsented(at=now + timedelta(hours=25)) == 1
    assert Participant.objects.get().consented_at is not None


def test_pages_are_private(short):
    someone = Person("short")

    headers = someone.response.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "Set-Cookie" not in headers
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_my_data_are_shown_and_after_the_end_only_with_the_receipt(short):
    someone = Person("short").agree()
    receipt = someone.html.split('class="copy">')[1].split("<")[0]
    someone.fill(age="33", crisis="no")

    assert "33" in someone.browser.get(f"{someone.link}data").content.decode()
    someone.browser.post(f"{someone.link}stop", {"mode": "stop"})
    assert "<td>33" not in someone.browser.get(f"{someone.link}data").content.decode()
    assert "<td>33" not in someone.browser.post(f"{someone.link}data", {"receipt": "AAAAA-AAAAA"}).content.decode()
    assert "<td>33" in someone.browser.post(f"{someone.link}data", {"receipt": receipt.lower()}).content.decode()
