"""Whoever holds the lock reads the record again after getting it."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from surveys.enrolment.consent import consent
from surveys.enrolment.models import Participant
from surveys.enrolment.start import start, token_hash
from surveys.participation import record as recording
from surveys.participation.facts import facts_for, locked_facts_for
from surveys.participation.models import Response
from surveys.participation.nonce import sign
from surveys.participation.record import Post, record
from surveys.protocols.freeze import definition_of

PAGE = "person::0"


@pytest.fixture
def link(short) -> str:
    """Somebody who has consented; the token."""
    definition = definition_of(short.pk)
    token = start(short.pk, definition, language="en", panel={}, condition="", at=timezone.now())
    person = Participant.objects.get(token_hash=token_hash(token))
    consent(person.pk, definition, ["minimum_age", "take_part"], language="en", token=token, at=timezone.now())
    return token


def send(token: str, age: str) -> str:
    """One request that sends the first page."""
    facts = facts_for(token_hash(token))
    assert facts is not None
    now = time.time()
    post = Post(PAGE, sign(facts.participant, PAGE, shown_at=now), False, {"age": [age]})
    try:
        return record(token_hash(token), token, post, at=now, pace=1, dice=Random(1)).kind
    finally:
        connection.close()


def two_behind_a_lock(token: str) -> list[str]:
    """Two requests at once that both wait for a lock which somebody else holds."""
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            locked_facts_for(token_hash(token))
            waiting = [pool.submit(send, token, age) for age in ("30", "31")]
            wait_until_blocked(2, waiting)
        return [request.result() for request in waiting]


def wait_until_blocked(number: int, requests: list["Future[str]"]) -> None:
    """Until that many connections wait for a lock."""
    waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(500):
        with connection.cursor() as cursor:
            # Within one transaction the activity is looked up once only, unless it is told to look again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0] >= number:
                return
        for request in requests:
            assert not request.done(), request.result()
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.promise("R6")
def test_two_requests_behind_a_lock_store_the_page_once_and_allocate_once(link):
    assert two_behind_a_lock(link) == ["done", "done"]

    assert Response.objects.filter(step="person").count() == 1


@pytest.mark.promise("R6")
def test_control_reading_before_the_lock_lets_both_through(link, monkeypatch):
    """With the record read before the lock, the second request takes the page for due and runs into the constraint."""
    stored = []
    original = recording.Recording.store

    def read_first(hashed: bytes):
        facts = facts_for(hashed)
        locked_facts_for(hashed)
        return facts

    monkeypatch.setattr(recording, "locked_facts_for", read_first)
    monkeypatch.setattr(recording.Recording, "store", lambda self, *args: stored.append(1) or original(self, *args))

    two_behind_a_lock(link)

    assert len(stored) == 2
