"""Made-up showings hold together: clocks run on, and nothing is felt before the slider is touched."""

from itertools import pairwise
from random import Random

import pytest

from surveys.films.evidence import MAX_ENTRIES, Batch
from surveys.films.watched import watched
from surveys.participation.made_up_showing import MadeUpShowing
from surveys.protocols.definition import Film
from surveys.protocols.film_source import Trace

STEP = Film(id="film", film="clip", trace=Trace({"en": "How sad?"}, low=-5, high=5), marker={"en": "Tears"})


def showing(seed: int, *, seen_s: float = 52.0, duration_s: float = 52.0, moves: bool = True) -> MadeUpShowing:
    return MadeUpShowing(STEP, seen_s, duration_s, 3000.0, moves=moves, dice=Random(seed))


@pytest.mark.parametrize("seen_s", [52.0, 20.0])
def test_what_was_seen_is_what_the_reports_say(seen_s: float) -> None:
    for seed in range(60):
        made = showing(seed, seen_s=seen_s)
        lists = tuple(made.intervals), tuple(sorted(made.events))
        seen = watched([Batch("x", 0, made.ends_ms + 200, *lists, 1e9 + made.ends_ms / 1000, made.samples)], 52.0)

        assert seen.coverage == pytest.approx(seen_s / 52.0)
        assert seen.refused == 0
        assert seen.stalled_s == pytest.approx(sum(long for _, name, long in made.stops if name == "stall"), abs=0.01)
        assert seen.paused_s == pytest.approx(sum(long for _, name, long in made.stops if name == "pause"), abs=0.01)
        assert len(seen.trace) >= len(made.samples) * 0.9
        assert any(event[1] == "ended" for event in made.events) == (seen_s == 52.0)
        assert all(before[3] <= after[2] for before, after in pairwise(made.intervals))


def test_some_pause_some_stall_some_tap_and_a_moving_film_moves() -> None:
    moved, calm = ([showing(seed, moves=moves) for seed in range(200)] for moves in (True, False))
    names = {event[1] for made in moved for event in made.events}

    assert names >= {"play", "pause", "stall", "hidden", "visible", "muted", "unmuted", "marker", "ended"}
    taps = [sum(event[1] == "marker" for made in people for event in made.events) for people in (moved, calm)]
    assert taps[0] > 5 * taps[1]
    means = [sum(made.samples[-60][1] for made in people if len(made.samples) > 60) for people in (moved, calm)]
    assert means[0] > means[1]


def test_a_long_film_has_no_more_samples_than_a_report_holds() -> None:
    samples = showing(1, seen_s=1800.0, duration_s=1800.0).samples

    assert 0 < len(samples) <= MAX_ENTRIES
    assert all(before[0] < after[0] and before[2] < after[2] for before, after in pairwise(samples))
    assert all(-5 <= value <= 5 and value == int(value) for _, value, _ in samples)
