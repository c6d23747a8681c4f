"""Follow-ups of a diary by e-mail: a confirmed address apart from the answers, one mail an evening."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from surveys.enrolment.ask_to_confirm import ask_to_confirm
from surveys.enrolment.consent import receipt
from surveys.enrolment.models import Consent, Contact
from surveys.enrolment.return_code import link_behind
from surveys.mail.models import Message
from surveys.mail.send_due import send_due
from surveys.participation.models import FollowUp, Response
from surveys.participation.purge_contacts import purge_contacts
from surveys.participation.remind import remind
from surveys.participation.settle import settle
from surveys.protocols.documents import read_folder
from surveys.protocols.publish import publish
from tests.journeys.person import DoorsHandler, Person
from tests.journeys.test_examples import Clock, clock
from tests.mail.conftest import mailbox
from tests.mail.mailbox import Mailbox
from tests.protocols.test_examples import EXAMPLES

BERLIN = ZoneInfo("Europe/Berlin")
ADDRESS = "someone.here@example.org"
__all__ = ["clock", "mailbox"]


@pytest.fixture
def diary(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """The example with a week of evenings, as it stands."""
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = "https://studies.example.org"
    publish(read_folder(EXAMPLES / "context-diary"), by=None, at=timezone.now())
    yield


def browser_of_mails() -> Client:
    """A browser that knows nothing of the person, by the doors of production."""
    browser = Client()
    browser.handler = DoorsHandler(enforce_csrf_checks=True)
    return browser


class Evenings:
    """Somebody who takes part in the diary, and beat."""

    def __init__(self, clock: Clock, address: str = ADDRESS) -> None:
        self.clock = clock
        self.someone = Person("context-diary", tz="Europe/Berlin").agree(recontact="yes")
        assert self.someone.step == "contact::0"
        self.someone.send(address=address)

    def confirm(self) -> None:
        """Open the mail's link and press its button."""
        ask_to_confirm(at=self.clock.now())
        mail = Message.objects.get(key__startswith="confirm:")
        link = re.search(r"https://studies\.example\.org(/c/\S+/)", mail.text)
        assert link is not None
        browser = browser_of_mails()
        assert "Is this your address?" in browser.get(link[1]).content.decode()
        assert Contact.objects.get().confirmed_at is None
        assert "confirmed" in browser.post(link[1]).content.decode()

    def to_the_diary(self) -> "Evenings":
        """All pages up to the first evening's pause."""
        while not self.someone.step.startswith("evening:"):
            self.clock.time_now += 5
            self.someone.fill(age="40")
        return self

    def evening(self, hour: int, minute: int = 0, day: int = 1) -> float:
        """The epoch seconds of a time on a day of the diary."""
        first = FollowUp.objects.order_by("due_at").values_list("due_at", flat=True)[0].astimezone(BERLIN)
        at = first.replace(hour=hour, minute=minute, second=0, microsecond=0, tzinfo=None) + timedelta(days=day - 1)
        return at.replace(tzinfo=BERLIN).timestamp()

    def tick(self, seconds: float | None = None) -> list[str]:
        """Beat, at a time; the reminders that are in the outbox."""
        if seconds is not None:
            self.clock.time_now = seconds
        remind(at=self.clock.now(), pace=1)
        settle(at=self.clock.now(), pace=1)
        return list(Message.objects.filter(key__startswith="followup:").values_list("key", flat=True))


@pytest.fixture
def evenings(diary: None, clock: Clock) -> Callable[..., Evenings]:
    return lambda **more: Evenings(clock, **more)


@pytest.mark.promise("R5")
def test_an_evening_brings_one_mail_at_its_time_and_none_before(evenings: Callable[..., Evenings]):
    someone = evenings()
    someone.confirm()
    someone.to_the_diary()
    assert FollowUp.objects.count() == 7
    assert someone.tick(someone.evening(19, 59)) == []

    first = someone.tick(someone.evening(20, 0))
    again = someone.tick(someone.evening(20, 1))

    assert len(first) == 1
    assert again == first
    row = FollowUp.objects.get(occurrence="d1")
    assert row.reminded_at is not None and row.reminded_at >= row.due_at


def test_whoever_has_written_already_gets_no_mail(evenings: Callable[..., Evenings]):
    someone = evenings()
    someone.confirm()
    someone.to_the_diary()
    someone.clock.time_now = someone.evening(20, 0)
    someone.someone.look().fill()

    assert someone.tick(someone.evening(20, 5)) == []


@pytest.mark.promise("S8")
def test_an_unconfirmed_address_gets_no_reminder_and_is_gone_after_a_day(evenings: Callable[..., Evenings]):
    someone = evenings()
    someone.to_the_diary()
    ask_to_confirm(at=someone.clock.now())

    assert someone.tick(someone.evening(20, 5)) == []

    purge_contacts(at=someone.clock.now() + timedelta(hours=25))
    assert not Contact.objects.exists()


