"""A mail is written once under its key."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from surveys.mail.compose import compose, message_id_of
from surveys.mail.forget import forget
from surveys.mail.models import Message, State
from surveys.mail.outbox import OutboxBackend

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LETTER: dict[str, Any] = {"to": "ada@example.org", "subject": "Part two", "text": "Here: /p/s3cret/", "at": NOON}


@pytest.mark.django_db
def test_a_second_mail_under_the_same_key_is_the_first() -> None:
    first = compose("followup:1:invite", **LETTER)

    second = compose("followup:1:invite", **LETTER | {"text": "other", "due_at": NOON + timedelta(days=1)})

    assert second.pk == first.pk
    assert (second.text, second.due_at, second.state) == ("Here: /p/s3cret/", NOON, State.WAITING)


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_one_mail() -> None:
    def write(_: int) -> int:
        pk = compose("followup:1:invite", **LETTER).pk
        connection.close()
        return pk

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(write, range(40)))

    assert keys == {Message.objects.get().pk}


@pytest.mark.django_db
def test_the_address_and_the_text_are_sealed_in_the_table() -> None:
    compose("followup:1:invite", **LETTER, html="<a href='/p/s3cret/'>Here</a>")

    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", text, html, mail_message::text FROM mail_message')
        *sealed, row = cursor.fetchone()

    assert all(b"s3cret" not in bytes(cell) and b"ada" not in bytes(cell) for cell in sealed)
    assert "s3cret" not in row and "ada@" not in row and b"s3cret".hex() not in row


@pytest.mark.django_db
def test_the_message_id_is_the_keys_own_and_tells_nothing_of_it() -> None:
    first, other = compose("followup:1:invite", **LETTER), compose("followup:2:invite", **LETTER)

    assert first.message_id == message_id_of("followup:1:invite") != other.message_id
    assert "followup" not in first.message_id


@pytest.mark.django_db
def test_a_line_break_cant_enter_the_subject() -> None:
    assert compose("x", **LETTER | {"subject": "Part two\r\nBcc: eve@example.org"}).subject.count("\n") == 0


@pytest.mark.django_db
def test_forgetting_takes_every_mail_about_one_and_no_other() -> None:
    compose("a", **LETTER, about="p1")
    compose("b", **LETTER, about="p1")
    compose("c", **LETTER, about="p2")

    assert forget("p1") == 2

    assert Message.objects.get().about == "p2"
    with pytest.raises(ValueError, match="everyone"):
        forget("")


@pytest.mark.django_db
def test_djangos_own_mails_go_into_the_outbox() -> None:
    mail = EmailMultiAlternatives("Reset", "Plain", to=["ada@example.org", "bob@example.org"])
    mail.attach_alternative("<p>Rich</p>", "text/html")

    assert OutboxBackend().send_messages([mail]) == 2

    assert {message.to for message in Message.objects.all()} == {"ada@example.org", "bob@example.org"}
    assert {(message.text, message.html) for message in Message.objects.all()} == {("Plain", "<p>Rich</p>")}
