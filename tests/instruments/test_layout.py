"""Items that are shown to some people only: where their pages begin, and what their conditions may name."""

from tests.instruments.reading import instrument_of

ITEMS = """
  - {id: alone, text: Alone, kind: scale, from: 0, to: 1}
  - {id: age, text: Age, kind: number}
  - {id: who, text: Who, kind: text, when: x.alone == 0}
  - {id: how, text: How, kind: text, when: before.sad > 3}
"""


def test_an_item_that_waits_for_its_own_page_begins_a_new_one() -> None:
    instrument, faults = instrument_of(ITEMS)

    assert faults == []
    assert instrument.layout == ((0, 1), (2, 3))
    assert instrument.page_count == 2
    assert [instrument.page_of(item) for item in instrument.items] == [0, 0, 1, 1]


def test_pages_that_are_short_need_no_cut() -> None:
    assert instrument_of(ITEMS, "per_page: 1")[0].layout == ((0,), (1,), (2,), (3,))


def test_an_item_is_shown_when_its_condition_is_true_and_not_when_it_is_unknown() -> None:
    instrument, _ = instrument_of(ITEMS)

    assert instrument.visible((2, 3), {"step.alone": 0, "before.sad": 5}, "step") == (2, 3)
    assert instrument.visible((2, 3), {"step.alone": 1, "before.sad": 5}, "step") == (3,)
    assert instrument.visible((2, 3), {}, "step") == ()
    assert instrument.visible((0, 1), {}, "step") == (0, 1)


def test_a_condition_names_only_what_comes_before_it() -> None:
    later = "  - {id: a, text: A, kind: text, when: x.b == 1}\n  - {id: b, text: B, kind: scale, from: 0, to: 1}"

    assert "is no item that this instrument asks before this one" in instrument_of(later)[1][0]
    assert "is no item" in instrument_of(later.replace("x.b", "x.a"))[1][0]


def test_where_the_order_is_random_no_item_can_wait_for_another() -> None:
    assert "because the order is random" in instrument_of(ITEMS, "order: random")[1][0]
