"""Steps that are repeated, chosen or timed: where a person is among them."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.participation.facts import Facts, Sent
from surveys.participation.itinerary import Place, itinerary, order_of
from surveys.participation.known import Known
from surveys.participation.window import day_window
from surveys.protocols.definition import Day, Definition
from tests.participation.studies import CONSENTED, newcomer, sent, variant

EACH = variant("""
  - ask: person
  - repeat: {each: [clip, calm], as: film, order: random}
    steps:
      - {film: "{film}", id: seen}
      - {ask: strain, id: rating}
      - {ask: detail, when: rating.level > 5}
  - {show: debrief.md, when: 'mean(rating.level) > 4 and count(rating.level) == 2'}
""")
DIARY = variant("""
  - ask: person
  - repeat: {days: 3, windows: [["20:00", "23:00"]], starts: next day}
    id: evening
    steps:
      - {ask: strain, occasion: evening}
      - {ask: detail, when: strain.evening.level > 5}
  - {ask: strain, occasion: end}
  - show: debrief.md
""")
EVENTS = variant("""
  - ask: person
  - repeat: {on: demand, up_to: 3}
    id: cry
    steps: [{ask: strain}]
  - show: debrief.md
""")
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()
HOUR = 3600.0


def walk(definition: Definition, facts: Facts, *, now: float, level: int = 7, most: int = 100) -> list[str]:
    """The pages that are sent until there is a pause or the end, by their keys."""
    found = []
    for _ in range(most):
        place = itinerary(definition, facts, now=now)
        if place.terminal or place.kind in ("wait", "timer", "event"):
            break
        found.append(place.key)
        sent(definition, facts, place, at=now, value={"level": level})
    return found


def due(definition: Definition, facts: Facts, now: float) -> Place:
    return itinerary(definition, facts, now=now)


@pytest.mark.parametrize("seed", range(8))
def test_each_value_comes_once_in_an_order_of_the_persons_own(seed: int):
    facts = newcomer(seed)

    pages = walk(EACH, facts, now=CONSENTED)

    rounds = [key.split(":")[1] for key in pages if key.startswith("seen:")]
    assert sorted(rounds) == ["calm", "clip"]
    assert pages == [
        "person::0",
        *(f"{step}:{value}:0" for value in rounds for step in ("seen", "rating", "detail")),
    ]


def test_both_orders_happen_and_stay():
    orders = Counter(
        tuple(step.occurrence for step in order_of(EACH, seed) if step.base == "seen") for seed in range(200)
    )

    assert set(orders) == {("clip", "calm"), ("calm", "clip")}
    assert min(orders.values()) > 60
    assert order_of(EACH, 3) == order_of(EACH, 3)


def test_a_name_inside_means_the_occurrence_at_hand():
    facts = newcomer(1)
    first, second = (step.occurrence for step in order_of(EACH, 1) if step.base == "seen")
    for level, occurrence in ((9, first), (1, second)):
        for _ in range(4):
            place = due(EACH, facts, CONSENTED)
            if place.terminal or (place.occurrence not in ("", occurrence)):
                break
            sent(EACH, facts, place, at=CONSENTED, value={"level": level})

    assert ("detail", first, 0) in facts.sent
    assert ("detail", second, 0) not in facts.sent


def test_the_film_of_an_occurrence_is_its_value():
    assert [step.film for step in EACH.walk() if step.base == "seen"] == ["clip", "calm"]


def test_outside_first_mean_last_and_count_are_over_what_was_answered():
    facts = newcomer(1)
    names = Known(EACH, facts)
    assert [names.get(f"{word}(rating.level)") for word in ("first", "mean", "last", "count")] == [None, None, None, 0]

    # Answered in the order calm, clip, whatever the document's is.
    facts.sent["rating", "calm", 0] = Sent([2, None, None, None], 10.0, 10.0)
    facts.sent["rating", "clip", 0] = Sent([8, None, None, None], 20.0, 20.0)

    names = Known(EACH, facts)
    assert [names.get(f"{word}(rating.level)") for word in ("first", "mean", "last", "count")] == [2, 5.0, 8, 2]
    assert names.get("count(rating.rest)") == 0
    assert names.get("mean(rating.rest)") is None


def test_so_many_are_chosen_by_chance_and_keep_the_documents_order():
    definition = variant("""
  - choose: {n: 2, from: [{ask: person}, [{ask: strain}, {ask: detail}], {show: debrief.md}]}
  - {show: calm.md}
""")
    found = Counter(tuple(step.id for step in order_of(definition, seed))[:-1] for seed in range(300))

    assert set(found) == {("person", "strain", "detail"), ("person", "debrief"), ("strain", "detail", "debrief")}
    assert min(found.values()) > 60


def test_a_timer_holds_until_its_time_is_over():
    definition = variant("""
  - ask: person
  - {timer: 5 minutes, text: Rest.}
  - {show: debrief.md}
