"""Sending what is due."""

from datetime import datetime

from surveys.mail.models import Message, State
from surveys.mail.send import send

# As many as fit well into one task, which must end within 300 s.
AT_ONCE = 100


def send_due(now: datetime) -> int:
    """How many mails left the queue; the oldest go first."""
    due = Message.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    done = 0
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        state = send(pk, now=now)
        if state is State.WAITING:
            # A server that takes nothing now is left alone until the next tick.
            break
        done += state is not None
    return done
