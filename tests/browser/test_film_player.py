"""The player in a person's hands: what comes before, keys, sizes, full screen, several films, no film at all."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.film_study import (
    BATCHES,
    Delivery,
    at_film,
    ends,
    events_of,
    film,
    film_at,
    film_study,
    plays,
    reaches,
    start,
    stored_of,
    wait_until,
)
from tests.browser.look import look
from tests.browser.visitor import PRIMARY, Visitor
from tests.browser.weigh import weigh
from tests.conftest import Running

People = Callable[..., Visitor]
Rows = Callable[..., list[tuple[Any, ...]]]
FILMS = {"one": ", themes: [{en: loss, ar: فقدان}], intensity: {en: strong, ar: شديد}", "two": "", "three": ""}
CONNECTION = "Object.defineProperty(navigator, 'connection', {{get: () => ({})}})"
HEIGHT = "document.querySelector('video').videoHeight"
OTHERS = """
UPDATE films_transcode t SET state = '{now}' FROM films_film f
WHERE f.id = t.film_id AND t.state = %(was)s AND NOT (f.height = 720 AND f.duration_s BETWEEN 5.9 AND 6.2)
"""
WAY_OUT = "I would rather not see this film"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films of some seconds."""
    folder = tmp_path_factory.mktemp("player")
    (folder / "films").mkdir()
    for number, name in enumerate(FILMS, 1):
        film(folder / "films" / f"{name}.mp4", 2.0 + number, tone=220 * number)
    return folder


@pytest.fixture(scope="session")
def warned(running: Running, folder: Path) -> str:
    """A film with themes, then another one; back is allowed in the second."""
    journey = "  - film: one\n  - {film: two, back: true}"
    return film_study(running, folder, "warned", journey, captions=True, **FILMS)


@pytest.fixture(scope="session")
def row(running: Running, folder: Path) -> str:
    """Three films as one stimulus."""
    return film_study(running, folder, "row", "  - film: [two, three, two]", captions=True, **FILMS)


@pytest.mark.promise("S3")
def test_before_the_film_one_thing_at_a_time_is_told_and_asked(visitor: People, warned: str, rows: Rows) -> None:
    someone = visitor().start(warned).agree()
    page = someone.page
    expect(page.get_by_role("heading", name="What you may see")).to_be_focused()
    assert not page.locator("video").is_visible()
    assert not page.locator(".check").is_visible()
    faults = look(page)
    page.get_by_role("button", name="Go on to the film").click()
    expect(page.get_by_role("heading", name="Can you hear the sound?")).to_be_focused()
    faults += look(page)
    page.get_by_role("button", name="Play a short sound").click()
    page.get_by_role("button", name="No").click()
    expect(page.get_by_text("Turn the volume up.")).to_be_visible()
    faults += look(page)
    page.get_by_role("button", name="Play the sound again").click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("button", name="Start the film")).to_be_focused()
    faults += look(page)
    start(someone)
    faults += look(page)
    ends(page)
    someone.go()

    assert faults == []
    checks = [event for *_, events in rows(BATCHES, someone.token) for event in events if event[1] == "soundcheck"]
    assert [event[3] for event in checks] == [0, 1]
    assert someone.step == "two::0"
    expect(page.get_by_role("button", name="Start the film")).to_be_visible()
    assert not page.locator(".check").is_visible(), "once a tab is enough"
    assert someone.complaints == []


def test_whoever_hears_nothing_may_go_on_and_is_asked_again_before_the_next_film(visitor: People, warned: str) -> None:
    someone = visitor().start(warned).agree()
    page = someone.page
    page.get_by_role("button", name="Go on to the film").click()
    page.get_by_role("button", name="Play a short sound").click()
    page.get_by_role("button", name="No").click()
    page.get_by_role("button", name="Go on anyway").click()
    start(someone)
    reaches(page, 1)
    page.reload()
    expect(page.get_by_role("button", name="Start the film")).to_be_visible()
    start(someone)
    ends(page)
    someone.go()

    expect(page.get_by_role("heading", name="Can you hear the sound?")).to_be_visible()


@pytest.mark.promise("S3")
@pytest.mark.parametrize("script", [True, False])
def test_who_would_rather_not_see_the_film_goes_on_at_once(
    visitor: People, warned: str, rows: Rows, script: bool
) -> None:
    someone = visitor(java_script_enabled=script).start(warned).agree()
    if script:
        someone.page.locator(".player.ready").wait_for()
    with someone.page.expect_navigation():
        someone.page.get_by_role("button", name=WAY_OUT).click()

    assert someone.step == "two::0"
    assert list(stored_of(rows, someone.token)) == ["one"]
    assert "declined" in [name for name, _ in events_of(rows, someone.token)]


