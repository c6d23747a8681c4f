"""Whether all that is stored is whole, room by room: orphans, duplicates, records, derived figures, the audit trail."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from surveys.enrolment import verify as enrolment
from surveys.exports import verify as exports
from surveys.findings import verify as findings
from surveys.ledger import verify as ledger
from surveys.participation import past_withdrawal
from surveys.participation import verify as participation


def verify(now: datetime) -> list[str]:
    """A sentence for every fault; empty when all is well."""
    records = [*orphans(), *duplicates(), *enrolment.verify(), *participation.verify()]
    records += past_withdrawal.verify(now, settings.CLOCK_DIVISOR)
    # Figures can't be worked out from records that can't be read.
    figures = findings.verify(now) if not records else ["Findings: not looked at, since the records have faults."]
    return [*records, *figures, *exports.verify(now), *ledger.verify()]


def own_models() -> list[type[models.Model]]:
    """The tables of this project."""
    return [model for model in apps.get_models() if model.__module__.startswith("surveys.")]


def orphans() -> Iterator[str]:
    """Rows whose other end is gone: PostgreSQL's keys forbid them, a bad restore may bring them."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            here, there = name(model._meta.db_table), name(field.related_model._meta.db_table)
            column, target = name(field.column), name(field.target_field.column)
            count = one_number(
                f"SELECT count(*) FROM {here} a WHERE a.{column} IS NOT NULL AND NOT EXISTS"  # noqa: S608  (our own names)
                f" (SELECT 1 FROM {there} b WHERE b.{target} = a.{column})"
            )
            if count:
                yield f"{model._meta.label}: {count} rows point to a {field.name} that isn't there."


def duplicates() -> Iterator[str]:
    """Rows that stand twice where one is allowed: unique indexes forbid them, a broken index lets them in."""
    for model in own_models():
        for columns in unique_columns(model):
            names = ", ".join(map(name, columns))
            count = one_number(
                f"SELECT count(*) FROM (SELECT 1 FROM {name(model._meta.db_table)} WHERE ({names}) IS NOT NULL"  # noqa: S608
                f" GROUP BY {names} HAVING count(*) > 1) twice"
            )
            if count:
                yield f"{model._meta.label}: {count} combinations of {', '.join(columns)} stand more than once."


def unique_columns(model: type[models.Model]) -> Iterator[list[str]]:
    """The columns that are unique, alone or together."""
    for field in model._meta.concrete_fields:
        if field.unique:
            yield [str(field.column)]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields and constraint.condition is None:
            yield [model._meta.get_field(each).column or "" for each in constraint.fields]  # type: ignore[union-attr]


def name(word: str | None) -> str:
    """A name of a table or column, quoted."""
    return connection.ops.quote_name(word or "")


def one_number(statement: str) -> int:
    """The number that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
