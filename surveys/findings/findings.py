"""A study's findings document: as it is stored, or made anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from surveys.findings.aggregate import aggregate
from surveys.findings.blinding import OPEN, blinding, handed_out
from surveys.findings.models import Aggregate
from surveys.findings.report import Document, report
from surveys.findings.tally import Tally, Whose
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Condition, Study, Version

REAL = "real"
Counting = Callable[[Whose, Definition, Sequence[str]], Tally]


class NotPublishedError(LookupError):
    """A study without a version, or without the one that is asked for, has no findings; the message is a sentence."""


def findings(
    study: Study, *, now: datetime, origin: str = REAL, version: int | None = None, by: Counting | None = None
) -> Document:
    """The document as anybody gets it: of real people no more than the study's blinding lets through.

    As it is stored; made on the spot in a study's first seconds, of the people of one version alone, or when `by` says
    how to count. What stands in doors asks here, and never for `computed`.
    """
    shown = blinding(study, now=now) if origin == REAL else OPEN
    document = stored(study, origin) if version is None and by is None else None
    # Before the next rebuild, a stored document doesn't know yet that the newest version is blinded.
    if document is None or (shown.is_blinded and "everybody" not in document):
        document = computed(study, now=now, origin=origin, version=version, by=by or aggregate)
    return handed_out(document, shown)


def stored(study: Study, origin: str) -> Document | None:
    """The document as it was last rebuilt, whole."""
    return Aggregate.objects.filter(study=study, origin=origin).values_list("document", flat=True).first()


def computed(
    study: Study, *, now: datetime, origin: str = REAL, by: Counting = aggregate, version: int | None = None
) -> Document:
    """The document made now, whole, all of it from one state of the database.

    It asks what the latest version asks; or, of the people of one version (by its number), what that one asks.
    """
    with one_state():
        versions = {number: pk for pk, number in versions_of(study)}
        if not versions:
            raise NotPublishedError(f"“{study.slug}” has no published version yet, so there is nothing to find.")
        if version is not None and version not in versions:
            raise NotPublishedError(f"“{study.slug}” has no version {version}; the newest is {max(versions)}.")
        numbers = sorted(versions) if version is None else [version]
        definition = definition_of(versions[numbers[-1]])
        conditions = conditions_of([versions[number] for number in numbers])
        blinded = origin == REAL and any(definition_of(pk).blinded for pk in versions.values())
        whose = Whose(study.pk, origin, None if version is None else versions[version], with_everybody=blinded)
        tally = by(whose, definition, list(conditions))
        return report(definition, tally, versions=numbers, conditions=conditions, computed_at=now)


def versions_of(study: Study) -> list[tuple[int, int]]:
    """The ids and numbers of a study's versions."""
    return list(Version.objects.filter(study=study).order_by("number").values_list("id", "number"))


def conditions_of(versions: Sequence[int]) -> dict[str, str]:
    """The labels of some versions' conditions: the latest version's first, in its order."""
    rows = Condition.objects.filter(version__in=versions).order_by("-version__number", "position")
    labels: dict[str, str] = {}
    for name, label in rows.values_list("name", "label"):
        labels.setdefault(name, label)
    return labels


@contextmanager
def one_state() -> Iterator[None]:
    """Everything inside sees the database as it was at the first statement."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