def test_keys_play_mute_and_go_back_only_where_that_is_allowed(visitor: People, warned: str, rows: Rows) -> None:
    someone = at_film(visitor(), warned)
    page = someone.page
    page.keyboard.press("Enter")
    plays(page)
    reaches(page, 1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("m")
    page.keyboard.press("c")
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert film_at(page) >= 1, "no going back"
    assert page.evaluate("document.querySelector('video').muted")
    assert page.evaluate("[...document.querySelector('video').textTracks].map(one => one.mode)") == ["hidden"]
    page.keyboard.press(" ")
    ends(page)
    someone.go().before_film()
    start(someone)
    reaches(page, 1)
    page.keyboard.press("ArrowLeft")
    wait_until(page, lambda: film_at(page) < 0.9)
    ends(page)

    names = [name for name, _ in events_of(rows, someone.token)]
    assert (names.count("muted"), names.count("pause")) >= (1, 1)
    assert someone.complaints == []


def test_nobody_gets_ahead_of_the_film_or_plays_it_faster(visitor: People, warned: str, rows: Rows) -> None:
    someone = at_film(visitor(), warned)
    page = start(someone)
    page.evaluate("document.querySelector('video').currentTime = 2.5")
    page.wait_for_timeout(300)
    assert film_at(page) < 1.5
    page.evaluate("document.querySelector('video').playbackRate = 2")
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('video').playbackRate") == 1
    page.evaluate("document.querySelector('video').currentTime = 0")
    page.wait_for_timeout(300)
    assert film_at(page) > 0.2, "nor back, where the protocol doesn't say so"
    ends(page)
    someone.go()

    stored = stored_of(rows, someone.token)
    assert stored["one"][:2] == [pytest.approx(1, abs=0.06), 1]
    assert "rate" in [name for name, _ in events_of(rows, someone.token)]


def test_a_film_goes_on_where_it_stopped_after_a_reload_and_in_another_tab(visitor: People, warned: str) -> None:
    someone = at_film(visitor(), warned)
    start(someone)
    reaches(someone.page, 1.5)
    someone.page.reload()
    expect(someone.page.get_by_role("button", name="Start the film")).to_be_visible()
    wait_until(someone.page, lambda: film_at(someone.page) >= 1.4)
    other = Visitor(someone.page.context.new_page(), someone.url)
    other.page.goto(someone.link)
    other.page.locator(".player.ready").wait_for()

    wait_until(other.page, lambda: film_at(other.page) >= 1.4)
    assert not other.page.locator(".warned").is_visible(), "a film that has begun is not introduced again"


@pytest.mark.promise("S1")
@pytest.mark.parametrize("able", [True, False], ids=["whole screen", "a phone that can't"])
def test_stopping_is_in_reach_on_the_whole_screen_too(visitor: People, warned: str, able: bool) -> None:
    someone = visitor()
    if not able:
        someone.page.add_init_script(
            "Object.defineProperty(Document.prototype, 'fullscreenEnabled', {get: () => false})"
        )
    at_film(someone, warned)
    page = start(someone)
    page.get_by_role("button", name="Full screen").click()
    whole = ".player:fullscreen" if able else ".player.whole"
    stop = page.locator(f"{whole} .leave")
    expect(stop).to_be_visible()
    page.set_viewport_size({"width": 844, "height": 390})
    box = stop.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 390
    assert box["x"] + box["width"] <= 844
    with page.expect_navigation():
        stop.click()

    assert page.locator("button[value=stop]").is_visible()


def test_several_films_play_as_one_without_a_gap_a_pause_or_a_stall(visitor: People, row: str, rows: Rows) -> None:
    someone = at_film(visitor(), row)
    page = someone.page
    assert someone.title == "Film two · Film three"
    page.evaluate("""() => {
      window.seams = []; let ended = 0; const video = document.querySelector("video");
      video.addEventListener("ended", () => { ended = performance.now(); });
      video.addEventListener("playing", () => { if (ended) seams.push(performance.now() - ended); ended = 0; });
    }""")
    start(someone)
    expect(page.locator(".time")).to_contain_text("of 0:13")
    ends(page)
    seams = page.evaluate("seams")
    someone.go()

    assert len(seams) == 2
    assert max(seams) < 1000
    coverage, evidence, _ = stored_of(rows, someone.token)["film1"]
    assert (coverage, evidence) == (pytest.approx(1, abs=0.02), 1)
    names = [name for name, _ in events_of(rows, someone.token)]
    assert [names.count(each) for each in ("clip", "stall", "pause", "ended", "play")] == [3, 0, 1, 1, 1]
    clips = [at for name, at in events_of(rows, someone.token) if name == "clip"]
    assert clips == [pytest.approx(0, abs=0.1), pytest.approx(4, abs=0.1), pytest.approx(9, abs=0.1)]
    assert someone.complaints == []


def test_a_reload_in_the_second_film_goes_on_there(visitor: People, row: str, rows: Rows) -> None:
    someone = at_film(visitor(), row)
    start(someone)
    expect(someone.page.locator(".time")).to_contain_text("0:06", timeout=15_000)
    someone.page.reload()
    start(someone.before_film())
    expect(someone.page.locator(".time")).to_contain_text("0:07", timeout=5_000)
    ends(someone.page)
    someone.go()

    coverage, evidence, _ = stored_of(rows, someone.token)["film1"]
    assert (coverage, evidence) == (pytest.approx(1, abs=0.05), 1)


def test_a_film_that_can_not_play_here_has_a_way_on_and_is_recorded_as_such(
    visitor: People, warned: str, rows: Rows
) -> None:
    someone = visitor()
    page = someone.page
    page.route(
        re.compile(r"/f/.*mp4"), lambda route: route.fulfill(status=200, content_type="video/mp4", body="no film")
    )
    someone.start(warned).agree().before_film()
    expect(page.get_by_text("The film does not play here just now.")).to_be_visible()
    faults = look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Go on without the film").click()

    assert faults == []
    assert someone.step == "two::0"
    assert stored_of(rows, someone.token)["one"][:2] == [0, 0]
    assert "unplayable" in [name for name, _ in events_of(rows, someone.token)]


def test_a_film_that_never_moves_has_a_way_on_after_twenty_seconds(
    visitor: People, warned: str, folder: Path, rows: Rows
) -> None:
    someone = visitor()
    delivery = Delivery(someone.page, folder / "films" / "one.mp4")
    delivery.hold()
    at_film(someone, warned)
    someone.page.get_by_role("button", name="Start the film").click()
    expect(someone.page.get_by_text("The film is loading.")).to_be_visible()
    expect(someone.page.get_by_role("button", name="Go on without the film")).to_be_visible(timeout=25_000)
    someone.go("button:has-text('Go on without the film')")

    assert someone.step == "two::0"
    assert "unplayable" in [name for name, _ in events_of(rows, someone.token)]


@pytest.fixture(scope="session")
def sized(running: Running, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A film that is ready in several sizes."""
    folder = tmp_path_factory.mktemp("sized")
    (folder / "films").mkdir()
    film(folder / "films" / "one.mp4", 6, size="1280x720", rate="1200k")
    film_study(running, folder, "sized", "  - film: one", one="")
    with psycopg.connect(running.database_url, autocommit=True) as database:
        # The demonstration's own films would take minutes.
        database.execute(OTHERS.format(now="failed"), {"was": "waiting"})
        said = running.manage("transcode")
        database.execute(OTHERS.format(now="waiting"), {"was": "failed"})
    assert said.stdout.startswith("1 made ready"), said.stdout + said.stderr
    return "sized"


def test_less_data_is_a_tap_away_and_keeps_the_place(visitor: People, sized: str, rows: Rows) -> None:
    someone = visitor()
    someone.page.add_init_script(CONNECTION.format("{effectiveType: '4g', downlink: 10}"))
    page = start(at_film(someone, sized))
    button = page.get_by_role("button", name="Use less data")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert re.search(r"[0-9.]+ ?MB instead of [0-9.]+ ?MB", button.inner_text())
    before = page.evaluate(HEIGHT)
    reaches(page, 1.5)
    button.click()
    wait_until(page, lambda: page.evaluate(HEIGHT) == 360)
    expect(button).to_have_attribute("aria-pressed", "true")
    wait_until(page, lambda: film_at(page) > 1.6)
    ends(page)
    someone.go()

    assert before in (480, 720)
    coverage, evidence, _ = stored_of(rows, someone.token)["one"]
    assert (coverage, evidence) == (pytest.approx(1, abs=0.05), 1)
    found = [event for *_, events in rows(BATCHES, someone.token) for event in events]
    assert [event[3] for event in sorted(found) if event[1] == "rendition"] == [before, 360]
    assert "pause" not in [event[1] for event in sorted(found) if event[2] < 5]


@pytest.mark.parametrize("connection", ["{saveData: true}", "{effectiveType: '3g', downlink: 4}", "{downlink: 0.7}"])
def test_a_network_that_asks_for_little_gets_the_smallest_film(visitor: People, sized: str, connection: str) -> None:
    someone = visitor()
    someone.page.add_init_script(CONNECTION.format(connection))
    start(at_film(someone, sized))

    assert someone.page.evaluate(HEIGHT) == 360


def test_the_film_page_weighs_less_than_fifty_kilobytes(
    visitor: People, browser: Browser, warned: str, row: str, sized: str
) -> None:
    for study in (warned, row, sized):
        someone = visitor().start(study).agree()
        weights = weigh(browser, someone.link)
        assert any("film_keep" in path for path in weights), "control: scripts are weighed"
        assert sum(weights.values()) < 50_000, weights


def test_the_film_page_reads_from_right_to_left(visitor: People, warned: str) -> None:
    someone = visitor()
    someone.page.goto(f"{someone.url}s/{warned}/?lang=ar")
    someone.go().agree()
    assert someone.page.locator("html").get_attribute("dir") == "rtl"
    faults = look(someone.page)
    someone.before_film()
    someone.page.locator("[data-do=start]").click()
    plays(someone.page)
    faults += look(someone.page)

    assert faults == []
    ends(someone.page)
    assert someone.page.locator(PRIMARY).is_visible()
