"""Start a journey: a row without a name, and a link that is its only key."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from secrets import randbits, token_urlsafe
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection

from surveys.enrolment.models import Participant
from surveys.instruments.sentence import Sentence
from surveys.protocols.definition import Definition

TOKEN_BYTES = 18
LONGEST_ZONE = 64
INSERT = """
INSERT INTO enrolment_participant
  (version_id, token_hash, seed, origin, condition, language, timezone, panel, started_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)
"""


class NoSuchConditionError(ValueError):
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
    seed: int | None = None,
    timezone: str = "",
) -> str:
    """Start one person on a version; the token of its link. NoSuchConditionError where the link must name one.

    Orders follow from the seed, which is drawn unless it is given.
    """
    token = token_urlsafe(TOKEN_BYTES)
    values: list[Any] = [
        version_id,
        token_hash(token),
        # PostgreSQL has signed numbers only.
        randbits(63) if seed is None else seed,
        origin,
        condition_at_start(definition, condition),
        language if language in definition.languages else definition.languages[0],
        timezone if is_timezone(timezone) else "",
        json.dumps(dict(panel)),
        at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
    return token


def condition_at_start(definition: Definition, wanted: str) -> str:
    """The condition that is fixed from the start: the only one, or the link's."""
    if len(definition.conditions) == 1:
        return definition.conditions[0].id
    if definition.allocation.method != "link":
        return ""
    if definition.arm(wanted) is None:
        sentence = Sentence("This link is not complete. Please use the whole link that you were given.")
        raise NoSuchConditionError(sentence)
    return wanted


def is_timezone(name: str) -> bool:
    """Whether this is the name of a time zone, such as Europe/Berlin."""
    try:
        return name != "" and len(name) <= LONGEST_ZONE and ZoneInfo(name).key == name
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return sha256(token.encode()).digest()
