"""A study's findings document: as it is stored, or made anew."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from surveys.findings.aggregate import aggregate
from surveys.findings.models import Aggregate
from surveys.findings.report import Document, report
from surveys.findings.tally import Tally
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Condition, Study, Version

REAL = "real"
Counting = Callable[[int, str, Definition, Sequence[str]], Tally]


class NotPublishedError(LookupError):
    """A study without a version has no findings; the message is a sentence."""


def findings(study: Study, *, now: datetime, origin: str = REAL) -> Document:
    """The stored document; made on the spot in the first seconds of a study, when none is stored yet."""
    stored = Aggregate.objects.filter(study=study, origin=origin).values_list("document", flat=True).first()
    return stored if stored is not None else computed(study, now=now, origin=origin)


def computed(study: Study, *, now: datetime, origin: str = REAL, by: Counting = aggregate) -> Document:
    """The document made now, all of it from one state of the database. It asks what the latest version asks."""
    with one_state():
        versions = list(Version.objects.filter(study=study).order_by("number").values_list("id", "number"))
        if not versions:
            raise NotPublishedError(f"“{study.slug}” has no published version yet, so there is nothing to find.")
        definition, conditions = definition_of(versions[-1][0]), conditions_of(study)
        return report(
            definition,
            by(study.pk, origin, definition, list(conditions)),
            versions=[number for _, number in versions],
            conditions=conditions,
            computed_at=now,
        )


def conditions_of(study: Study) -> dict[str, str]:
    """The labels of all versions' conditions: the latest version's first, in its order."""
    rows = Condition.objects.filter(version__study=study).order_by("-version__number", "position")
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
