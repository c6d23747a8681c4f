"""What a person has agreed to: now, and before a later version asked again. Texts follow from the frozen versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from surveys.enrolment.consent import text_sha256
from surveys.enrolment.models import Consent
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of

# Each text that somebody agreed to, as it was hashed then, with the version and language that it belongs to.
TEXTS = """
SELECT DISTINCT COALESCE(c.version_id, p.version_id), c.language, c.text_sha256
FROM enrolment_consent c JOIN enrolment_participant p ON p.id = c.participant_id
UNION
SELECT DISTINCT (f ->> 'version')::bigint, f ->> 'language', f ->> 'text_sha256'
FROM enrolment_consent c, jsonb_array_elements(c.former) f
"""


@dataclass(frozen=True)
class Agreed:
    """One consent: to which version's text, in which language, which clauses, and when."""

    version: int
    language: str
    sha256: str
    clauses: tuple[str, ...]
    at: datetime

    @property
    def definition(self) -> Definition:
        """The study as the version has it; its text is the one that the hash is of."""
        return definition_of(self.version)


def agreed_by(participant_id: int) -> tuple[Agreed, ...]:
    """What a person has agreed to, the newest first; empty before consent. One statement."""
    found = Consent.objects.filter(participant_id=participant_id).select_related("participant").first()
    if found is None:
        return ()
    version = found.version_id or found.participant.version_id
    newest = Agreed(version, found.language, found.text_sha256, tuple(found.clauses), found.agreed_at)
    return (newest, *(former(each) for each in reversed(found.former)))


def former(kept: Mapping[str, Any]) -> Agreed:
    """An earlier consent as it is kept."""
    at = datetime.fromisoformat(kept["agreed_at"])
    return Agreed(kept["version"], kept["language"], kept["text_sha256"], tuple(kept["clauses"]), at)


def unknown_texts() -> Iterator[str]:
    """A sentence for each hash that doesn't lead to a text."""
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        found = cursor.fetchall()
    for version, language, sha256 in found:
        definition = definition_of(version)
        if language not in definition.languages or text_sha256(definition, language) != sha256:
            yield f"Enrolment: the consent text {sha256[:12]}… is not the one of version {version} in “{language}”."
