"""Asking again: a later version has another consent text, and whoever published it wants everybody to see it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from surveys.enrolment.agreed import agreed_by
from surveys.enrolment.consent import text_sha256
from surveys.protocols.definition import Definition

# What was agreed to before is kept beside it. A repeat finds the version there, and changes nothing.
AGREE = """
UPDATE enrolment_consent c
SET former = former || jsonb_build_array(jsonb_build_object(
      'version', COALESCE(c.version_id, p.version_id), 'language', c.language, 'text_sha256', text_sha256,
      'clauses', clauses, 'agreed_at', agreed_at)),
    version_id = %(version)s, language = %(language)s, text_sha256 = %(sha256)s, clauses = %(clauses)s::jsonb,
    agreed_at = %(at)s
FROM enrolment_participant p
WHERE p.id = c.participant_id AND p.id = %(participant)s AND COALESCE(c.version_id, p.version_id) < %(version)s
"""


def language_of(definition: Definition, language: str) -> str:
    """The language in which a person reads a later version's text: the person's own where the version has it."""
    return language if language in definition.languages else definition.languages[0]


def is_new(participant_id: int, definition: Definition, language: str) -> bool:
    """Whether a later version's text is another one than the person has agreed to; one statement."""
    agreed = agreed_by(participant_id)
    return bool(agreed) and agreed[0].sha256 != text_sha256(definition, language_of(definition, language))


def agree_again(
    participant_id: int, version: int, definition: Definition, ticked: Sequence[str], *, language: str, at: datetime
) -> None:
    """Store that a person agreed to a later version's text, and keep what was agreed to before; one statement."""
    spoken = language_of(definition, language)
    values: dict[str, Any] = {
        "version": version,
        "language": spoken,
        "sha256": text_sha256(definition, spoken),
        "clauses": json.dumps(list(ticked)),
        "at": at,
        "participant": participant_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(AGREE, values)
