"""Open a blinded study's findings: before the declared stop, with a reason; or because it is reached."""

from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.findings.blinding import blinding, completed_by, declared_stops
from surveys.findings.models import Look
from surveys.ledger.append import append
from surveys.protocols.models import Study

LONGEST_REASON = 300
LOOKED, REACHED = "unblinded before the stop", "blinding ended as planned"


class LookError(ValueError):
    """There is nothing to open, or no reason to; the message is a sentence."""


def look(study: Study, *, by: AbstractBaseUser | None, reason: str, at: datetime) -> Look:
    """Open the findings for everybody who may see the study, and enter that in the audit trail."""
    reason = " ".join(reason.split())
    if not reason:
        raise LookError("Say why: the reason is shown wherever the findings are.")
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise LookError(f"Say why in {LONGEST_REASON} characters at most.")
    with transaction.atomic():
        # Two at once are two looks, each with its entry.
        Study.objects.select_for_update().get(pk=study.pk)
        stop = blinding(study, now=at).stop
        if stop is None:
            raise LookError(f"“{study.slug}” is not blinded, so there is nothing to open.")
        made = Look.objects.create(study=study, at=at, by_id=by.pk if by is not None else None, reason=reason)
        enter(LOOKED, made, until=stop.until)
    return made


def note_reached(study: Study, *, at: datetime) -> bool:
    """Keep that the declared stop was reached; whether that is new. Safe to run twice, and in two workers at once."""
    if not declared_stops(study) or blinding(study, now=at).stop is not None:
        return False
    with transaction.atomic():
        made, is_new = Look.objects.get_or_create(study=study, planned=True, defaults={"at": at})
        if is_new:
            enter(REACHED, made)
    return is_new


def enter(verb: str, made: Look, **detail: str) -> None:
    """The entry in the audit trail; of the reason, whose words may name somebody, only the hash."""
    counted: dict[str, str | int] = {**detail, "completed": completed_by(made.study)}
    if made.reason:
        counted["reason_sha256"] = digest(made.reason)
    append(verb, by=made.by_id or "", about=f"look:{made.pk}", study=made.study.slug, detail=counted, at=made.at)


def digest(reason: str) -> str:
    """SHA-256 in hex."""
    return sha256(reason.encode()).hexdigest()
