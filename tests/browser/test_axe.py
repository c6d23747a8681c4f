"""axe finds nothing to fault, light and dark, nor does a narrow window, on every kind of page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import axe_faults, look, sideways
from tests.browser.visitor import PRIMARY, Visitor
from tests.conftest import Running

People = Callable[..., Visitor]
CALM = {"age": 40, "sex": "male", "crisis": "no", "level": 2, "help": "no"}
DISTRESSED = CALM | {"level": 9}


def test_every_page_of_the_short_study(visitor: People, brief: str) -> None:
    someone = visitor()
    someone.page.goto(f"{someone.url}s/{brief}/")
    faults = look(someone.page)
    someone.go()
    kinds = {someone.kind}
    for _ in range(40):
        kinds.add(someone.kind)
        faults += look(someone.page)
        if not someone.step:
            break
        someone.pass_by(**(DISTRESSED if someone.step.startswith("strain.after") else CALM))
    someone.page.goto(f"{someone.link}data")
    faults += look(someone.page)
    someone.page.goto(f"{someone.link}stop")
    faults += look(someone.page)

    assert kinds >= {"consent", "ask", "show", "film", "support", "wait", "complete"}
    assert faults == []
    assert someone.complaints == []
    assert someone.elsewhere == []


def test_pages_that_say_what_is_missing(visitor: People, brief: str) -> None:
    someone = visitor().start(brief)
    someone.go()
    faults = look(someone.page)
    assert someone.page.locator(".summary").is_visible()
    someone.agree().until("strain.before", **CALM)
    someone.page.locator(".item.slider input[type=range]").press("End")
    someone.go()
    faults += look(someone.page)

    assert someone.step == "strain.before::0"
    assert someone.page.locator(".item.slider input[type=number]").input_value() == "100"
    assert someone.page.evaluate("document.activeElement.id") == "summary"
    assert faults == []
    assert someone.complaints == []


def test_a_film_that_plays_has_played_or_can_not_play(visitor: People, brief: str) -> None:
    someone = visitor().start(brief).agree().until("film", **CALM).before_film()
    faults = look(someone.page)
    someone.page.get_by_role("button", name="Start the film").click()
    expect(someone.page.get_by_role("button", name="Pause")).to_be_visible()
    faults += look(someone.page)
    expect(someone.page.locator(PRIMARY)).to_be_visible(timeout=10_000)
    faults += look(someone.page)

    assert faults == []
    assert someone.complaints == []


@pytest.mark.parametrize("mode", ["stop", "delete"])
def test_endings(visitor: People, brief: str, mode: str) -> None:
    someone = visitor().start(brief).agree().pass_by(**CALM)
    someone.page.goto(f"{someone.link}data")
    faults = look(someone.page)
    someone.page.goto(f"{someone.link}stop")
    faults += look(someone.page)
    someone.go(f"button[value={mode}]")
    faults += look(someone.page)

    said = someone.page.locator("main").inner_text()
    assert 0 < said.index("ONE1") < said.index("Call a friend"), "the code comes before the long texts"
    assert faults == []
    assert someone.complaints == []


@pytest.mark.parametrize("answers", [{"age": 40, "crisis": "yes"}, {}], ids=["screened out", "declined"])
def test_people_who_are_turned_away(visitor: People, brief: str, answers: dict[str, object]) -> None:
    someone = visitor().start(brief)
    if answers:
        someone.agree().answer(**answers).go()
    else:
        someone.go("button[name=disagree]")

    assert not someone.step
    assert look(someone.page) == []
    assert someone.complaints == []


@pytest.mark.parametrize("path", ["support/", "p/unknown/", "p/unknown/stop", "s/unknown/", "accounts/login/"])
def test_pages_for_everybody(visitor: People, path: str) -> None:
    someone = visitor()
    someone.page.goto(f"{someone.url}{path}")

    assert look(someone.page) == []
    assert someone.complaints == []


@pytest.mark.parametrize("path", ["researcher/", "researcher/good-cry/findings/"])
def test_researchers_pages(visitor: People, running: Running, path: str) -> None:
    someone = visitor()
    sign_in(someone.page, running)
    someone.page.goto(f"{someone.url}{path}")

    assert someone.page.url == f"{someone.url}{path}"
    assert look(someone.page) == []
    assert someone.complaints == []
    assert someone.elsewhere == []


def sign_in(page: Page, running: Running) -> None:
    """Be the researcher of the installation."""
    page.goto(f"{running.url}accounts/login/")
    page.locator("input[name=login]").fill(running.email)
    page.locator("input[name=password]").fill(running.password)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")


def test_control_a_page_with_faults_is_faulted(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content('<html lang="en"><title>x</title><img src="x"><p style="width:500px;color:#999">pale and wide</p>')

    assert {"image-alt", "color-contrast"} <= {fault.split(": ")[1].split()[0] for fault in axe_faults(page)}
    assert sideways(page) != []
