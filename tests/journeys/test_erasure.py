"""Erasing means gone: unique strings in every field leave no trace in any store."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from surveys.enrolment.models import Participant, Tombstone
from surveys.exports.ask import ask
from surveys.exports.build import build_next
from surveys.exports.sweep import sweep
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.mail.compose import compose
from surveys.participation.viewings import derive_viewings
from surveys.protocols.models import Study
from tests.journeys.person import Person

CANARY = "canary7d3f"
# When the canary's age was answered, in ms: a number that stands nowhere else.
TIMED = 71_717_173
# For how many seconds the film stood still.
PAUSED = 83_838.383


def stores() -> Iterator[tuple[str, str]]:
    """Every store that could keep something of a person, as text: tables, cache and broker, files."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield table, "\n".join(row[0] for row in cursor.fetchall())
    with current_app.connection_or_acquire() as broker:
        client = broker.default_channel.client
        for key in client.keys("*"):
            yield f"broker {key!r}", repr(client.dump(key))
    yield "cache", repr(getattr(cache, "_cache", ""))
    for folder in (settings.MEDIA_ROOT, settings.EXPORTS_ROOT, settings.LACRIMA_HOME / "logs"):
        for file in Path(folder).rglob("*"):
            if file.suffix == ".zip":
                yield from unpacked(file)
            elif file.is_file() and file.suffix not in (".mp4",):
                yield str(file), file.read_text(errors="replace")


def unpacked(file: Path) -> Iterator[tuple[str, str]]:
    """The files in an archive, as text."""
    with ZipFile(file) as archive:
        for name in archive.namelist():
            yield f"{file}/{name}", archive.read(name).decode(errors="replace")


def traces(*words: str) -> list[str]:
    """The stores in which one of the words stands."""
    return [store for store, text in stores() if any(word in text for word in words)]


@pytest.fixture
def canary(person) -> Person:
    """A person who leaves a unique string in every field that takes one."""
    someone = person(PANEL_ID=CANARY).agree()
    answers = {"where": "other", "where.other": f"{CANARY} where", "words": f"{CANARY} words", "likes": "tea"}
    someone.send({"age": "77", "crisis": "no", "step.timing": f'{{"age": [0, 900, {TIMED}]}}'})
    someone.until("film", level="9", **answers)
    pause = [1000, "pause", 1]
    batch = {"step": someone.step, "load": CANARY, "seq": 0, "sent": 1000 + PAUSED * 1000, "events": [pause]}
    someone.browser.post(f"{someone.link}film", batch, content_type="application/json")
    someone.send().until("detail", level="9", help="yes").fill(more=f"{CANARY} more")
    key = Participant.objects.get().pk
    compose(
        f"{CANARY}:mail",
        to=f"{CANARY}@example.org",
        subject="A link",
        text=CANARY,
        about=f"participant:{key}",
        at=timezone.now(),
    )
    derive_viewings(at=timezone.now())
    score_new_responses(timezone.now(), 100)
    rebuild_changed_studies(timezone.now())
    return someone


@pytest.mark.promise("P7")
def test_stop_and_delete_leaves_no_trace_and_a_tombstone(canary):
    participant = Participant.objects.get()
    assert len(traces(CANARY)) >= 4, "control: before leaving, the canary is found"
    assert traces(str(TIMED)) == ["participation_itemtiming"], "control: and when an item was answered"
    assert traces(str(PAUSED)) == ["participation_viewing"], "control: and for how long the film stood still"

    canary.browser.post(f"{canary.link}stop", {"mode": "delete"})
    score_new_responses(timezone.now(), 100)
    rebuild_changed_studies(timezone.now())

    assert traces(CANARY, str(TIMED), str(PAUSED), canary.token, participant.token_hash.hex()) == []
    assert rows_that_name(participant.pk) == []
    assert Tombstone.objects.get().mode == "deleted"


def rows_that_name(participant: int) -> list[str]:
    """Tables with a row that still points at the person."""
    found = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if (
                field.related_model is Participant
                and model._base_manager.filter(**{field.attname: participant}).exists()
            ):
                found.append(model._meta.db_table)
    return found


@pytest.mark.promise("P7")
@pytest.mark.django_db(transaction=True)
def test_an_export_that_nobody_has_yet_keeps_no_trace_of_who_left(canary, tmp_path, settings):
    settings.EXPORTS_ROOT = tmp_path / "exports"
    data = ask(Study.objects.get(), by=None, at=timezone.now())
    words = ask(Study.objects.get(), by=None, at=timezone.now(), layout="texts", will_read=True)
    assert all(build_next(now=timezone.now) for _ in range(2))
    inside = {store for store in traces(CANARY) if str(settings.EXPORTS_ROOT) in store}
    assert [store.rpartition("/")[2] for store in inside] == ["texts.csv"], "control: before leaving, words are there"
    assert any("timing.csv" in store for store in traces(str(TIMED))), "control: and in the file of times"
    assert any("exposure.csv" in store for store in traces(str(PAUSED))), "control: and how the film was watched"

    canary.browser.post(f"{canary.link}stop", {"mode": "delete"})
    sweep(at=timezone.now())

    assert traces(CANARY, str(TIMED), str(PAUSED), canary.token) == []
    # It is made again without the person; here that was the only one.
    for export in (data, words):
        build_next(now=timezone.now)
        export.refresh_from_db()
        assert (export.state, traces(CANARY)) == ("failed", [])


@pytest.mark.promise("P7")
def test_every_key_to_a_person_is_erased_by_the_database_itself(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, confdeltype FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'enrolment_participant'::regclass"
        )
        keys = dict(cursor.fetchall())

    models = {
        m._meta.db_table for m in apps.get_models() for f in m._meta.concrete_fields if f.related_model is Participant
    }
    assert set(keys) == models
    assert keys.pop("enrolment_allocation") == "n"
    assert set(keys.values()) == {"c"}
