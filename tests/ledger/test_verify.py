"""A ledger that was tampered with says so."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from surveys.ledger.append import append, fingerprint
from surveys.ledger.models import Entry
from surveys.ledger.verify import verify

pytestmark = pytest.mark.promise("P8")

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tamper(statement: str) -> None:
    """Do what only someone can who owns the database: switch the trigger off first."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_is_append_only")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_is_append_only")


@pytest.fixture
def five_entries(db: None) -> None:
    for number in range(5):
        append("exported", by=3, about=f"export:{number}", detail={"rows": number}, at=NOON)


@pytest.mark.usefixtures("five_entries")
def test_a_whole_chain_has_no_faults() -> None:
    assert verify() == []


@pytest.mark.usefixtures("five_entries")
@pytest.mark.parametrize(
    "change",
    [
        "verb = 'looked'",
        "actor = '4'",
        "about = ''",
        "study = 'other'",
        "at = at + interval '1 microsecond'",
        "detail = '{}'",
    ],
)
def test_a_changed_entry_is_found(change: str) -> None:
    tamper(f"UPDATE ledger_entry SET {change} WHERE number = 3")

    assert verify() == ["Ledger: entry 3 was changed after it was written."]


@pytest.mark.usefixtures("five_entries")
def test_a_missing_entry_is_found() -> None:
    tamper("DELETE FROM ledger_entry WHERE number = 3")

    assert verify() == ["Ledger: after entry 2 comes entry 4; what stood between them is gone."]


@pytest.mark.usefixtures("five_entries")
def test_a_missing_first_entry_is_found() -> None:
    tamper("DELETE FROM ledger_entry WHERE number = 1")

    assert verify() == ["Ledger: after entry 0 comes entry 2; what stood between them is gone."]


@pytest.mark.usefixtures("five_entries")
def test_an_entry_that_was_changed_and_hashed_anew_breaks_the_chain_behind_it() -> None:
    forged = Entry.objects.get(number=3)
    forged.verb = "looked"
    tamper(f"UPDATE ledger_entry SET verb = 'looked', sha256 = '{fingerprint(forged)}' WHERE number = 3")

    assert verify() == ["Ledger: entry 4 doesn't hold the hash of entry 3."]