def test_a_missed_and_a_written_evening_are_told_apart(evenings: Callable[..., Evenings]):
    someone = evenings()
    someone.confirm()
    someone.to_the_diary()
    someone.clock.time_now = someone.evening(21, 0)
    someone.someone.look()
    while ":d1:" in someone.someone.step and not someone.someone.step.startswith("evening:"):
        someone.clock.time_now += 20
        someone.someone.fill()

    someone.tick(someone.evening(23, 0, day=3))

    states = dict(FollowUp.objects.values_list("occurrence", "state"))
    assert (states["d1"], states["d2"], states["d3"], states["d4"]) == ("done", "missed", "open", "open")
    written = FollowUp.objects.get(occurrence="d1")
    assert written.shown_at is not None and written.started_at is not None and written.ended_at is not None
    assert written.opens_at < written.shown_at < written.started_at <= written.ended_at


@pytest.mark.promise("P1")
def test_stopping_ends_the_mails_at_once_and_the_address_goes(evenings: Callable[..., Evenings]):
    someone = evenings()
    someone.confirm()
    someone.to_the_diary()
    someone.someone.browser.post(f"{someone.someone.link}stop", {"mode": "stop"})

    assert someone.tick(someone.evening(20, 5)) == []
    purge_contacts(at=someone.clock.now())

    assert not Contact.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.promise("S8")
def test_a_mail_leads_back_says_nothing_telling_and_ends_by_one_request(
    evenings: Callable[..., Evenings], mailbox: Mailbox
):
    someone = evenings()
    someone.confirm()
    someone.to_the_diary()
    someone.tick(someone.evening(20, 0))

    assert send_due(someone.clock.now()) == 2
    sent_at = Message.objects.get(key__startswith="followup:").sent_at
    purge_contacts(at=someone.clock.now())
    assert FollowUp.objects.get(occurrence="d1").sent_at == sent_at

    mail = mailbox.emails[-1]
    text = mail.get_payload(0).get_payload(decode=True).decode()
    assert f"https://studies.example.org{someone.someone.link}" in text
    assert mail["Subject"] == "It is time for the next part"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "".join(mail["List-Unsubscribe"].split()).strip("<>").removeprefix("https://studies.example.org")
    assert browser_of_mails().get(address).status_code == 200
    assert Contact.objects.exists()
    assert browser_of_mails().post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Contact.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.promise("P1")
def test_an_address_is_apart_from_the_answers_and_unreadable(evenings: Callable[..., Evenings]):
    evenings()

    assert list(Response.objects.filter(step="contact").values_list("answers", flat=True)) == [[1]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM enrolment_contact c")
        assert ADDRESS not in str(cursor.fetchall())


def test_what_is_no_address_is_said_and_kept_and_an_empty_one_is_fine(diary: None, clock: Clock):
    someone = Person("context-diary", tz="Europe/Berlin").agree(recontact="yes").send(address="nobody@nowhere@x")

    assert someone.response.status_code == 422
    assert "This is not an e-mail address" in someone.html
    assert 'value="nobody@nowhere@x"' in someone.html

    someone.send(address="")
    assert someone.step == "about::0"
    assert not Contact.objects.exists()


def test_two_beats_at_once_write_one_mail(evenings: Callable[..., Evenings]):
    someone = evenings()
    someone.confirm()
    someone.to_the_diary()
    at = datetime.fromtimestamp(someone.evening(20, 0), BERLIN)
    remind(at=at, pace=1)
    # As after a worker that was killed between its work and its commit.
    FollowUp.objects.filter(occurrence="d1").update(remind_at=at, reminded_at=None)

    remind(at=at, pace=1)

    assert Message.objects.filter(key__startswith="followup:").count() == 1


def test_a_calendar_file_names_each_evening_and_nothing_telling(
    evenings: Callable[..., Evenings], monkeypatch: pytest.MonkeyPatch, clock: Clock
):
    monkeypatch.setattr("surveys.pages.participant.coming_back.time", clock)
    someone = evenings(address="").to_the_diary().someone

    response = someone.browser.get(f"{someone.link}calendar.ics")

    file = Calendar.from_ical(response.content)
    entries = list(file.walk("VEVENT"))
    assert [each["DTSTART"].dt.astimezone(BERLIN).hour for each in entries] == [20] * 7
    assert {str(each["SUMMARY"]) for each in entries} == {"Next part of the study"}
    assert all(f"https://studies.example.org{someone.link}" in str(each["DESCRIPTION"]) for each in entries)


def test_the_receipt_code_leads_back_however_it_is_typed(evenings: Callable[..., Evenings]):
    someone = evenings(address="").someone
    code = receipt(someone.token)
    browser = browser_of_mails()

    assert browser.post("/back/", {"code": f" {code.lower().replace('-', ' ')} "}).headers["Location"] == someone.link
    wrong = browser.post("/back/", {"code": "AAAAA-AAAAA"})
    assert wrong.status_code == 404 and "There is no study to come back to" in wrong.content.decode()


def test_the_sealed_link_opens_with_the_code_alone(evenings: Callable[..., Evenings]):
    someone = evenings(address="").someone
    stored = bytes(Consent.objects.values_list("sealed_link", flat=True).get())

    assert someone.token.encode() not in stored
    assert link_behind("AAAAA-AAAAA") is None
    assert link_behind(receipt(someone.token)) == someone.token
