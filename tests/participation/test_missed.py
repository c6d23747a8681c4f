"""Entries of a diary that nobody wrote: nothing of them is due any more, whatever they consist of."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from surveys.participation.facts import Facts
from surveys.participation.itinerary import itinerary
from surveys.protocols.definition import Definition
from tests.participation.studies import newcomer, sent, variant

BERLIN = ZoneInfo("Europe/Berlin")
STARTED = datetime(2026, 7, 1, 12, tzinfo=BERLIN).timestamp()
THIRD_EVENING = datetime(2026, 7, 4, 20, 30, tzinfo=BERLIN).timestamp()
SECOND_EVENING = THIRD_EVENING - 24 * 3600


def diary(steps: str) -> Definition:
    """Three evenings with these steps, and one question after them."""
    return variant(f"""
  - repeat: {{days: 3, windows: [["20:00", "23:00"]]}}
    id: evening
    steps: {steps}
  - ask: person
""")


def writer() -> Facts:
    facts = newcomer()
    facts.consented_at, facts.timezone = STARTED, "Europe/Berlin"
    return facts


def walk(definition: Definition, facts: Facts, *, now: float, most: int = 50) -> list[str]:
    """The pages that are sent at one time, up to a pause or the end."""
    found = []
    for _ in range(most):
        place = itinerary(definition, facts, now=now)
        if place.terminal or place.kind in ("wait", "timer"):
            break
        found.append(place.key)
        sent(definition, facts, place, at=now)
    return found


@pytest.mark.promise("R7")
@pytest.mark.parametrize(
    "steps",
    [
        "[{ask: strain}, {show: calm.md}]",
        "[{show: calm.md}, {ask: strain}]",
        "[{film: clip}, {ask: strain}]",
        "[{timer: 1 minute}, {ask: strain}]",
        "[{ask: strain}, {wait: 20 minutes}, {ask: detail}]",
        "[{ask: strain}, {shuffle: [{ask: detail}, {show: calm.md}]}]",
    ],
)
def test_nothing_of_a_missed_entry_is_due_any_more(steps: str):
    definition = diary(steps)
    facts = writer()

    pages = walk(definition, facts, now=THIRD_EVENING)
    after = walk(definition, facts, now=THIRD_EVENING + 4 * 3600)

    assert not any(":d1:" in page or ":d2:" in page for page in pages)
    # Control: the entry of the evening at hand is due.
    assert itinerary(definition, writer(), now=THIRD_EVENING).occurrence == "d3"
    assert "person::0" in pages + after


def test_an_entry_that_was_begun_goes_on_behind_its_pause():
    definition = diary("[{ask: strain}, {wait: 20 minutes}, {ask: detail}]")
    facts = writer()
    closing = SECOND_EVENING + 2.4 * 3600

    assert walk(definition, facts, now=closing) == ["strain:d2:0"]
    assert walk(definition, facts, now=closing + 21 * 60) == ["detail:d2:0"]


def test_a_film_does_not_keep_an_entry_open():
    """The window of an entry goes on behind a film: the rest of an old entry doesn't stand before the new one."""
    definition = diary("[{film: clip}, {ask: strain}]")
    facts = writer()
    place = itinerary(definition, facts, now=SECOND_EVENING)
    sent(definition, facts, place, at=SECOND_EVENING)
    assert itinerary(definition, facts, now=SECOND_EVENING + 60).key == "strain:d2:0"

    assert itinerary(definition, facts, now=THIRD_EVENING).key == "clip:d3:0"


def test_entries_of_the_same_name_in_another_repeat_are_not_missed_with_them():
    definition = variant("""
  - repeat: {days: 1, windows: [["20:00", "23:00"]]}
    steps: [{ask: strain}]
  - repeat: {each: [d1, d2], as: number}
    steps: [{ask: detail}]
  - ask: person
""")

    assert walk(definition, writer(), now=THIRD_EVENING) == ["detail:d1:0", "detail:d2:0", "person::0"]
