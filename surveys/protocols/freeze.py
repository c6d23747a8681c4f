"""From a version's row to its definition, once per process: versions never change."""

from dataclasses import replace
from functools import lru_cache

from django.db import connection

from surveys.protocols.definition import Definition
from surveys.protocols.documents import Frozen
from surveys.protocols.models import Version
from surveys.protocols.read_definition import read_definition

NEWEST = """
SELECT v.id, s.state FROM protocols_version v JOIN protocols_study s ON s.id = v.study_id
WHERE s.slug = %s ORDER BY v.number DESC LIMIT 1
"""


def newest_version(slug: str) -> tuple[int, str] | None:
    """A study's newest version and the study's state; one statement, for it is asked at every start."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [slug])
        found: tuple[int, str] | None = cursor.fetchone()
    return found


@lru_cache(maxsize=4096)
def study_of(version_id: int) -> int:
    """The study of a version."""
    return Version.objects.values_list("study_id", flat=True).get(pk=version_id)


@lru_cache(maxsize=256)
def definition_of(version_id: int) -> Definition:
    """The definition of a published version; Version.DoesNotExist when there is none."""
    kept = Version.objects.values_list("definition", flat=True).get(pk=version_id)
    definition = read_definition(Frozen(kept))
    films = {film_id: replace(film, **kept["films"][film_id]) for film_id, film in definition.films.items()}
    return replace(definition, films=films)


@lru_cache(maxsize=4096)
def number_of(version_id: int) -> int:
    """The number of a version within its study."""
    return Version.objects.values_list("number", flat=True).get(pk=version_id)
