"""Items on a square, and items that only some people are shown, by their forms."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from django.utils import timezone

from surveys.instruments.items import DECLINED, NOT_SHOWN
from surveys.participation.models import ItemTiming, Response
from surveys.protocols.documents import read_folder
from surveys.protocols.publish import publish
from tests.journeys.person import Person

STUDY = Path(__file__).resolve().parent.parent / "studies" / "short"
DETAIL = """
instrument: detail
version: "1"
title: In detail
licence: CC0-1.0
items:
  - {id: place, text: Where are you?, kind: grid, x: [Unpleasant, Pleasant], y: [Sleepy, Awake], decline: true}
  - {id: tears, text: Did you cry?, kind: choice, options: [{value: yes, label: Yes}, {value: no, label: No}]}
  - {id: why, text: Why?, kind: text, when: detail.tears == "yes"}
  - {id: pleasant, text: What was pleasant?, kind: text, required: true, when: detail.place_x > 5}
  - {id: more, text: More?, kind: text, when: detail.tears == "yes"}
  - {id: last, text: Anything else?, kind: text, when: answered(detail.more)}
"""
Start = Callable[[], Person]


@pytest.fixture
def asked(db: None, settings: object, tmp_path: Path) -> Start:
    """Somebody at the first page of such an instrument."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    folder = tmp_path / "short"
    copytree(STUDY, folder)
    (folder / "instruments" / "detail.yaml").write_text(DETAIL)
    protocol = folder / "protocol.yaml"
    protocol.write_text(protocol.read_text().replace("{more}", "").replace("{detail.more}", ""))
    publish(read_folder(folder), by=None, at=timezone.now())
    return lambda: Person("short").agree().until("detail", level="6", help="no", age="40", crisis="no")


def answers() -> dict[int, list[object]]:
    return {row.page: row.answers for row in Response.objects.filter(step="detail").order_by("page")}


def test_a_place_on_the_square_is_two_fields(asked: Start):
    someone = asked().send({"place.x": "7", "place.y": "3", "tears": "no"})

    assert answers() == {0: [[7, 3], "no"]}
    assert someone.step == "detail::1"


def test_half_a_place_is_shown_again_with_what_was_chosen(asked: Start):
    someone = asked().send({"place.x": "7", "tears": "no"})

    assert someone.response.status_code == 422
    assert "Choose a place on both lines, or on none." in someone.html
    assert someone.form.kept == {"place.x": ["7"], "tears": ["no"]}
    assert answers() == {}


def test_a_place_can_be_declined(asked: Start):
    asked().send({"place.declined": "1"})

    assert answers() == {0: [DECLINED, None]}


def test_only_items_whose_condition_is_true_are_shown(asked: Start):
    someone = asked().send({"place.x": "7", "place.y": "3", "tears": "no"})
    assert "What was pleasant?" in someone.html
    assert "Why?" not in someone.html

    someone.send({"why": "posted though it was not shown", "pleasant": "The music"})

    assert answers()[1] == [NOT_SHOWN, "The music", NOT_SHOWN]
    assert "not shown" in someone.browser.get(f"{someone.link}data").content.decode()


def test_a_required_item_that_is_hidden_asks_for_nothing(asked: Start):
    someone = asked().send({"place.x": "2", "place.y": "3", "tears": "yes"})

    someone.send({"why": "", "more": ""})

    assert answers()[1] == [None, NOT_SHOWN, None]


def test_a_page_without_any_item_is_passed_over(asked: Start):
    someone = asked().send({"place.x": "1", "place.y": "1", "tears": "no"})

    assert not someone.step.startswith("detail")
    assert list(answers()) == [0]


def test_a_chain_of_conditions_goes_on_page_after_page(asked: Start):
    someone = asked().send({"tears": "yes"}).send({"more": "Much"})

    assert someone.step == "detail::2"
    assert "Anything else?" in someone.html


def test_times_are_kept_with_the_page_and_hidden_items_have_none(asked: Start):
    someone = asked().send({"tears": "yes", "step.timing": '{"tears": [0, 900, 1100]}'})
    assert ItemTiming.objects.get(step="detail").items == {
        "place": [1, None, None, None],
        "tears": [2, 0, 900, 1100],
    }

    someone.send({"more": "Much", "step.timing": "nonsense"})

    assert ItemTiming.objects.get(step="detail", page=1).items == {
        "why": [3, None, None, None],
        "more": [5, None, None, None],
    }


NONSENSE = [
    "{",
    "null",
    "[" * 90_000,
    "9" * 90_000,
    '{"tears": [NaN, -1, 1e999]}',
    "\0",
    '{"\\u0000": ["\\ud800"]}',
    "💧" * 50_000,
]


@pytest.mark.parametrize("claimed", NONSENSE, ids=range(len(NONSENSE)))
def test_no_claim_of_times_refuses_a_post(asked: Start, claimed: str):
    someone = asked().send({"tears": "yes", "step.timing": claimed})

    assert someone.step == "detail::1"
    assert answers() == {0: [None, "yes"]}
    assert ItemTiming.objects.get(step="detail").items == {
        "place": [1, None, None, None],
        "tears": [2, None, None, None],
    }


def test_a_required_item_is_asked_for_once_at_the_top_with_a_link(asked: Start):
    someone = asked().send({"place.x": "7", "place.y": "3", "tears": "yes"})

    someone.send({"why": "Because"})

    assert someone.response.status_code == 422
    top, _, below = someone.html.partition("<form")
    assert '<a href="#item-pleasant">What was pleasant?</a>' in top
    assert top.count('href="#item-') == 1
    assert 'id="item-pleasant"' in below
    assert "leave it open and send the page again" in top
    assert list(answers()) == [0]

    someone.send({"why": "Because"})

    assert answers()[1] == ["Because", None, None]
