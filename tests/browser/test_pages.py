"""The participant's pages without a mouse, without a script, twice at once, back and again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.visitor import PRIMARY, Visitor

People = Callable[..., Visitor]
Rows = Callable[..., list[tuple[object, ...]]]
CALM = {"age": 40, "sex": "male", "crisis": "no", "level": 2, "help": "no"}
ENDED = "SELECT completed_at IS NOT NULL FROM enrolment_participant WHERE id = %(person)s"
STORED = "SELECT step, page, answers FROM participation_response WHERE participant_id = %(person)s"
FILM = "SELECT answers FROM participation_response WHERE participant_id = %(person)s AND step = 'film'"


@pytest.mark.promise("S1")
def test_the_whole_study_by_keyboard_alone(visitor: People, brief: str, rows: Rows) -> None:
    someone = visitor(Keyboard)
    someone.page.goto(f"{someone.url}s/{brief}/")
    assert isinstance(someone, Keyboard)
    someone.pass_by()
    token = someone.token
    for _ in range(40):
        if not someone.step:
            break
        someone.pass_by(**CALM)

    assert "TWO2" in someone.page.locator("main").inner_text()
    assert rows(ENDED, token) == [(True,)]
    assert rows(FILM, token)[0][0][0] >= 0.95
    assert set(someone.pages) - {""} - someone.stops == set(), "“I want to stop” can't be reached"
    assert someone.unseen == []
    assert someone.complaints == []


@pytest.mark.promise("S1")
@pytest.mark.parametrize("step", ["consent", "strain.before", "film", "wait1"])
def test_stopping_by_keyboard_gives_help_and_the_same_codes(visitor: People, brief: str, step: str) -> None:
    someone = visitor(Keyboard).start(brief)
    Visitor.until(someone, step, **CALM) if step != "wait1" else None
    while not someone.step.startswith(step):
        someone.pass_by(**CALM)
    assert isinstance(someone, Keyboard)
    someone.tab_to("stop")
    with someone.page.expect_navigation():
        someone.press("Enter")
    while someone.tab()["value"] != "stop":
        pass
    with someone.page.expect_navigation():
        someone.press("Enter")

    said = someone.page.locator("main").inner_text()
    assert "Call a friend, or 112." in said
    assert ("ONE1" in said and "TWO2" in said) == (step != "consent"), "nobody is paid before consenting"
    assert someone.page.get_by_role("link", name="Help").first.is_visible()
    assert someone.unseen == []


def test_the_whole_study_without_a_script(visitor: People, brief: str, rows: Rows) -> None:
    someone = visitor(java_script_enabled=False).start(brief)
    token = someone.token
    for _ in range(40):
        if not someone.step:
            break
        if someone.kind == "film":
            expect(someone.page.locator(PRIMARY)).to_be_visible()
            assert someone.page.locator("video").get_attribute("controls") is not None
        someone.pass_by(**CALM)

    assert "TWO2" in someone.page.locator("main").inner_text()
    assert rows(ENDED, token) == [(True,)]
    assert {step for step, *_ in rows(STORED, token)} >= {"person", "everything", "film", "detail", "strain.last"}


@pytest.mark.promise("R2")
def test_reload_back_and_a_second_tab_give_the_page_that_is_due(visitor: People, brief: str, rows: Rows) -> None:
    someone = visitor().start(brief).agree()
    token, first = someone.token, CALM | {"words": "first", "more": "first"}
    while not someone.step.startswith(("wait1", "strain.later")):
        due = someone.step
        second = Visitor(someone.page.context.new_page(), someone.url)
        second.page.goto(someone.link)
        someone.page.bring_to_front()
        someone.page.reload()
        assert someone.step == second.step == due

        someone.pass_by(**first)
        now = someone.step
        assert now != due
        second.page.bring_to_front()
        if second.kind != "film":
            second.answer(**(CALM | {"age": 50, "sex": "female", "level": 4, "words": "second", "more": "second"})).go()
            assert second.step == now, "an old page leads to the page that is due"
        someone.page.bring_to_front()
        someone.page.go_back()
        someone.page.goto(someone.link)
        assert someone.step == now
        second.page.close()

    stored = {(step, page): answers for step, page, answers in rows(STORED, token)}
    assert stored["person", 0] == [40, "male", "no"]
    assert "first" in stored["everything", 0]
    assert stored["detail", 0] == ["first"]
    assert "second" not in str(stored)
    assert someone.complaints == []


def test_what_was_typed_is_there_after_a_look_at_the_help_page(visitor: People) -> None:
    someone = visitor().start("good-cry").agree().until("about::1", age=34)
    link = someone.link
    someone.page.locator("select").first.select_option("de")
    someone.page.locator("header a", has_text="Help").click()
    someone.page.get_by_role("heading", name="Help").wait_for()
    someone.page.goto(link)

    assert someone.page.locator("select").first.input_value() == "de"


def test_a_line_has_no_value_until_it_is_touched(visitor: People, brief: str, rows: Rows) -> None:
    someone = visitor().start(brief).agree().until("strain.before", **CALM)
    line = someone.page.locator("#item-noise input[type=range]")
    assert line.get_attribute("aria-valuetext") == "Not answered yet"
    someone.page.locator("#item-level label").first.click()
    someone.go()

    stored = {step: answers for step, _, answers in rows(STORED, someone.token)}
    assert stored["strain.before"] == [0, None, None, None]


def test_choosing_not_to_say_takes_the_answer_back(visitor: People) -> None:
    someone = visitor().start("good-cry").agree().until("about::0")
    item = someone.page.locator("#item-gender")
    item.locator("[name='gender.other']").fill("my own")
    item.locator("[name='gender.other']").press("Tab")
    assert item.locator("[value=other]").is_checked()

    item.locator("label", has_text="I prefer not to say").click()

    assert not item.locator("[value=other]").is_checked()
    assert item.locator("[name='gender.other']").input_value() == ""
