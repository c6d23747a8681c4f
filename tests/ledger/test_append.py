"""The audit trail grows at its end, one entry after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from surveys.ledger.append import START, LedgerError, append, enter, fingerprint
from surveys.ledger.models import Entry
from surveys.ledger.verify import verify

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.django_db
def test_an_entry_holds_who_did_what_and_the_hash_of_the_one_before() -> None:
    first = append("published", by=7, about="version:1", study="good-cry", detail={"number": 1}, at=NOON)
    second = append("signed-in", by=7, at=NOON)

    assert (first.number, first.previous) == (1, START)
    assert (second.number, second.previous) == (2, first.sha256)
    stored = Entry.objects.get(number=1)
    assert (stored.actor, stored.verb, stored.about, stored.study) == ("7", "published", "version:1", "good-cry")
    assert fingerprint(stored) == first.sha256


@pytest.mark.django_db
@pytest.mark.parametrize(
    "detail",
    [{}, {"b": 1, "a": [True, None, {"é": "🌧 ‏عربي"}]}, {"big": 10**30, "small": -1}, {"quote": '"\\\n\u2028'}],
)
def test_what_is_entered_comes_back_with_the_same_hash(detail: dict[str, Any]) -> None:
    append("tried", detail=detail, at=NOON)

    assert verify() == []


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["ada@example.org", "Ada Lovelace", "x" * 65, "a\nb"])
def test_a_name_or_an_address_cant_be_entered_as_an_id(by: str) -> None:
    with pytest.raises(LedgerError, match="opaque id"):
        append("signed-in", by=by, at=NOON)

    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", [0.1, "\0", "\ud800", NOON, {1, 2}, b"x"])
def test_what_would_come_back_changed_is_refused(value: object) -> None:
    with pytest.raises(LedgerError):
        append("tried", detail={"value": value}, at=NOON)


@pytest.mark.promise("P8")
@pytest.mark.django_db
@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET verb = 'other'", "DELETE FROM ledger_entry"])
def test_the_database_refuses_to_change_or_delete_an_entry(change: str) -> None:
    append("published", at=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert Entry.objects.get().verb == "published"


@pytest.mark.django_db
def test_an_entry_goes_when_what_it_tells_of_is_rolled_back() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        append("published", at=NOON)
        raise RuntimeError

    append("published", at=NOON)

    assert (Entry.objects.get().number, verify()) == (1, [])


WRITERS = 8


@pytest.mark.promise("P8")
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_keep_one_chain() -> None:
    together = threading.Barrier(WRITERS)

    def write(writer: int) -> None:
        together.wait()
        for _ in range(10):
            append("wrote", by=writer, at=NOON)
        connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    assert Entry.objects.count() == WRITERS * 10
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_control_writers_who_dont_take_turns_get_in_each_others_way() -> None:
    both_have_read = threading.Barrier(2, timeout=1)

    def write(writer: int) -> bool:
        try:
            with transaction.atomic():
                Entry.objects.count()
                both_have_read.wait()
                enter(Entry(at=NOON, verb="wrote", actor=str(writer), detail={}))
                # The other one reads the last entry before this one is committed.
                threading.Event().wait(0.2)
            return True
        except IntegrityError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        written = sorted(pool.map(write, range(2)))

    assert written == [False, True], "without turns, one of two entries is lost"


@pytest.mark.django_db
def test_an_entry_costs_three_statements_and_a_refused_one_spoils_nothing(django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(3):
        append("published", at=NOON)
        with pytest.raises(LedgerError):
            append("published", about="ada@example.org", at=NOON)

    assert Entry.objects.count() == 1
