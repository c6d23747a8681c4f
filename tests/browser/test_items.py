"""Squares, lines and tables of questions by keyboard, finger and mouse, and without a script."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import STUDIES, published
from tests.browser.look import look
from tests.browser.visitor import PHONE, Visitor
from tests.conftest import Running

People = Callable[..., Visitor]
Rows = Callable[..., list[tuple[object, ...]]]
WIDE = {"width": 1280, "height": 900}
STORED = "SELECT answers FROM participation_response WHERE participant_id = %(person)s AND step = '{}'"
TIMED = "SELECT items FROM participation_itemtiming WHERE participant_id = %(person)s AND step = '{}'"
OFTEN = ["Never", "Rarely", "Sometimes", "Often", "Very often"]
TAP_PX = 48


@pytest.fixture(scope="module", autouse=True)
def study(running: Running) -> None:
    """The study of items, published."""
    published(running, STUDIES / "items")


@pytest.fixture
def at(visitor: People) -> Callable[..., Visitor]:
    """at(step): somebody new whose page of that step is due, all before left open."""

    def go(step: str, *, lang: str = "en", **options: object) -> Visitor:
        someone = visitor(**options)
        someone.page.goto(f"{someone.url}s/items/?lang={lang}")
        someone.go().agree()
        for _ in range(8):
            if someone.step.startswith(step):
                return someone
            someone.go()
        raise AssertionError(f"{step} never came; the person is at {someone.step!r}")

    return go


def stored(rows: Rows, someone: Visitor, step: str) -> object:
    """The answers of the step's only page."""
    return rows(STORED.format(step), someone.token)[0][0]


# ---- The square


def square(someone: Visitor) -> Locator:
    """The place in the square that is chosen, or that the keyboard would start from."""
    return someone.page.locator(".square [role=radio][tabindex='0']")


