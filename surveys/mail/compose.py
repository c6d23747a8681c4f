"""Writing a mail into the outbox."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings

from surveys.mail.models import Message


def compose(
    key: str,
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    about: str = "",
    due_at: datetime | None = None,
    unsubscribe: str = "",
    at: datetime,
) -> Message:
    """The mail under this key: the one just written, or the one that stood there already, unchanged."""
    message = draft(
        key, to=to, subject=subject, text=text, html=html, about=about, due_at=due_at, unsubscribe=unsubscribe, at=at
    )
    put([message])
    return Message.objects.get(key=key)


def draft(
    key: str,
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    about: str = "",
    due_at: datetime | None = None,
    unsubscribe: str = "",
    at: datetime,
) -> Message:
    """A mail that is not yet in the outbox."""
    return Message(
        key=key,
        about=about,
        to=to,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        message_id=message_id_of(key),
        created_at=at,
        due_at=due_at or at,
        unsubscribe=unsubscribe,
    )


def put(messages: Sequence[Message]) -> None:
    """Write mails into the outbox, each once however often it is written; one statement."""
    # ON CONFLICT DO NOTHING: no look before the insert, so two writers at once leave one mail.
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def message_id_of(key: str) -> str:
    """The Message-ID header that belongs to a key: the same at every attempt, so that mailboxes fold repeats."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"message-id " + key.encode(), hashlib.sha256).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest}@{domain}>"