""")
    facts = newcomer()
    walk(definition, facts, now=CONSENTED)

    place = due(definition, facts, CONSENTED + 10)
    assert (place.kind, place.key, place.until) == ("timer", "timer1::0", CONSENTED + 300)
    assert itinerary(definition, facts, now=CONSENTED, pace=60).until == CONSENTED + 5
    sent(definition, facts, place, at=CONSENTED + 301)
    assert due(definition, facts, CONSENTED + 302).key == "debrief::0"


def test_events_are_recorded_until_there_are_no_more():
    facts = newcomer()
    walk(EVENTS, facts, now=CONSENTED)
    assert due(EVENTS, facts, CONSENTED).key == "cry:e1:0"

    facts.sent["cry", "e1", 0] = Sent([1], CONSENTED, CONSENTED)
    assert walk(EVENTS, facts, now=CONSENTED) == ["strain:e1:0"]
    assert due(EVENTS, facts, CONSENTED).key == "cry:e2:0"
    facts.sent["cry", "e2", 0] = Sent([0], CONSENTED, CONSENTED)

    place = due(EVENTS, facts, CONSENTED)
    assert (place.key, place.terminal) == ("debrief::0", True)
    assert Known(EVENTS, facts).get("count(strain.level)") == 1


def test_no_more_events_than_the_protocol_takes():
    facts = newcomer()
    for number in range(1, 4):
        walk(EVENTS, facts, now=CONSENTED)
        facts.sent["cry", f"e{number}", 0] = Sent([1], CONSENTED, CONSENTED)

    assert walk(EVENTS, facts, now=CONSENTED) == ["strain:e3:0"]
    assert due(EVENTS, facts, CONSENTED).terminal


def diarist(zone: str, *, start: float = NOON) -> Facts:
    """Somebody who has answered everything before the diary."""
    facts = newcomer()
    facts.timezone, facts.consented_at = zone, start
    walk(DIARY, facts, now=start)
    return facts


@pytest.mark.parametrize(
    ("zone", "opens"),
    [
        ("Europe/Berlin", "2026-07-02T18:00"),
        ("America/New_York", "2026-07-03T00:00"),
        ("Asia/Kolkata", "2026-07-02T14:30"),
        ("", "2026-07-02T20:00"),
    ],
)
def test_a_diary_opens_by_the_clock_on_the_persons_wall(zone: str, opens: str):
    place = due(DIARY, diarist(zone), NOON)

    assert (place.kind, place.key) == ("wait", "evening:d1:0")
    assert place.until is not None
    assert datetime.fromtimestamp(place.until, UTC).isoformat()[:16] == opens


def test_the_day_counts_from_the_date_on_the_persons_wall():
    # 22:00 in London is already the 2nd in Tokyo.
    start = datetime(2026, 7, 1, 22, tzinfo=UTC).timestamp()

    place = due(DIARY, diarist("Asia/Tokyo", start=start), start)

    assert datetime.fromtimestamp(place.until or 0, ZoneInfo("Asia/Tokyo")).isoformat()[:16] == "2026-07-03T20:00"


def test_entries_of_missed_days_are_skipped_and_the_next_one_opens():
    facts = diarist("Europe/Berlin")
    evening = datetime(2026, 7, 3, 20, 30, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()

    assert walk(DIARY, facts, now=evening) == ["strain.evening:d2:0", "detail:d2:0"]
    assert due(DIARY, facts, evening).key == "evening:d3:0"
    assert walk(DIARY, facts, now=evening + 48 * HOUR) == ["strain.end::0"]


def test_the_last_questions_come_right_after_the_last_entry():
    facts = diarist("Europe/Berlin")
    evening = datetime(2026, 7, 4, 21, 0, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()

    pages = walk(DIARY, facts, now=evening)

    assert pages == ["strain.evening:d3:0", "detail:d3:0", "strain.end::0"]
    assert due(DIARY, facts, evening).terminal


@pytest.mark.parametrize(
    ("zone", "date", "opens", "utc"),
    [
        # 02:30 doesn't exist in Berlin on that night, and 03:30 is its moment.
        ("Europe/Berlin", (2026, 3, 28), 2 * 60 + 30, "2026-03-29T01:30"),
        # 01:30 comes twice in New York on that night: the first one.
        ("America/New_York", (2026, 10, 31), 60 + 30, "2026-11-01T05:30"),
        # Lord Howe moves by half an hour.
        ("Australia/Lord_Howe", (2026, 10, 3), 2 * 60 + 15, "2026-10-03T15:45"),
    ],
)
@pytest.mark.promise("R7")
def test_windows_follow_a_clock_that_is_put_forward_or_back(
    zone: str, date: tuple[int, int, int], opens: int, utc: str
):
    started = datetime(*date, 12, tzinfo=ZoneInfo(zone)).timestamp()
    day = Day(id="x.d1", occurrence="d1", number=1, opens=opens, closes=opens + 60)

    window = day_window(day, started, zone, 1)

    assert datetime.fromtimestamp(window.opens, UTC).isoformat()[:16] == utc


@given(
    started=some.floats(min_value=1.7e9, max_value=2.2e9),
    zone=some.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", ""]),
    number=some.integers(1, 30),
    opens=some.integers(0, 1439),
    minutes=some.integers(60, 1439),
)
@pytest.mark.promise("R7")
def test_every_window_opens_before_it_closes_and_a_day_later_than_the_day_before(
    started: float, zone: str, number: int, opens: int, minutes: int
):
    def window(day: int) -> tuple[float, float]:
        found = day_window(Day(id="x.d", number=day, opens=opens, closes=opens + minutes), started, zone, 1)
        assert found.closes is not None
        return found.opens, found.closes

    (here, over), (after, _) = window(number), window(number + 1)
    assert here < over
    assert 22.9 * HOUR <= after - here <= 25.1 * HOUR
    assert here > started - 25 * HOUR


def test_an_entry_that_nobody_needs_is_not_waited_for():
    definition = variant("""
  - ask: person
  - repeat: {days: 3, windows: [["20:00", "23:00"]]}
    when: person.age >= 60
    steps: [{ask: strain}]
  - show: debrief.md
""")
    facts = newcomer()
    facts.sent["person", "", 0] = Sent([30, None, None], CONSENTED, CONSENTED)

    assert due(definition, facts, CONSENTED).terminal
