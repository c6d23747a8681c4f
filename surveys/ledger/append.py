"""Adding a line to the audit trail."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from surveys.ledger.models import Entry

START = "0" * 64
LOCK = 0x6C656467  # “ledg”, the number of the ledger's advisory lock
OPAQUE = re.compile(r"[A-Za-z0-9_.:/-]{0,64}")


class LedgerError(ValueError):
    """What was to be entered can't stand in the ledger."""


def append(
    verb: str,
    *,
    by: str | int = "",
    about: str | int = "",
    study: str = "",
    detail: Mapping[str, Any] | None = None,
    at: datetime,
) -> Entry:
    """The new last entry, chained to the one before it. `by` and `about` are opaque ids, never a participant's."""
    entry = Entry(at=at, actor=_opaque(by), verb=verb, about=_opaque(about), study=study, detail=_plain(detail or {}))
    # No savepoint: inside a caller's transaction this costs three statements and stands or falls with it.
    with transaction.atomic(savepoint=False):
        take_turn()
        return enter(entry)


def take_turn() -> None:
    """Wait until this transaction alone may append; the turn ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def enter(entry: Entry) -> Entry:
    """Number, chain and insert an entry; whoever calls has taken their turn."""
    last = Entry.objects.order_by("-number").values_list("number", "sha256").first()
    number, entry.previous = last or (0, START)
    entry.number = number + 1
    entry.sha256 = fingerprint(entry)
    entry.save(force_insert=True)
    return entry


def fingerprint(entry: Entry) -> str:
    """SHA-256 in hex over everything else in the entry, the hash before it included, as canonical JSON."""
    content = {
        "about": entry.about,
        "actor": entry.actor,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "detail": entry.detail,
        "number": entry.number,
        "previous": entry.previous,
        "study": entry.study,
        "verb": entry.verb,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _opaque(identifier: str | int) -> str:
    text = str(identifier)
    if not OPAQUE.fullmatch(text):
        raise LedgerError(
            f"“{text}” isn't an opaque id: use at most 64 letters, digits and _ . : / -, never an address."
        )
    return text


def _plain(value: Any) -> Any:
    """The value with plain dicts and lists; numbers with fractions are refused, for they come back changed."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, Mapping):
        return {_storable(str(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    raise LedgerError(f"{value!r} can't stand in the ledger: use texts, whole numbers, yes/no, lists and mappings.")


def _storable(text: str) -> str:
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise LedgerError(f"{text!r} holds a character that the database can't store.")
    return text
