"""Django's own mails, such as a forgotten password's, go through the outbox too."""

from collections.abc import Sequence
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from surveys.mail.compose import compose


class OutboxBackend(BaseEmailBackend):
    """An e-mail backend for settings.EMAIL_BACKEND: it writes rows, and the outbox's sender does the rest."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many mails were put into the outbox, one for each recipient."""
        letters = [(email, to) for email in email_messages for to in email.recipients()]
        for email, to in letters:
            _put(email, to)
        return len(letters)


def _put(email: EmailMessage, to: str) -> None:
    alternatives = email.alternatives if isinstance(email, EmailMultiAlternatives) else []
    html = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
    key = f"django:{uuid4().hex}"
    compose(key, to=to, subject=str(email.subject), text=str(email.body), html=html, at=timezone.now())
