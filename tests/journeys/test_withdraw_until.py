"""When the time for withdrawing is over, nothing leads from answers to a person any more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from surveys.api.verify import verify
from surveys.enrolment.consent import receipt
from surveys.enrolment.models import Allocation, Consent, Contact, Participant
from surveys.enrolment.start import token_hash
from surveys.enrolment.unlink import FIRST_RANDOM
from surveys.findings.findings import computed
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.ledger.models import Entry
from surveys.mail.compose import compose
from surveys.mail.models import Message
from surveys.mail.seal import seal
from surveys.participation.models import FollowUp, Response
from surveys.participation.past_withdrawal import unlink_past
from surveys.participation.past_withdrawal import verify as past_faults
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.models import Study
from surveys.protocols.publish import publish
from tests.journeys.person import Person
from tests.journeys.test_short import travel

SHORT = Path(__file__).resolve().parent.parent / "studies" / "short"
UNTIL = timedelta(days=30)


def until(text: str) -> Folder:
    folder = read_folder(SHORT)
    protocol = folder.texts["protocol.yaml"].replace("  minimum_age: 18\n", f"  minimum_age: 18\n{text}")
    return Folder({**folder.texts, "protocol.yaml": protocol}, folder.folder)


@pytest.fixture
def limited(db: None, settings: object, tmp_path: Path) -> Callable[..., Person]:
    """Somebody who starts a study that says how long one may withdraw."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    publish(until("  withdraw_until: 30 days\n"), by=None, at=timezone.now())
    return lambda: Person("short", PANEL_ID="panel-canary")


def stopped(someone: Person) -> Person:
    someone.agree().until("film", age="40", crisis="no", level="3", help="no")
    someone.browser.post(f"{someone.link}stop", {"mode": "stop"})
    return someone


def rows_of(participant: int) -> dict[str, int]:
    """How many rows each table has of somebody."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Participant:
                found[model._meta.db_table] = model._base_manager.filter(**{field.attname: participant}).count()
    return found


@pytest.mark.promise("P10")
def test_at_the_end_of_the_time_the_link_is_destroyed_and_the_rows_get_other_numbers(limited) -> None:
    someone = stopped(limited())
    person = Participant.objects.get()
    now = timezone.now()
    Contact.objects.create(participant=person, address=seal("a@example.org"), link=seal(someone.token),
                           language="en", given_at=now)  # fmt: skip
    compose("x", to="a@example.org", subject="A link", text="…", about=f"participant:{person.pk}", at=now)
    score_new_responses(now)
    rebuild_changed_studies(now)
    figures, rows = computed(Study.objects.get(), now=now), rows_of(person.pk)
    answers = list(Response.objects.order_by("id").values_list("step", "page", "answers"))

    # Control: a day earlier nothing happens, and the person can withdraw.
    assert unlink_past(at=now + UNTIL - timedelta(days=1), pace=1) == 0
    assert someone.browser.get(f"{someone.link}stop").status_code == 200
    assert past_faults(now + UNTIL + timedelta(days=3), 1), "control: “verify” tells of a link that should be gone"

    later = now + UNTIL + timedelta(minutes=1)
    assert unlink_past(at=later, pace=1) == 1
    assert unlink_past(at=later, pace=1) == 0, "running it twice is harmless"

    after = Participant.objects.get()
    assert after.pk >= FIRST_RANDOM and after.pk != person.pk
    assert (after.token_hash, after.panel) == (None, {})
    assert Consent.objects.get().receipt_hash is None
    assert Consent.objects.get().sealed_link is None
    assert (Contact.objects.count(), Message.objects.count()) == (0, 0)
    # All that belongs to the person has followed; nothing is left under the old number.
    assert set(rows_of(person.pk).values()) == {0}
    assert rows_of(after.pk) == {**rows, "enrolment_contact": 0}
    assert list(Response.objects.order_by("id").values_list("step", "page", "answers")) == answers
    assert past_faults(now + UNTIL + timedelta(days=3), 1) == []
    assert verify(timezone.now()) == []
    # Figures stay what they were, and nothing is scored twice.
    score_new_responses(later)
    again = computed(Study.objects.get(), now=now)
    assert {**again, "computed_at": ""} == {**figures, "computed_at": ""}
    # No trace of the keys, anywhere.
    assert traces(someone.token, token_hash(someone.token).hex(), receipt(someone.token), "panel-canary") == []
    entry = Entry.objects.get(verb="unlinked")
    assert (entry.study, entry.detail, entry.about) == ("short", {"people": 1}, "")


def traces(*words: str) -> list[str]:
    """The tables in which one of the words stands."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(row[0] for row in cursor.fetchall())
            found += [table] if any(word in text for word in words) else []
    return found


@pytest.mark.promise("P10")
def test_the_page_says_why_nothing_can_be_deleted_any_more(limited) -> None:
    someone = stopped(limited())
    unlink_past(at=timezone.now() + UNTIL + timedelta(minutes=1), pace=1)

    for path in ("", "stop", "data", "consent"):
        page = someone.browser.get(f"{someone.link}{path}")
        assert page.status_code == 404
        assert "the time in which you could withdraw is over" in page.content.decode()
    assert someone.browser.post(f"{someone.link}stop", {"mode": "delete"}).status_code == 404
    assert Participant.objects.count() == 1


@pytest.mark.promise("P10")
def test_the_time_counts_from_the_last_answer_and_nobody_is_cut_off_before_the_end(limited) -> None:
    someone = limited().agree().until("wait1", age="20", crisis="no", level="3", help="no")
    now = timezone.now()
    travel(someone, minutes=29 * 24 * 60)
    assert unlink_past(at=now + timedelta(hours=20), pace=1) == 0, "control: a day is left"

    # Somebody for whom a window is still to come.
    FollowUp.objects.filter(step="wait1").update(due_at=now + timedelta(days=10), closes_at=None)
    assert unlink_past(at=now + timedelta(days=35), pace=1) == 0
    assert unlink_past(at=now + timedelta(days=41), pace=1) == 1


@pytest.mark.promise("P10")
def test_a_study_that_sets_no_limit_cuts_no_link(short) -> None:
    someone = stopped(Person("short"))

    assert unlink_past(at=datetime(2099, 1, 1, tzinfo=UTC), pace=1) == 0
    assert someone.browser.get(f"{someone.link}stop").status_code == 200


@pytest.mark.promise("P10")
def test_every_key_to_a_person_follows_a_change_of_the_number(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confupdtype FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'enrolment_participant'::regclass"
        )
        keys = dict(cursor.fetchall())

    assert Allocation._meta.db_table in keys
    assert set(keys.values()) == {"c"}
