"""Leaving is as easy as joining: from every page, after the end, and until the time for it is over."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from surveys.enrolment.consent import receipt
from surveys.enrolment.models import Consent, Contact, Departure, Participant, Tombstone
from surveys.enrolment.start import token_hash
from surveys.findings.findings import computed
from surveys.findings.score import score_new_responses
from surveys.ledger.models import Entry
from surveys.mail.compose import compose
from surveys.mail.models import Message
from surveys.mail.seal import seal
from surveys.pages.participant.stored import belonging
from surveys.participation.models import FollowUp, Response
from surveys.protocols.models import Study
from tests.journeys.person import Person
from tests.journeys.test_short import travel

Start = Callable[..., Person]


def ended(someone: Person) -> Person:
    """Somebody who has gone the whole way."""
    someone.agree().until("detail", age="40", crisis="no", level="5", help="no").fill(more="words of mine")
    someone.fill(one="4").fill(two="6")
    travel(someone, minutes=9)
    someone.look().fill(level="3", help="no").send()
    travel(someone, minutes=55)
    someone.look().fill(level="2", help="no").send()
    assert Participant.objects.get(token_hash=token_hash(someone.token)).completed_at is not None
    return someone


def with_mails(someone: Person) -> Participant:
    """Somebody who has given an address, with a reminder and a mail that wait."""
    participant = Participant.objects.get(token_hash=token_hash(someone.token))
    now = timezone.now()
    Contact.objects.create(participant=participant, address=seal("a@example.org"), link=seal(someone.token),
                           language="en", given_at=now, confirmed_at=now)  # fmt: skip
    FollowUp.objects.filter(participant=participant).delete()
    FollowUp.objects.create(participant=participant, step="wait1", scheduled_at=now, opens_at=now, due_at=now,
                            remind_at=now)  # fmt: skip
    compose("x", to="a@example.org", subject="A link", text="…", about=f"participant:{participant.pk}", at=now)
    return participant


@pytest.mark.promise("S5")
def test_reminders_end_at_once_when_somebody_stops(person: Start) -> None:
    someone = person().agree().until("strain.before", crisis="no", age="30")
    participant = with_mails(someone)

    # Two taps: the link on every page, which mails hold too, and a button.
    page = Client().get(f"{someone.link}stop").content.decode()
    assert 'name="mode" value="stop"' in page and 'name="mode" value="delete"' in page
    someone.browser.post(f"{someone.link}stop", {"mode": "stop"})

    participant.refresh_from_db()
    assert participant.stopped_at is not None
    assert Response.objects.filter(participant=participant).exists(), "what was sent is kept"
    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)
    assert FollowUp.objects.get().remind_at is None


@pytest.mark.promise("S5")
def test_weeks_later_the_link_still_lets_people_withdraw(person: Start) -> None:
    someone = ended(person())
    travel(someone, minutes=20 * 24 * 60)
    Participant.objects.update(completed_at=timezone.now() - timedelta(days=20))

    page = Client().get(f"{someone.link}stop").content.decode()
    assert "Do you want your answers deleted?" in page
    assert 'value="stop"' not in page, "there is nothing left to stop"
    answer = Client().post(f"{someone.link}stop", {"mode": "delete"})

    assert answer.status_code == 200
    assert "Your answers are deleted" in answer.content.decode()
    assert (Participant.objects.count(), Tombstone.objects.get().mode) == (0, "deleted")


@pytest.mark.promise("S5")
def test_opening_the_link_for_stopping_stops_nothing(person: Start) -> None:
    someone = person().agree()

    Client().get(f"{someone.link}stop?mode=delete")
    Client().head(f"{someone.link}stop?mode=stop")

    assert Participant.objects.get().stopped_at is None


@pytest.mark.promise("S1")
def test_stopping_is_never_punished_and_leads_to_help(person: Start) -> None:
    someone = person().agree().until("strain.before", crisis="no", age="30")

    someone.browser.post(f"{someone.link}stop", {"mode": "stop"})

    html = someone.look().html
    assert "ONE1" in html and "TWO2" in html, "the same codes as for everybody"
    assert "555" in html or "help" in html.lower()
    # Whoever has reached the end isn't counted as somebody who stopped.
    done = ended(person())
    done.browser.post(f"{done.link}stop", {"mode": "stop"})
    assert Participant.objects.get(token_hash=token_hash(done.token)).stopped_at is None


@pytest.mark.promise("S1")
def test_findings_tell_at_which_step_people_left(person: Start) -> None:
    for mode in ("stop", "delete"):
        someone = person().agree().until("film", age="40", crisis="no", level="1")
        someone.browser.post(f"{someone.link}stop", {"mode": mode})

    score_new_responses(timezone.now())
    found = computed(Study.objects.get(), now=timezone.now())

    flow = [each for each in found["flow"] if each["allocated"]]
    assert sum(each["stopped"] for each in flow) == 1
    assert sum(each["withdrawn"] for each in flow) == 1
    assert sum(each["reached"]["strain.before"] for each in flow) == 2
    assert sum(each["reached"].get("strain.after", 0) for each in flow) == 0


def test_what_is_stored_can_be_read_and_kept(person: Start) -> None:
    someone = person(PANEL_ID="abc").agree().until("detail", level="9", help="yes", age="40", crisis="no")
    someone.fill(more="Ünïcödé 🙂")
    participant = Participant.objects.get()

    page = someone.browser.get(f"{someone.link}data").content.decode()
    assert "Ünïcödé 🙂" in page and 'href="consent"' in page and "No e-mail address is kept." in page
    file = someone.browser.post(f"{someone.link}data", {"format": "json"})

    assert file.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    found = json.loads(file.content)
    assert found["person"]["panel"] == {"PANEL_ID": "abc"}
    assert [each["answer"] for each in found["answers"] if each["item"] == "more"] == ["Ünïcödé 🙂"]
    assert [each["sha256"] for each in found["consents"]] == [Consent.objects.get().text_sha256]
    assert len(found["pages"]) == Response.objects.count()
    assert found["participation.safetyevent"]
    # Every table that belongs to people is in it, and nothing that opens a person's pages.
    known = {each.__name__.lower() for each in belonging()} | {"response", "exposure", "score"}
    related = {m.__name__.lower() for m in apps.get_models() for f in m._meta.concrete_fields
               if f.related_model is Participant}  # fmt: skip
    assert related == known
    assert {name.partition(".")[2] for name in found if "." in name} == known - {
        "response",
        "exposure",
        "score",
        "allocation",
    }
    text = file.content.decode()
    for secret in (someone.token, receipt(someone.token), bytes(participant.token_hash or b"").hex()):
        assert secret not in text
    # What chance decided comes with the end.
    assert "condition" not in found["person"]


@pytest.mark.promise("P12")
def test_after_the_end_ones_data_need_the_receipt(person: Start) -> None:
    someone = ended(person())
    where = f"{someone.link}data"
    for fields in ({}, {"format": "json"}, {"receipt": "AAAAA-AAAAA", "format": "json"}):
        page = Client().post(where, fields)
        assert "words of mine" not in page.content.decode()
        assert page.headers["Content-Type"].startswith("text/html")

    typed = receipt(someone.token).lower().replace("-", " ")
    assert "words of mine" in Client().post(where, {"receipt": typed}).content.decode()
    found = json.loads(Client().post(where, {"receipt": typed, "format": "json"}).content)
    assert found["person"]["condition"] in ("bright", "calm")
    assert "words of mine" in json.dumps(found)


@pytest.mark.promise("P12")
def test_receipt_codes_cannot_be_guessed_and_a_lost_cache_locks_nobody_out(person: Start, monkeypatch) -> None:
    someone, neighbour = ended(person()), ended(person())
    where = f"{someone.link}data"
    codes = [Client().post(where, {"receipt": f"GUESS-{number:05}"}).status_code for number in range(12)]

    assert codes == [200] * 10 + [429] * 2
    right = {"receipt": receipt(someone.token)}
    assert Client().post(where, right).status_code == 429
    other = {"receipt": receipt(neighbour.token)}
    assert "words of mine" in Client().post(f"{neighbour.link}data", other).content.decode()

    # Without its cache nothing is counted.
    for name, gone in {"get": None, "add": False}.items():
        monkeypatch.setattr(cache, name, lambda *args, gone=gone, **kwargs: gone)
    assert "words of mine" in Client().post(where, right).content.decode()


@pytest.mark.promise("P12")
def test_the_ledger_and_the_tombstones_hold_no_ids_of_people(person: Start) -> None:
    # Numbers that stand nowhere else.
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('enrolment_participant', 'id'), 717273747)")
    someone = person().agree()
    participant = Participant.objects.get()

    someone.browser.post(f"{someone.link}stop", {"mode": "delete"})

    kept = [*Entry.objects.values(), *Tombstone.objects.values(), *Departure.objects.values()]
    assert Entry.objects.filter(verb="withdrawn").count() == Departure.objects.count() == 1
    for trace in (str(participant.pk), bytes(participant.token_hash or b"").hex(), someone.token):
        assert trace not in str(kept)
