"""A mail goes out once, to a real server, whatever happens on the way."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from surveys.mail.compose import compose
from surveys.mail.deliver import Line, deliver
from surveys.mail.models import Message, State
from surveys.mail.send import GRACE, PAUSES, send
from surveys.mail.send_due import send_due
from tests.mail.mailbox import TAKEN, Mailbox

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def letter(key: str = "followup:1:invite", **other: Any) -> Message:
    return compose(key, to="ada@example.org", subject="Part two", text="Here 🌧", at=NOON, **other)


@pytest.mark.django_db
def test_a_due_mail_arrives_with_its_text_and_its_message_id(mailbox: Mailbox) -> None:
    message = letter(html="<p>Here</p>")

    assert send_due(NOON) == 1

    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == (State.SENT, NOON, 1)
    [email] = mailbox.emails
    assert (email["Subject"], email["To"], email["Message-ID"]) == ("Part two", "ada@example.org", message.message_id)
    plain, rich = email.get_payload()
    assert "Here 🌧" in plain.get_payload(decode=True).decode()
    assert "<p>Here</p>" in rich.get_payload(decode=True).decode()


@pytest.mark.django_db
def test_a_mail_isnt_sent_early_and_isnt_sent_twice(mailbox: Mailbox) -> None:
    letter(due_at=NOON + SECOND)

    sent = [send_due(NOON), send_due(NOON + SECOND), send_due(NOON + 10 * SECOND)]

    assert (sent, len(mailbox.emails)) == ([0, 1, 0], 1)


@pytest.mark.django_db
def test_without_a_mail_server_due_mail_is_kept(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    due, later = letter("due"), letter("later", due_at=NOON + SECOND)

    assert send_due(NOON) == 1

    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == (State.KEPT, State.WAITING)


@pytest.mark.django_db
def test_a_server_that_says_no_for_good_isnt_asked_again(mailbox: Mailbox) -> None:
    message = letter()
    mailbox.to_recipient = "550 no such user"

    assert send(message.pk, now=NOON) == State.FAILED

    message.refresh_from_db()
    assert message.fault == "The mail server answered 550"
    assert send(message.pk, now=NOON + timedelta(days=9)) is None


@pytest.mark.django_db
def test_a_server_that_says_not_now_is_asked_again_later(mailbox: Mailbox) -> None:
    message = letter()
    mailbox.to_mail = "451 try later"

    assert send(message.pk, now=NOON) == State.WAITING
    mailbox.to_mail = TAKEN

    assert send(message.pk, now=NOON + PAUSES[0] - SECOND) is None
    assert send(message.pk, now=NOON + PAUSES[0]) == State.SENT
    assert len(mailbox.emails) == 1


@pytest.mark.django_db
def test_a_server_that_is_away_is_given_up_after_a_day(mailbox: Mailbox, settings: Any) -> None:
    message, now = letter(), NOON
    settings.EMAIL_PORT = 1

    states = []
    for pause in [*PAUSES, timedelta()]:
        states.append(send(message.pk, now=now))
        now += pause

    assert states == [State.WAITING] * len(PAUSES) + [State.FAILED]


@pytest.mark.django_db
def test_one_mail_that_cant_go_now_leaves_the_server_alone_until_the_next_tick(settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter("a")
    letter("b")

    assert send_due(NOON) == 0

    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 1]


@pytest.mark.django_db
def test_a_mail_whose_key_is_gone_fails_alone(mailbox: Mailbox, settings: Any) -> None:
    lost = letter("lost")
    settings.SECRET_KEY = "another key that is just as long and as random"
    letter("good")

    assert send_due(NOON) == 2

    assert Message.objects.defer("to", "text", "html", "unsubscribe").get(pk=lost.pk).state == State.FAILED
    assert len(mailbox.emails) == 1


def two_at_once(sender: Callable[[], object]) -> None:
    together = threading.Barrier(2)

    def run(_: int) -> None:
        together.wait()
        sender()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(mailbox: Mailbox) -> None:
    for number in range(12):
        letter(f"followup:{number}:invite")

    two_at_once(lambda: send_due(NOON))

    assert len(mailbox.emails) == len({email["Message-ID"] for email in mailbox.emails}) == 12
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.django_db(transaction=True)
def test_a_second_sender_doesnt_wait_for_the_first(mailbox: Mailbox) -> None:
    message = letter()
    first_is_talking, second_is_back = threading.Event(), threading.Event()
    mailbox.on_data = lambda: (first_is_talking.set(), second_is_back.wait(5))

    def second() -> State | None:
        first_is_talking.wait(5)
        try:
            # A minute later, so that nothing but the lock on the row keeps the second one away.
            return send(message.pk, now=NOON + timedelta(minutes=1))
        finally:
            second_is_back.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(second)
        first = send(message.pk, now=NOON)

    assert (first, answer.result(), len(mailbox.emails)) == (State.SENT, None, 1)


@pytest.mark.django_db(transaction=True)
def test_control_senders_without_a_lock_send_it_twice(mailbox: Mailbox) -> None:
    message = letter()
    both_have_read = threading.Barrier(2, timeout=5)

    def careless() -> None:
        waiting = Message.objects.get(pk=message.pk, state=State.WAITING)
        both_have_read.wait()
        with Line() as line:
            deliver(waiting, line)
        Message.objects.filter(pk=message.pk).update(state=State.SENT)

    two_at_once(careless)

    assert len(mailbox.emails) == 2


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_dies_between_the_servers_yes_and_the_commit_sends_at_most_once_more(mailbox: Mailbox) -> None:
    message = letter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]

    def cut_the_senders_line() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
        connections["default"].close()

    mailbox.on_data = cut_the_senders_line
    with pytest.raises(OperationalError):
        send(message.pk, now=NOON)
    connection.close()
    mailbox.on_data = lambda: None

    assert send(message.pk, now=NOON + GRACE + SECOND) == State.UNCERTAIN
    assert send(message.pk, now=NOON + timedelta(days=1)) is None
    assert [email["Message-ID"] for email in mailbox.emails] == [message.message_id] * 2


@pytest.mark.django_db
def test_when_the_servers_answer_is_lost_one_more_attempt_is_made_and_no_third(mailbox: Mailbox) -> None:
    message = letter()
    mailbox.hangs_up = True

    states = [
        send(message.pk, now=NOON),
        send(message.pk, now=NOON + PAUSES[0]),
        send(message.pk, now=NOON + PAUSES[-1]),
    ]

    assert states == [State.WAITING, State.UNCERTAIN, None]
    assert [email["Message-ID"] for email in mailbox.emails] == [message.message_id] * 2


@pytest.mark.django_db
def test_a_mail_that_was_perhaps_sent_is_never_called_failed(mailbox: Mailbox) -> None:
    message = letter()
    mailbox.hangs_up = True
    send(message.pk, now=NOON)
    mailbox.hangs_up, mailbox.to_recipient = False, "550 no such user"

    assert send(message.pk, now=NOON + PAUSES[0]) == State.UNCERTAIN


@pytest.mark.django_db
def test_what_is_no_address_fails_at_once(mailbox: Mailbox) -> None:
    message = compose("x", to="ada@@example.org", subject="Part two", text="Here", at=NOON)

    assert send(message.pk, now=NOON) == State.FAILED
