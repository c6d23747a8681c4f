"""Until when a study is blinded is read, or refused with a sentence."""

from datetime import UTC, date, datetime, timedelta

import pytest

from surveys.protocols.compare import compare
from surveys.protocols.definition import Definition
from surveys.protocols.design import Stop
from tests.protocols.small import changed, faults_of, read

DAY = datetime(2027, 3, 1, tzinfo=UTC)


def until(value: str) -> str:
    return changed("films:\n", f"blinded: {{until: {value}}}\nfilms:\n")


def definition(value: str) -> Definition:
    return read(until(value))


@pytest.mark.parametrize(
    ("value", "stop"),
    [
        ("completed 300", Stop(completed=300)),
        ("2027-03-01", Stop(day=date(2027, 3, 1))),
        ("'2027-03-01'", Stop(day=date(2027, 3, 1))),
    ],
)
def test_a_count_and_a_day_are_read(value: str, stop: Stop) -> None:
    assert definition(value).blinded == stop


def test_a_study_that_says_nothing_is_not_blinded() -> None:
    assert read().blinded is None


@pytest.mark.parametrize(
    "value",
    [
        *("completed 0", "completed -1", "completed", "completed 1.5", "Completed 3", "300", "soon", "true", "[1]"),
        *("'2027-02-30'", "2027-03-01T10:00:00Z", "'2027-3-1'", "''", "20270301", "completed ３00"),
    ],
)
def test_anything_else_is_a_fault_that_says_what_to_write(value: str) -> None:
    faults = faults_of(until(value))

    assert len(faults) == 1, faults
    assert faults[0].startswith("protocol.yaml:") and "Write “completed 300”" in faults[0]


@pytest.mark.parametrize("text", ["blinded: {}", "blinded: {until: completed 3, by: me}", "blinded: completed 3"])
def test_other_keys_are_faults(text: str) -> None:
    assert len(faults_of(changed("films:\n", f"{text}\nfilms:\n"))) == 1


def test_a_condition_called_all_would_be_taken_for_everybody() -> None:
    text = until("completed 3").replace("{id: one, label", "{id: all, label").replace('== "one"', '== "all"')

    assert any("“all” stands for everybody" in fault for fault in faults_of(text))


def test_a_count_is_reached_by_so_many_people_and_a_day_when_it_begins_in_utc() -> None:
    count, day = Stop(completed=3), Stop(day=DAY.date())

    assert [count.is_reached(n, DAY) for n in (0, 2, 3, 4)] == [False, False, True, True]
    assert [day.is_reached(9, DAY + timedelta(seconds=s)) for s in (-1, 0, 1)] == [False, True, True]
    assert (count.until, day.until) == ("completed 3", "2027-03-01")
    assert (count.said, day.said) == ("3 people have reached the end of the journey", "1 March 2027 has begun (UTC)")


def test_another_stop_is_told_when_publishing_again_and_breaks_no_pooling() -> None:
    changes = compare(definition("completed 300"), definition("completed 30"))

    assert [(each.words, each.breaks_pooling) for each in changes] == [
        ("Until when findings are blinded changed.", False)
    ]
