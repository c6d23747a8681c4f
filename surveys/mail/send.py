"""Sending one mail of the outbox, once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from surveys.mail.deliver import Line, Outcome, Verdict, deliver
from surveys.mail.models import Message, State
from surveys.mail.seal import SealError

# Between noting an attempt and locking the row for it lies a moment in which another sender must stay away.
GRACE = timedelta(seconds=3)
# After the first, second, … attempt that failed for the time being.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.5, 1, 5, 15, 60, 240, 720))


def send(pk: int, *, now: datetime, line: Line | None = None) -> State | None:
    """The state that the mail is in afterwards, or None where it isn't due or another sender has it.

    `line` is a connection that is kept for several mails; without it one is made.
    """
    if not settings.EMAIL_HOST:
        return State.KEPT if _free(pk, now).update(state=State.KEPT) else None
    noted = _note_attempt(pk, now)
    if noted is None:
        return None
    attempt, in_doubt = noted
    with transaction.atomic():
        # The lock is held while the mail server is talked to: a sender that dies lets go of it at once.
        message = _locked(Message.objects.filter(pk=pk, state=State.WAITING, attempts=attempt))
        if message is None:
            return None
        _settle(message, _outcome(message, line), in_doubt=in_doubt, now=now)
        return State(message.state)


def _note_attempt(pk: int, now: datetime) -> tuple[int, bool] | None:
    """The attempt's number and whether an earlier one has no known end; committed before the server hears of it."""
    with transaction.atomic():
        message = _locked(_free(pk, now))
        if message is None:
            return None
        in_doubt = message.in_doubt
        message.attempts += 1
        message.attempt_at = now
        message.in_doubt = True
        message.save(update_fields=["attempts", "attempt_at", "in_doubt"])
        return message.attempts, in_doubt


def _free(pk: int, now: datetime) -> QuerySet[Message]:
    left_alone = Q(attempt_at=None) | Q(attempt_at__lt=now - GRACE)
    return Message.objects.filter(left_alone, pk=pk, state=State.WAITING, due_at__lte=now)


def _locked(messages: QuerySet[Message]) -> Message | None:
    return messages.defer("to", "text", "html", "unsubscribe").select_for_update(skip_locked=True).first()


def _outcome(message: Message, line: Line | None) -> Outcome:
    try:
        if line is not None:
            return deliver(message, line)
        with Line() as own:
            return deliver(message, own)
    except SealError:
        return Outcome(Verdict.NEVER, "Sealed with a key that is gone")


def _settle(message: Message, outcome: Outcome, *, in_doubt: bool, now: datetime) -> None:
    """Write down what came of the attempt; after a lost answer one more attempt is made, never two."""
    if outcome.verdict is Verdict.TAKEN:
        message.state, message.sent_at = State.UNCERTAIN if in_doubt else State.SENT, now
    elif _gives_up(message, outcome, in_doubt=in_doubt):
        message.state = State.UNCERTAIN if in_doubt else State.FAILED
    else:
        message.due_at = now + PAUSES[message.attempts - 1]
    message.in_doubt = in_doubt or outcome.verdict is Verdict.LOST
    message.fault = outcome.fault
    message.save(update_fields=["state", "sent_at", "due_at", "in_doubt", "fault"])


def _gives_up(message: Message, outcome: Outcome, *, in_doubt: bool) -> bool:
    lost_again = in_doubt and outcome.verdict is Verdict.LOST
    return lost_again or outcome.verdict is Verdict.NEVER or message.attempts > len(PAUSES)
