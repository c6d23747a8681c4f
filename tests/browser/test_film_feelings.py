"""Feelings on the film's clock in a real browser: a slider and a button, through a pause and a stall."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.film_study import Delivery, at_film, film, film_at, film_study, reaches, start, wait_until
from tests.browser.visitor import Visitor
from tests.conftest import Running

People = Callable[..., Visitor]
Rows = Callable[..., list[tuple[object, ...]]]
JOURNEY = """\
  - film: one
    trace: {label: {en: How sad are you?, ar: ما مدى حزنك؟}, ends: [{en: Not at all, ar: إطلاقا}, {en: Very, ar: جدا}]}
    marker: {label: {en: Tearing up, ar: دموع}}"""
EVIDENCE = """
SELECT samples, events FROM participation_exposure WHERE participant_id = %(person)s ORDER BY at, load, seq
"""
# What the film's clock, the slider and the page's clock say together, fifty times a second.
TRUTH = """() => {
  const video = document.querySelector("video"), slider = document.querySelector(".trace input");
  window.truth = [];
  setInterval(() => truth.push([performance.now(), video.currentTime, Number(slider.value)]), 20);
}"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a film that is longer than a browser fetches ahead at once."""
    folder = tmp_path_factory.mktemp("feelings")
    (folder / "films").mkdir()
    film(folder / "films" / "one.mp4", 24.0, rate="1500k")
    return folder


@pytest.fixture(scope="session")
def moved(running: Running, folder: Path) -> str:
    """A study of one film with a slider and a button."""
    return film_study(running, folder, "feelings", JOURNEY, one="")


def noted(found: list[tuple[object, ...]], name: str) -> list[float]:
    return [event[2] for _, events in found for event in events if event[1] == name]  # type: ignore[attr-defined]


def between(truth: list[list[float]], page_ms: float) -> tuple[float, set[float]]:
    """Where the film stood at a moment, and where the slider stood in the quarter of a second before."""
    before = [row for row in truth if row[0] <= page_ms]
    return before[-1][1], {row[2] for row in before if row[0] >= page_ms - 250}


def test_the_slider_is_bound_to_the_films_clock_through_a_pause_and_a_stall(
    visitor: People, moved: str, folder: Path, rows: Rows
) -> None:
    someone = visitor()
    delivery = Delivery(someone.page, folder / "films" / "one.mp4")
    at_film(someone, moved)
    page, token, slider = someone.page, someone.token, someone.page.locator(".trace input")
    page.evaluate(TRUTH)

    start(someone)
    reaches(page, 1.5)
    box = slider.bounding_box()
    assert box is not None
    slider.click(position={"x": box["width"] * 0.7, "y": box["height"] / 2})
    touched_at = film_at(page)
    reaches(page, 3)
    page.get_by_role("button", name="Pause").click()
    paused_at = film_at(page)
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_timeout(1200)
    delivery.hold()
    page.get_by_role("button", name="Play").click()
    wait_until(page, lambda: delivery.held and "loading" in page.locator(".told").inner_text())
    stalled_at = film_at(page)
    slider.press("End")
    page.wait_for_timeout(1500)
    delivery.let_through()
    reaches(page, stalled_at + 2)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(500)
    truth = page.evaluate("truth")

    found = rows(EVIDENCE, token)
    samples = [sample for batch, _ in found for sample in batch]  # type: ignore[attr-defined]
    assert len(samples) >= 4 * (film_at(page) - touched_at) - 8
    assert samples[0][0] >= touched_at - 0.25, "no value before the slider was touched"
    for second, value, page_ms in samples:
        there, values = between(truth, page_ms)
        assert abs(second - there) <= 0.25
        assert value in values
    assert [value for film, value, _ in samples if film < paused_at][-1] == pytest.approx(70, abs=6)
    assert {value for film, value, _ in samples if paused_at + 0.5 < film < stalled_at - 0.25} == {samples[0][1] - 5}
    assert {value for film, value, _ in samples if film > stalled_at + 0.25} == {100}
    for stood in (paused_at, stalled_at):
        assert len([film for film, *_ in samples if abs(film - stood) < 0.02]) <= 3, "nothing while the film stands"
    assert noted(found, "stall") == [pytest.approx(stalled_at, abs=0.25)]
    assert someone.complaints == []


