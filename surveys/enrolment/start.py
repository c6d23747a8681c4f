"""Start a journey: a row without a name, and a link that is its only key."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from secrets import randbits, token_urlsafe

from surveys.enrolment.models import Participant
from surveys.protocols.definition import Definition

TOKEN_BYTES = 18


class NoSuchCondition(ValueError):
    """The start link names no condition of a study that allocates by link."""


def start(
    version_id: int,
    definition: Definition,
    *,
    language: str,
    panel: Mapping[str, str],
    condition: str,
    at: datetime,
    origin: str = Participant.Origin.REAL,
) -> str:
    """Start one person on a version; the token of its link. NoSuchCondition where the link must name one."""
    token = token_urlsafe(TOKEN_BYTES)
    Participant.objects.create(
        version_id=version_id,
        token_hash=token_hash(token),
        # Postgres has signed numbers only.
        seed=randbits(63),
        origin=origin,
        condition=condition_at_start(definition, condition),
        language=language if language in definition.languages else definition.languages[0],
        panel=dict(panel),
        started_at=at,
    )
    return token


def condition_at_start(definition: Definition, wanted: str) -> str:
    """The condition that is fixed from the start: the only one, or the link's."""
    if len(definition.conditions) == 1:
        return definition.conditions[0].id
    if definition.allocation.method != "link":
        return ""
    if definition.arm(wanted) is None:
        raise NoSuchCondition("This link is not complete. Please use the whole link that you were given.")
    return wanted


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()
