"""One mail of the outbox."""

from typing import ClassVar

from django.db import models

from surveys.mail.seal import SealedTextField


class State(models.TextChoices):
    """How far a mail has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    # It was handed over, and perhaps once before as well: the answer to that attempt was lost.
    UNCERTAIN = "uncertain"
    # No mail server is set up: it can be read on the outbox page.
    KEPT = "kept"


class Message(models.Model):
    """A mail as a row: written once under its key, sent when it is due. What it says and to whom is sealed."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "key": "technical",
        "about": "direct",
        "to": "direct",
        "subject": "technical",
        "text": "direct",
        "html": "direct",
        "unsubscribe": "direct",
        "message_id": "technical",
        "created_at": "technical",
        "due_at": "technical",
        "sent_at": "technical",
        "state": "technical",
        "attempts": "technical",
        "attempt_at": "technical",
        "in_doubt": "technical",
        "fault": "technical",
    }

    # What the mail is for, such as “followup:42:invite”: whoever asks twice gets the same mail.
    key = models.CharField(max_length=200, unique=True)
    # Opaque id of the person or thing it is about; leaving deletes by it.
    about = models.CharField(max_length=64, blank=True, default="", db_index=True)
    to = SealedTextField()
    subject = models.CharField(max_length=200)
    text = SealedTextField()
    html = SealedTextField()
    # Where one tap or one request ends such mails (RFC 8058); sealed, for it holds a personal link.
    unsubscribe = SealedTextField(default=b"")
    message_id = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempt_at = models.DateTimeField(null=True)
    # An attempt began and nobody knows how it ended.
    in_doubt = models.BooleanField(default=False)
    # The server's last complaint, without the address.
    fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state=State.WAITING), name="mail_that_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"