def test_a_tap_of_the_button_is_kept_with_its_second_of_the_film_and_confirmed(
    visitor: People, moved: str, rows: Rows
) -> None:
    someone = at_film(visitor(), moved)
    page, button = someone.page, someone.page.get_by_role("button", name="Tearing up")
    expect(button).to_be_disabled()

    start(someone)
    reaches(page, 1)
    taps = []
    for second in (1.5, 3):
        reaches(page, second)
        button.click()
        taps.append(film_at(page))
        expect(page.get_by_role("status").filter(has_text="Noted")).to_be_visible()
    reaches(page, 4.5)
    button.click(click_count=2)
    taps.append(film_at(page))
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(500)

    kept = noted(rows(EVIDENCE, someone.token), "marker")
    assert kept == [pytest.approx(tap, abs=0.25) for tap in taps], "two taps at once are one"
    expect(page.locator(".noted")).to_be_empty(timeout=6000)
    assert someone.complaints == []


def test_the_slider_obeys_the_keyboard_and_shows_no_number(visitor: People, moved: str, rows: Rows) -> None:
    someone = at_film(visitor(), moved)
    page, slider = someone.page, someone.page.locator(".trace input")
    assert "untouched" in (slider.get_attribute("class") or "")
    assert slider.get_attribute("aria-valuetext") == "Not answered yet"
    start(someone)
    reaches(page, 0.5)

    slider.focus()
    seen = []
    for key in ("ArrowRight", "ArrowDown", "Home", "ArrowLeft", "PageUp", "End", "Enter"):
        slider.press(key)
        seen.append(slider.input_value())

    assert seen == ["55", "50", "0", "0", "20", "100", "100"]
    assert slider.get_attribute("aria-valuetext") is None
    assert someone.kind == "film", "Enter sends nothing"
    assert not re.search(r"\b(55|100)\b", page.locator(".feelings").inner_text())


def test_without_a_script_nothing_is_asked_that_nobody_would_hear(visitor: People, moved: str) -> None:
    someone = visitor(java_script_enabled=False).start(moved).agree()

    assert someone.kind == "film"
    expect(someone.page.locator(".feelings")).to_be_hidden()


@pytest.mark.parametrize("size", [(390, 844), (844, 390), (320, 568)])
def test_film_slider_and_button_are_on_the_screen_together(visitor: People, moved: str, size: tuple[int, int]) -> None:
    width, height = size
    someone = at_film(visitor(viewport={"width": width, "height": height}), moved)
    page = someone.page
    start(someone)
    reaches(page, 0.2)
    page.locator(".screen").evaluate("each => each.scrollIntoView({block: 'start'})")

    for name in (".screen", ".trace input", ".mark-it button"):
        box = page.locator(name).bounding_box()
        assert box is not None
        assert box["y"] >= -1, name
        assert box["y"] + box["height"] <= height + 1, name
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width, name
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_slider_and_the_button_stay_in_full_screen(visitor: People, moved: str, rows: Rows) -> None:
    someone = at_film(visitor(viewport={"width": 844, "height": 390}), moved)
    page = someone.page
    start(someone)
    page.get_by_role("button", name="Full screen").click()
    wait_until(page, lambda: page.evaluate("document.fullscreenElement !== null"))
    reaches(page, 1)

    page.get_by_role("button", name="Tearing up").click()
    page.locator(".trace input").click()
    reaches(page, 2)
    page.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(500)

    found = rows(EVIDENCE, someone.token)
    assert len(noted(found, "marker")) == 1
    assert {value for samples, _ in found for _, value, _ in samples} == {50}  # type: ignore[attr-defined]


def test_right_and_left_change_places_in_arabic(visitor: People, moved: str) -> None:
    someone = visitor()
    someone.page.goto(f"{someone.url}s/{moved}/?lang=ar")
    page = someone.go().agree().before_film().page
    slider = page.locator(".trace input")

    slider.focus()
    slider.press("ArrowRight")
    assert slider.input_value() == "45"
    slider.press("ArrowUp")
    assert slider.input_value() == "50"
    low, high = (page.locator(f"#trace-{end}").bounding_box() for end in ("low", "high"))
    assert low is not None
    assert high is not None
    assert low["x"] > high["x"], "the low end is on the right"
