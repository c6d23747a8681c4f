"""What somebody saw of a film; any order, repetition or delay of what arrives gives the same."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.films.evidence import Batch, Event
from surveys.films.verdict import VERDICTS, verdict
from surveys.films.watched import Watched, watched
from tests.films.batches import DURATION_S, LOADED, a_play_through, batch

DAY_MS = 24 * 3600 * 1000.0


def seen(*batches: Batch) -> Watched:
    return watched(batches, DURATION_S, earliest=LOADED - 10)


def played(*events: Event, sent: float = 60_000) -> Watched:
    """A whole film from the first second of the page on, with these events."""
    return seen(batch(((0.0, 50.0, 0.0, 50_000.0),), events, sent=sent))


def test_a_whole_play_through_is_covered_whole():
    whole = seen(*a_play_through())

    assert (whole.coverage, whole.in_sight, whole.longest_gap_s, whole.evidence) == (1.0, 1.0, 0.0, True)
    assert whole.strip["played"] == [[0.0, 50.0]]


def test_the_pause_before_the_end_is_no_interruption():
    whole = seen(*a_play_through())

    assert whole.pauses == 2
    assert whole.strip["paused"] == [[15.0, 5.0], [35.0, 5.0]]
    assert whole.paused_s == pytest.approx(10.0)


def test_nor_is_the_pause_between_two_films_of_a_playlist():
    assert played((24_990.0, "pause", 25.0), (25_000.0, "clip", 25.0, 1.0), (25_100.0, "play", 25.0)).pauses == 0


def test_a_pause_lasts_until_the_last_report_where_nothing_follows():
    assert seen(batch((), ((9000.0, "pause", 8.0),), sent=21_000)).strip["paused"] == [[8.0, 12.0]]


def test_the_film_ends_when_the_page_says_that_it_ended():
    assert seen(*a_play_through()).ended_at == pytest.approx(LOADED + 61.0, abs=0.001)


def test_without_an_end_the_last_second_that_played_counts():
    assert seen(*a_play_through()[:4]).ended_at == pytest.approx(LOADED + 26.0, abs=0.001)


def test_without_evidence_there_is_no_end_and_no_coverage():
    nothing = seen()

    assert (nothing.ended_at, nothing.coverage, nothing.evidence) == (None, 0.0, False)
    assert nothing.longest_gap_s == DURATION_S
    assert verdict(nothing, 0.9) == "no_evidence"


def test_a_late_end_is_put_right_by_a_later_report():
    *before, last = a_play_through()
    later = batch(sent=70_000, seq=10)

    assert seen(*before, replace(last, at=last.at + 300), later).ended_at == pytest.approx(LOADED + 61.0, abs=0.001)


def test_each_page_load_has_its_own_clock():
    first = batch(((0.0, 20.0, 0.0, 20_000.0),), sent=20_000, load="one")
    # Reloaded after two minutes: the page's clock begins at 0 again.
    second = batch(
        ((20.0, 50.0, 500.0, 30_500.0),), ((30_500.0, "ended", 50.0),), sent=30_600, load="two", loaded=LOADED + 120
    )

    both = seen(second, first)

    assert both.coverage == 1.0
    assert both.ended_at == pytest.approx(LOADED + 150.5, abs=0.001)


def test_a_page_clock_that_slept_before_the_end_does_not_move_it():
    before = batch(((0.0, 5.0, 0.0, 5000.0),), sent=5000, seq=0)
    # The computer slept an hour; its page clock stood still.
    after = batch((), ((9000.0, "ended", 50.0),), sent=9000, seq=1, delay_s=3600)

    assert seen(before, after).ended_at == pytest.approx(LOADED + 3609.0, abs=0.001)


def test_seconds_stalled_are_those_of_the_clock():
    stalled = seen(batch((), ((9000.0, "stall", 8.0), (10_250.0, "play", 8.0), (20_000.0, "stall", 17.0)), sent=21_000))

    assert stalled.strip["stalled"] == [[8.0, 1.25], [17.0, 1.0]]
    assert stalled.stalled_s == pytest.approx(2.25)


def test_seconds_hidden_are_those_of_the_film_that_ran_out_of_sight():
    out_of_sight = played((10_000.0, "hidden", 10.0), (14_500.0, "visible", 14.5), (55_000.0, "hidden", 50.0))

    assert out_of_sight.strip["hidden"] == [[10.0, 14.5]]
    assert (out_of_sight.hidden_s, out_of_sight.in_sight) == (pytest.approx(4.5), pytest.approx(0.91))


def test_what_was_seen_again_in_sight_is_not_hidden():
    first = batch(((0.0, 50.0, 0.0, 50_000.0),), ((10_000.0, "hidden", 10.0), (20_000.0, "visible", 20.0)))
    again = batch(((5.0, 15.0, 60_000.0, 70_000.0),), sent=75_000, seq=1)

    assert seen(first, again).strip["hidden"] == [[15.0, 20.0]]


def test_silence_is_muted_or_turned_down_to_nothing():
    silent = played(
        (5000.0, "muted", 5.0),
        (8000.0, "volume", 8.0, 0.5),
        (9000.0, "unmuted", 9.0),
        (20_000.0, "volume", 20.0, 0.0),
        (22_000.0, "volume", 22.0, 0.3),
        (48_000.0, "muted", 48.0),
    )

    assert silent.strip["muted"] == [[5.0, 9.0], [20.0, 22.0], [48.0, 50.0]]
    assert silent.muted_s == pytest.approx(8.0)


def test_jumps_count_but_not_where_a_page_goes_on_after_a_reload():
    assert played((10.0, "seek", 12.0), (20.0, "start", 12.0), (9000.0, "seek", 3.0)).seeks == 1


def test_attempts_to_change_the_speed_count_and_taking_them_back_does_not():
    assert played((9000.0, "rate", 9.0, 2.0), (9010.0, "rate", 9.0, 1.0), (12_000.0, "rate", 12.0)).rate_changes == 2


def test_the_rendition_is_the_one_in_which_most_of_it_played():
    most = played((0.0, "rendition", 0.0, 720.0), (8000.0, "rendition", 8.0, 360.0), (49_000.0, "rendition", 49.0, 480))

    assert most.rendition == 360
    assert played().rendition is None


def test_the_sound_was_heard_when_somebody_said_so_at_last():
    assert played((1.0, "soundcheck", 0.0, 0.0), (2.0, "soundcheck", 0.0, 1.0)).sound_heard is True
    assert played((1.0, "soundcheck", 0.0, 0.0)).sound_heard is False
    assert played().sound_heard is None


def test_feelings_stand_on_the_films_clock():
    taps: tuple[Event, ...] = ((41_000.0, "marker", 41.0), (12_000.0, "marker", 12.0), (49_000.0, "marker", 80.0))
    samples = ((12.05, 40.0, 12_050.0), (12.2, 55.0, 12_200.0), (30.0, 70.0, 30_000.0), (3.0, 10.0, 3000.0))
    felt = seen(batch(((0.0, 50.0, 0.0, 50_000.0),), taps, samples), batch((), taps[:1], samples[:2], seq=1))

    assert felt.markers == [12.0, 41.0, 50.0]
    assert felt.trace == [[3.0, 10.0], [12.2, 55.0], [30.0, 70.0]]


def test_the_later_of_two_values_at_one_place_stands():
    first = batch((), (), ((5.0, 10.0, 5000.0),), load="b")
    again = batch((), (), ((5.1, 90.0, 2000.0),), load="a", loaded=LOADED + 100)

    assert seen(first, again).trace == seen(again, first).trace == [[5.1, 90.0]]


def a_rich_showing() -> list[Batch]:
    """Two page loads with everything that can be told."""
    first = a_play_through()[:6]
    told: tuple[Event, ...] = (
        (500.0, "soundcheck", 0.0, 1.0),
        (600.0, "rendition", 0.0, 480.0),
        (4000.0, "muted", 3.0),
        (8000.0, "unmuted", 7.0),
        (9000.0, "hidden", 8.0),
        (12_000.0, "visible", 11.0),
        (13_000.0, "marker", 12.0),
    )
    second = [
        replace(each, load="two", at=each.at + 100, intervals=each.intervals, samples=((40.0, 7.0, 9000.0),))
        for each in a_play_through()[5:]
    ]
    return [*first, *second, batch((), told, sent=30_000, seq=50)]


@pytest.mark.promise("R9")
@given(seed=st.integers(0, 10_000))
def test_order_repetition_and_delay_change_nothing(seed):
    dice = Random(seed)
    sent = a_rich_showing()
    # The last batch of a load alone knows its end: only a report sent after it could make good for its delay.
    ends = {max((each.sent, each.load) for each in sent if each.load == load) for load in ("one", "two")}
    late = [
        replace(each, at=each.at + dice.uniform(0, 600))
        if (each.sent, each.load) not in ends and dice.random() < 0.2
        else each
        for each in sent
    ]
    # What is sent again is stored once, as it came first.
    arrived = [*late, *(replace(each, at=each.at + dice.uniform(1, 600)) for each in dice.choices(late, k=4))]
    dice.shuffle(arrived)

    assert seen(*arrived) == seen(*sent)


@pytest.mark.promise("R9")
@given(days=st.floats(0, 3), seed=st.integers(0, 100))
def test_a_clock_that_is_days_off_changes_nothing(days, seed):
    off = float(round(days * DAY_MS))
    # The clock of a page begins with its load; one that began days before, or after, is all that can be wrong with it.
    moved = [
        replace(
            each,
            sent=each.sent + off,
            intervals=tuple((s, e, b + off, d + off) for s, e, b, d in each.intervals),
            events=tuple((event[0] + off, *event[1:]) for event in each.events),
            samples=tuple((film, value, page + off) for film, value, page in each.samples),
        )
        for each in a_rich_showing()
    ]
    Random(seed).shuffle(moved)

    one, two = seen(*moved), seen(*a_rich_showing())
    assert one.ended_at == pytest.approx(two.ended_at, abs=0.001)
    assert one.strip == two.strip
    assert replace(one, ended_at=None, paused_s=0, hidden_s=0, muted_s=0) == replace(
        two, ended_at=None, paused_s=0, hidden_s=0, muted_s=0
    )


@pytest.mark.parametrize(
    ("film_s", "events", "word"),
    [
        (50.0, (), "seen"),
        (46.0, ((0.0, "declined", 0.0),), "seen"),
        (30.0, (), "partly"),
        (20.0, (), "barely"),
        (20.0, ((0.0, "declined", 20.0),), "declined"),
        (20.0, ((0.0, "unplayable", 20.0),), "unplayable"),
        (50.0, ((0.0, "hidden", 0.0), (10_000.0, "visible", 10.0)), "hidden"),
        (20.0, ((0.0, "hidden", 0.0), (10_000.0, "visible", 10.0)), "barely"),
    ],
)
def test_the_verdict_is_one_word(film_s, events, word):
    showing = seen(batch(((0.0, film_s, 0.0, film_s * 1000),), events))

    assert verdict(showing, 0.9) == word
    assert word in VERDICTS


@pytest.mark.parametrize(("event", "word"), [("declined", "declined"), ("unplayable", "unplayable")])
def test_a_film_that_never_ran_has_a_verdict_too(event, word):
    assert verdict(seen(batch((), ((100.0, event, 0.0),))), 0.9) == word
    assert verdict(seen(batch((), ((100.0, "start", 0.0),))), 0.9) == "no_evidence"


def test_a_refused_claim_that_would_change_nothing_is_no_verdict():
    lie = (0.0, 5.0, 0.0, 100.0)

    assert verdict(seen(*a_play_through(), batch((lie,), seq=77)), 0.9) == "seen"
    assert verdict(seen(batch((lie,))), 0.9) == "no_evidence"
    assert verdict(seen(batch((lie, (20.0, 40.0, 20_000.0, 40_000.0)))), 0.9) == "barely"
