"""Handing one mail to the mail server."""

import smtplib
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection

from surveys.mail.models import Message

SMTP = "django.core.mail.backends.smtp.EmailBackend"
TIMEOUT_SECONDS = 10
OK = 250


class Verdict(Enum):
    """How an attempt ended."""

    TAKEN = "taken"
    NOT_NOW = "not now"
    NEVER = "never"
    # The line broke while the server had the mail: nobody knows.
    LOST = "lost"


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended, and the server's complaint in a few words, without the address."""

    verdict: Verdict
    fault: str = ""


class Line:
    """A connection to the mail server that is kept for several mails; to be closed by `with`."""

    def __init__(self) -> None:
        self.server: Any = get_connection(SMTP, timeout=TIMEOUT_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.close()

    def open(self) -> None:
        """A connection that answers: a server that hung up between two mails must not leave the second in doubt."""
        if self.server.connection is not None and not self._answers():
            self.server.close()
            self.server.connection = None
        self.server.open()

    def _answers(self) -> bool:
        try:
            return int(self.server.connection.noop()[0]) == OK
        except (smtplib.SMTPException, OSError):
            return False


def deliver(message: Message, line: Line) -> Outcome:
    """Hand the mail to the server and say what came of it; each wait on the server lasts 10 s at most."""
    mail = _as_email(message)
    mail.connection = line.server
    try:
        line.open()
    except (smtplib.SMTPException, OSError) as fault:
        return Outcome(Verdict.NOT_NOW, f"No connection: {type(fault).__name__}")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as fault:
        return _answer(min(code for code, _ in fault.recipients.values()))
    except smtplib.SMTPResponseException as fault:
        return _answer(fault.smtp_code)
    except smtplib.SMTPNotSupportedError:
        return Outcome(Verdict.NEVER, "The mail server can't take such an address")
    except (smtplib.SMTPException, OSError) as fault:
        line.server.close()
        return Outcome(Verdict.LOST, f"Connection lost: {type(fault).__name__}")
    except ValueError:
        return Outcome(Verdict.NEVER, "Not a mail that can be sent")
    return Outcome(Verdict.TAKEN)


def _answer(code: int) -> Outcome:
    """The server answered, so it doesn't have the mail: 4xx for the time being, 5xx for good (RFC 5321, 4.2.1)."""
    return Outcome(Verdict.NOT_NOW if code < 500 else Verdict.NEVER, f"The mail server answered {code}")


def _as_email(message: Message) -> EmailMultiAlternatives:
    headers = {"Message-ID": message.message_id}
    if message.unsubscribe:
        # RFC 8058: the mailbox's own button does it by one request.
        headers |= {
            "List-Unsubscribe": f"<{message.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = EmailMultiAlternatives(subject=message.subject, body=message.text, to=[message.to], headers=headers)
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    return mail
