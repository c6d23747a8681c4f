"""What a film's page reports is what really played, whatever happens to phone and network meanwhile."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.browser.film_study import (
    BATCHES,
    Delivery,
    at_film,
    events_of,
    film,
    film_at,
    film_study,
    reaches,
    start,
    wait_until,
)
from tests.browser.visitor import Visitor
from tests.conftest import Running, until

People = Callable[..., Visitor]
Rows = Callable[..., list[tuple[Any, ...]]]
SECONDS = 24.0
STORED = "SELECT answers FROM participation_response WHERE participant_id = %(person)s AND step = 'one'"
VIEWING = """SELECT coverage * duration_s, paused_s, stalled_s, hidden_s, pauses, refused
FROM participation_viewing WHERE participant_id = %(person)s AND step = 'one'"""
# What the film's clock really did, fifty times a second.
TRUTH = """() => {
  const video = document.querySelector("video");
  window.truth = [];
  setInterval(() => truth.push([performance.now(), video.currentTime, document.hidden]), 20);
}"""
# No browser without a screen hides a page; this one only says so, as a browser does that plays on in the background.
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", {get: () => hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
KEPT = """() => new Promise(done => {
  const asked = indexedDB.open("film", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("batches").objectStore("batches").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.map(({load, seq}) => [load, seq])); };
  };
})"""


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a film that is longer than a browser fetches ahead at once."""
    folder = tmp_path_factory.mktemp("evidence") / "films"
    folder.mkdir()
    film(folder / "one.mp4", SECONDS, rate="1500k")
    return folder


@pytest.fixture(scope="session")
def optional(running: Running, films: Path) -> str:
    """A film that may be left before its end."""
    return film_study(running, films.parent, "optional", "  - {film: one, optional: true}", one="")


def stood(truth: list[list[float]], where: float) -> float:
    """For how many seconds the film stood still at a place."""
    here = [moment for moment, film, _ in truth if abs(film - where) < 0.02]
    return (max(here) - min(here)) / 1000


def seconds_between(rows: Rows, token: str, first: str, then: str) -> float:
    """Seconds of the page's clock from an event to the next of another name."""
    found = [event for *_, events in rows(BATCHES, token) for event in events]
    begins = next(event[0] for event in sorted(found) if event[1] == first)
    return float(next(event[0] for event in sorted(found) if event[1] == then and event[0] > begins) - begins) / 1000


def moved(truth: list[list[float]]) -> list[tuple[float, float]]:
    """The stretches of the film's clock that it went through, between one look and the next."""
    return [(before[1], after[1]) for before, after in pairwise(truth) if 0 < after[1] - before[1] < 1]


def test_coverage_is_true_through_pauses_a_stall_and_a_hidden_spell(
    visitor: People, optional: str, films: Path, rows: Rows
) -> None:
    someone = visitor()
    page = someone.page
    delivery = Delivery(page, films / "one.mp4")
    at_film(someone, optional)
    page.evaluate(TRUTH)
    start(someone)
    for second in (1.2, 2.7):
        reaches(page, second)
        page.get_by_role("button", name="Pause").click()
        page.wait_for_timeout(700)
        page.get_by_role("button", name="Play", exact=True).click()
    reaches(page, 4)
    page.evaluate(HIDE, True)
    page.wait_for_timeout(1500)
    page.evaluate(HIDE, False)
    delivery.hold()
    wait_until(page, lambda: page.get_by_text("The film is loading.").count())
    page.wait_for_timeout(1500)
    assert delivery.held, "control: the film stalls because its next part doesn't come"
    stalled_at = film_at(page)
    delivery.let_through()
    reaches(page, stalled_at + 2)
    page.get_by_role("button", name="Pause").click()
    truth = page.evaluate("truth")
    someone.go()

    really = sum(end - begin for begin, end in moved(truth))
    coverage, evidence, _ = rows(STORED, someone.token)[0][0]
    assert 6 < really < SECONDS - 2, "control: the film was left before its end"
    assert coverage * SECONDS == pytest.approx(really, abs=0.25)
    assert evidence == 1
    names = [name for name, _ in events_of(rows, someone.token)]
    assert [names.count(each) for each in ("pause", "stall", "hidden", "visible")] == [3, 1, 1, 1]
    assert seconds_between(rows, someone.token, "hidden", "visible") == pytest.approx(1.5, abs=0.25)
    assert seconds_between(rows, someone.token, "stall", "play") == pytest.approx(stood(truth, stalled_at), abs=0.5)
    until(lambda: rows(VIEWING, someone.token), seconds=20)
    covered, paused, stalled, hidden, pauses, refused = rows(VIEWING, someone.token)[0]
    assert (covered, hidden) == (pytest.approx(really, abs=0.25), pytest.approx(1.5, abs=0.25))
    assert stalled == pytest.approx(stood(truth, stalled_at), abs=0.5)
    # Twice for a while, and at the end until the page was sent.
    assert (pauses, refused) == (3, 0)
    assert 1.4 <= paused <= 8