def test_a_square_by_keyboard_in_two_directions(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("affect")
    square(someone).focus()
    assert someone.page.locator(".square [aria-checked=true]").count() == 0
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowDown"):
        someone.page.keyboard.press(key)

    assert square(someone).get_attribute("aria-label") == "Unpleasant – Pleasant 6/9, Sleepy – Wide awake 4/9"
    assert someone.page.evaluate("document.activeElement.getAttribute('aria-checked')") == "true"
    assert look(someone.page) == []
    someone.go()
    assert stored(rows, someone, "affect") == [[6, 4]]
    assert someone.complaints == []


def test_a_square_is_left_open_again_by_delete(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("affect")
    square(someone).press("ArrowUp")
    assert someone.page.locator(".square [aria-checked=true]").count() == 1
    square(someone).press("Delete")
    assert someone.page.locator(".square [aria-checked=true]").count() == 0
    someone.go()

    assert stored(rows, someone, "affect") == [None]


def test_a_square_by_a_tap_and_by_a_click(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("affect")
    cells = someone.page.locator(".square [role=radio]")
    cells.nth(0).tap()
    assert square(someone).get_attribute("aria-label") == "Unpleasant – Pleasant 1/9, Sleepy – Wide awake 9/9"
    cells.nth(80).click()
    # The mouse still stands there: what it touches must not hide what is chosen.
    filled, empty = (cells.nth(each).evaluate("one => getComputedStyle(one).backgroundColor") for each in (80, 79))
    assert filled == "rgb(14, 90, 102)" != empty
    someone.go()

    assert stored(rows, someone, "affect") == [[9, 1]]


def test_a_square_runs_from_right_to_left_where_people_write_so(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("affect", lang="ar")
    square(someone).press("ArrowLeft")

    first, last = (someone.page.locator(".square [role=radio]").nth(each).bounding_box() for each in (0, 8))
    assert first and last and first["x"] > last["x"]
    assert look(someone.page) == []
    someone.go()
    assert stored(rows, someone, "affect") == [[6, 5]]


def test_a_square_without_a_script_is_two_lines(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("affect", java_script_enabled=False)
    assert someone.page.locator(".square").count() == 0
    someone.page.locator("label:has([name='now.x'][value='2'])").click()
    someone.go()
    assert someone.step.startswith("affect"), "half an answer is asked about"
    assert someone.page.locator("[name='now.x'][value='2']").is_checked()
    someone.page.locator("[name='now.y'][value='1']").focus()
    someone.page.keyboard.press("ArrowRight")
    someone.go()

    assert stored(rows, someone, "affect") == [[2, 2]]


# ---- Lines


def line(someone: Visitor, item: str) -> Locator:
    """The line of an item."""
    return someone.page.locator(f"#item-{item} input[type=range]")


def number(someone: Visitor, item: str) -> str:
    """What an item would send."""
    return someone.page.locator(f"#item-{item} input[type=number]").input_value()


def test_a_line_by_every_key(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("rating")
    line(someone, "first").focus()
    said = []
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown", "End", "Home", "PageUp", "Delete", "Enter"):
        someone.page.keyboard.press(key)
        said.append(number(someone, "first"))

    assert said == ["51", "52", "51", "50", "100", "0", "10", "", "50"]
    assert look(someone.page) == []
    someone.go()
    assert stored(rows, someone, "rating") == [50, None, None]
    assert someone.complaints == []


def test_a_line_by_a_tap_a_drag_and_a_typed_number(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("rating")
    box = line(someone, "first").bounding_box()
    assert box
    line(someone, "first").tap(position={"x": box["width"] * 0.75, "y": box["height"] / 2})
    assert 70 <= float(number(someone, "first")) <= 80
    drag(someone, "second", from_=0.2, to=0.9)
    assert 85 <= float(number(someone, "second")) <= 95
    someone.page.locator("#item-third input[type=number]").fill("33")
    assert line(someone, "third").input_value() == "33"
    expected = [float(number(someone, item)) for item in ("first", "second", "third")]
    someone.go()

    assert stored(rows, someone, "rating") == expected


def drag(someone: Visitor, item: str, *, from_: float, to: float) -> None:
    """Press the mouse at one share of a line and let it go at another."""
    line(someone, item).scroll_into_view_if_needed()
    box = line(someone, item).bounding_box()
    assert box
    height = box["y"] + box["height"] / 2
    someone.page.mouse.move(box["x"] + box["width"] * from_, height)
    someone.page.mouse.down()
    someone.page.mouse.move(box["x"] + box["width"] * to, height, steps=5)
    someone.page.mouse.up()


def test_a_line_has_no_thumb_until_it_is_touched(at: Callable[..., Visitor]) -> None:
    someone = at("rating")
    middle = line(someone, "second").screenshot()
    line(someone, "second").evaluate("one => { one.value = 20 }")
    assert line(someone, "second").screenshot() == middle, "there is nothing to be seen at the value"

    line(someone, "second").press("End")
    line(someone, "second").press("Home")
    line(someone, "second").blur()
    at_the_end = line(someone, "second").screenshot()
    assert at_the_end != middle
    line(someone, "second").evaluate("one => { one.value = 20 }")
    assert line(someone, "second").screenshot() != at_the_end


def test_a_line_that_nobody_touched_sends_nothing(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("rating")
    line(someone, "second").press("End")
    with someone.page.expect_request(lambda request: request.method == "POST") as sent:
        someone.go()

    posted = parse_qs(sent.value.post_data or "", keep_blank_values=True)
    assert [posted[item] for item in ("first", "second", "third")] == [[""], ["100"], [""]]
    assert stored(rows, someone, "rating") == [None, 100, None]


def test_a_line_without_a_script_is_a_number(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("rating", java_script_enabled=False)
    assert line(someone, "first").count() == 0
    someone.page.get_by_role("spinbutton", name="Sad").fill("12")
    someone.go()

    assert stored(rows, someone, "rating") == [12, None, None]


# ---- Tables of questions


def bottoms(someone: Visitor, item: str) -> list[float]:
    """How far down the answers of an item end."""
    boxes = [label.bounding_box() for label in someone.page.locator(f"#item-{item} .points label").all()]
    return [round(box["y"] + box["height"]) for box in boxes if box]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_questions_with_the_same_answers_are_a_table_where_there_is_room(at: Callable[..., Visitor], lang: str) -> None:
    someone = at("likert", lang=lang, viewport=WIDE)
    lefts = [
        [box["x"] for label in item.locator(".points label").all() if (box := label.bounding_box())]
        for item in someone.page.locator(".set0").all()
    ]

    assert len(lefts) == 4
    assert all(row == lefts[0] for row in lefts), "the answers stand under each other"
    assert len(set(bottoms(someone, "talked"))) == 1
    assert someone.page.locator(".set1").count() == 2
    assert look(someone.page) == []


def test_questions_with_the_same_answers_are_whole_rows_on_a_phone(at: Callable[..., Visitor]) -> None:
    someone = at("likert", viewport=PHONE)

    assert len(set(bottoms(someone, "talked"))) == 5
    assert look(someone.page) == []
    assert someone.complaints == []


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_each_answer_of_a_table_has_its_name_and_room_for_a_finger(
    at: Callable[..., Visitor], size: dict[str, int]
) -> None:
    someone = at("likert", viewport=size)
    for name in ("I slept well.", "I cried.", "I laughed."):
        question = someone.page.get_by_role("group", name=name)
        assert [question.get_by_role("radio", name=each, exact=True).count() for each in OFTEN] == [1] * len(OFTEN)
    kind = someone.page.get_by_role("group", name="I am kind to myself.")
    assert kind.get_by_role("radio", name="7 Very true", exact=True).count() == 1

    heights = [box["height"] for each in someone.page.locator(".points label").all() if (box := each.bounding_box())]
    assert min(heights) >= TAP_PX


def test_what_a_table_takes_is_what_was_tapped(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("likert", viewport=WIDE)
    for item, value in {"slept": 4, "talked": 0, "laughed": 3, "open": 7, "kind": 1}.items():
        someone.page.locator(f"#item-{item} label:has([value='{value}'])").click()
    someone.page.locator("#item-cried .decline").click()
    someone.go()
    answers = stored(rows, someone, "likert")
    assert isinstance(answers, list)
    assert [answers[0], answers[1], *answers[3:]] == [4, 0, 3, 7, 1]
    assert answers[2] not in (None, 0, 1, 2, 3, 4), "not saying is a code of its own"

    assert "laughter at 3 of 4" in someone.page.locator("#item-near legend").inner_text()
    near = someone.page.get_by_role("group", name="I feel near")
    near.get_by_role("radio", name="Neither agree nor disagree").focus()
    someone.page.keyboard.press("ArrowRight")
    assert look(someone.page) == []
    someone.go()
    assert stored(rows, someone, "mixed") == ["rather_yes", None, None]
    assert someone.complaints == []


# ---- Gaps, and times


def test_gaps_are_asked_about_once_by_links_and_may_then_be_left(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("rating", viewport=WIDE).go()
    someone.page.locator("#item-talked label:has([value='2'])").click()
    someone.go()

    links = someone.page.locator(".summary a")
    assert links.all_inner_texts() == ["I slept well.", "I laughed."]
    assert look(someone.page) == []
    links.nth(1).click()
    assert someone.page.evaluate("document.activeElement.name") == "laughed"
    expect(someone.page.locator("#item-laughed")).to_be_in_viewport()
    assert someone.page.locator("#item-talked [value='2']").is_checked()
    someone.go()
    assert someone.step.startswith("mixed")
    assert stored(rows, someone, "likert") == [None, 2, None, None, None, None]
    assert someone.complaints == []


def test_times_of_items_arrive_and_go_on_over_a_page_that_was_refused(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("rating", viewport=WIDE).go()
    someone.page.wait_for_timeout(300)
    someone.page.locator("#item-slept label").first.click()
    someone.go()
    assert someone.page.locator(".summary").is_visible()
    someone.page.wait_for_timeout(300)
    someone.page.locator("#item-laughed label").first.click()
    someone.page.locator("#item-slept label").nth(1).click()
    someone.go().go()

    times = rows(TIMED.format("likert"), someone.token)[0][0]
    assert isinstance(times, dict)
    assert [times[item][0] for item in ("slept", "talked", "cried", "laughed", "open", "kind")] == [1, 2, 3, 4, 5, 6]
    _, shown, touched, answered = times["slept"]
    assert 0 <= shown < 300 <= touched < 5000
    assert touched + 300 <= answered < 10_000, "answered anew on the page that came again"
    _, shown, touched, answered = times["laughed"]
    assert 600 <= touched <= answered < 10_000
    assert times["cried"][2:] == [None, None]


def test_control_without_a_script_there_are_no_times(at: Callable[..., Visitor], rows: Rows) -> None:
    someone = at("mixed", java_script_enabled=False)

    found = rows(TIMED.format("rating"), someone.token)
    assert found == [
        ({"first": [1, None, None, None], "second": [2, None, None, None], "third": [3, None, None, None]},)
    ]
