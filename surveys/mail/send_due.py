"""Sending what is due."""

from collections.abc import Callable
from datetime import datetime
from random import sample
from time import monotonic

from surveys.mail.deliver import Line
from surveys.mail.models import Message, State
from surveys.mail.send import send

# As many as are asked for at a time, and the seconds after which other work has its turn.
AT_ONCE, LONGEST_S = 100, 4.0


def send_due(now: datetime, *, clock: Callable[[], float] = monotonic) -> int:
    """How many mails left the queue; the oldest go first. Two at once share the work."""
    done, until = 0, clock() + LONGEST_S
    with Line() as line:
        while keys := due(now):
            before = done
            # Two senders begin at different places, and don't wait for each other's locks.
            for pk in keys:
                state = send(pk, now=now, line=line)
                if state is State.WAITING:
                    # A server that takes nothing now is left alone until the next tick.
                    return done
                done += state is not None
                if clock() > until:
                    return done
            if done == before:
                break
    return done


def due(now: datetime) -> list[int]:
    """The next mails to send, in an order of chance among the oldest."""
    waiting = Message.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    keys = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    return keys if len(keys) < AT_ONCE else sample(keys, len(keys))
