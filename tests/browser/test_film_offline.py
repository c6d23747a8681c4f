"""What a phone couldn't send of a film it keeps, and sends again in order with the same numbers, until it is taken."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.film_study import BATCHES, at_film, ends, film, film_study, reaches, start, wait_until
from tests.browser.visitor import PRIMARY, Visitor
from tests.conftest import Running, until

People = Callable[..., Visitor]
Rows = Callable[..., list[tuple[Any, ...]]]
SECONDS = 4.0
STORED = "SELECT answers FROM participation_response WHERE participant_id = %(person)s AND step = 'one'"
# What the browser keeps of what was not acknowledged yet, in its order.
KEPT = """() => new Promise(done => {
  const asked = indexedDB.open("film", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("batches").objectStore("batches").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.map(({load, seq}) => [load, seq])); };
  };
})"""


@pytest.fixture(scope="session")
def kept(running: Running, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A study of a short film."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "films").mkdir()
    film(folder / "films" / "one.mp4", SECONDS, size="320x180")
    return film_study(running, folder, "kept", "  - film: one", one="")


def arrived(rows: Rows, someone: Visitor) -> list[list[object]]:
    """Load and number of what the server has, in the order in which it came."""
    return [list(row[:2]) for row in rows(BATCHES, someone.token)]


def kept_by(page: Page) -> list[list[object]]:
    """Load and number of what the browser keeps."""
    return list(page.evaluate(KEPT))


def watch_offline(someone: Visitor) -> list[list[object]]:
    """See the film to its end, from its first second on without network; what the browser keeps of it."""
    page = someone.page
    start(someone)
    reaches(page, 0.5)
    page.context.set_offline(True)
    ends(page)
    wait_until(page, lambda: len(kept_by(page)) >= 2)
    return kept_by(page)


@pytest.mark.promise("R3")
def test_a_film_seen_without_network_is_reported_once_there_is_one(visitor: People, kept: str, rows: Rows) -> None:
    someone = at_film(visitor(), kept)
    unsent = watch_offline(someone)
    someone.page.locator(PRIMARY).click()
    expect(someone.page.get_by_text("There is no network just now.")).to_be_visible(timeout=5000)
    before = arrived(rows, someone)
    assert [each for each in unsent if each in before] == [], "control: it could not be sent"

    someone.page.context.set_offline(False)
    someone.go()

    assert someone.title == "Thanks"
    assert arrived(rows, someone)[len(before) : len(before) + len(unsent)] == unsent, "in order, with the same numbers"
    assert rows(STORED, someone.token)[0][0][:2] == [pytest.approx(1, abs=0.05), 1]
    wait_until(someone.page, lambda: kept_by(someone.page) == [])


@pytest.mark.promise("R3")
def test_reports_survive_a_closed_tab(visitor: People, kept: str, rows: Rows) -> None:
    someone = at_film(visitor(), kept)
    link = someone.link
    unsent = watch_offline(someone)
    context = someone.page.context
    someone.page.close()
    context.set_offline(False)
    again = Visitor(context.new_page(), someone.url)
    again.page.goto(link)

    until(lambda: [each for each in unsent if each not in arrived(rows, again)] == [], seconds=10)
    assert [each for each in arrived(rows, again) if each in unsent] == unsent
    wait_until(again.page, lambda: [each for each in kept_by(again.page) if each in unsent] == [])
    assert again.page.locator(PRIMARY).is_visible(), "who has seen the film needn't see it again"


@pytest.mark.promise("R3")
def test_what_the_film_page_could_not_send_goes_from_the_next_page(visitor: People, kept: str, rows: Rows) -> None:
    someone = at_film(visitor(), kept)
    context = someone.page.context
    context.route("**/p/*/film", lambda route: route.abort())
    start(someone)
    ends(someone.page)
    someone.go()
    assert someone.title == "Thanks"
    assert rows(STORED, someone.token)[0][0][:2] == [0, 0], "control: nothing had come when the page was sent"
    unsent = kept_by(someone.page)
    assert unsent

    context.unroute("**/p/*/film")

    until(lambda: arrived(rows, someone) == unsent, seconds=20)
    wait_until(someone.page, lambda: kept_by(someone.page) == [])
    wait_until(someone.page, lambda: someone.page.evaluate("localStorage.getItem('film')") is None)


@pytest.mark.promise("R2")
def test_a_report_whose_answer_was_lost_is_sent_again_and_stored_once(visitor: People, kept: str, rows: Rows) -> None:
    someone = visitor()
    sent: list[tuple[str, int]] = []

    def lose(route: Route) -> None:
        batch = json.loads(route.request.post_data or "{}")
        sent.append((batch["load"], batch["seq"]))
        if len(sent) <= 2:
            # It arrives, and the phone never hears of it.
            route.fetch()
            route.fulfill(status=200, body="Please sign in to this network") if len(sent) == 1 else route.abort()
        else:
            route.continue_()

    someone.page.route("**/p/*/film", lose)
    start(at_film(someone, kept))
    ends(someone.page)
    someone.go()

    assert sent[0] == sent[1] == sent[2], "it is sent until it is acknowledged, and nothing overtakes it"
    stored = [tuple(each) for each in arrived(rows, someone)]
    assert stored == list(dict.fromkeys(sent))
    assert [seq for _, seq in stored] == list(range(len(stored)))


@pytest.mark.promise("R2")
def test_two_tabs_report_each_under_a_name_of_its_own(visitor: People, kept: str, rows: Rows) -> None:
    someone = at_film(visitor(), kept)
    second = Visitor(someone.page.context.new_page(), someone.url)
    second.page.goto(someone.link)
    start(second.before_film())
    start(someone)
    ends(someone.page)
    ends(second.page)
    someone.go()

    loads = [load for load, _ in arrived(rows, someone)]
    assert len(set(loads)) == 2
    assert rows(STORED, someone.token)[0][0][:2] == [pytest.approx(1, abs=0.05), 1]
    second.page.locator(PRIMARY).click()
    expect(second.page.get_by_role("heading", name="Thanks")).to_be_visible()
    assert len(rows(STORED, someone.token)) == 1


def test_a_phone_that_slept_two_hours_tells_when_it_happened(visitor: People, kept: str, rows: Rows) -> None:
    someone = visitor()
    someone.page.add_init_script("window.slept = 0; const now = Date.now; Date.now = () => now() + window.slept;")
    at_film(someone, kept)
    start(someone)
    reaches(someone.page, 1)
    someone.page.get_by_role("button", name="Pause").click()
    expect(someone.page.get_by_text("The film is paused.")).to_be_visible()
    someone.page.evaluate("window.slept = 2 * 3600 * 1000")
    someone.page.wait_for_timeout(300)
    someone.page.get_by_role("button", name="Play", exact=True).click()
    ends(someone.page)
    someone.go()

    events = sorted(event for *_, events in rows(BATCHES, someone.token) for event in events)
    paused = next(event[0] for event in events if event[1] == "pause")
    played = next(event[0] for event in events if event[1] == "play" and event[0] > paused)
    assert 7200 <= (played - paused) / 1000 < 7205
    coverage, evidence, _ = rows(STORED, someone.token)[0][0]
    assert (coverage, evidence) == (pytest.approx(1, abs=0.05), 1)
