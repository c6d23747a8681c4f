"""A skeleton is refused with sentences that say how to fill it in; filled in, it is an instrument like all others."""

import pytest

from surveys.instruments.instrument import read_instrument
from surveys.instruments.skeleton import filled, is_skeleton
from tests.instruments.reading import node_of, sentences

SKELETON = """
instrument: low
title: The last two weeks
holder: A publisher
source: The paper
licence: null
confirm: Item 2 comes first in some forms.
responses: {days: {kind: scale, from: 0, to: 3}}
items:
  - {id: i1, text: null, kind: days}
  - {id: i2, text: null, kind: days}
scores: {total: {sum: [i1, i2], reverse: [i2]}}
"""
TEXTS = SKELETON.replace("i1, text: null", "i1, text: One").replace("i2, text: null", "i2, text: Two")
LICENCE = "licence: Letter of 1 March 2026\n"


def faults_of(text: str) -> list[str]:
    node = node_of(text)
    read_instrument(node, ["en"])
    return sentences(node.faults)


def test_each_open_thing_is_told_once_with_the_way_to_fill_it() -> None:
    licence, key, texts = faults_of(SKELETON)

    assert texts.startswith(
        "x.yaml:9: “low” is the skeleton of a published scale: the texts of i1, i2 are not shipped."
    )
    assert "by hand in your study's own instruments/low.yaml, by paste on the document page, or by import" in texts
    assert "The paper" in texts
    assert licence.startswith("x.yaml:6: Say under “licence” by whose leave you use “low”")
    assert licence.endswith("The rights are with: A publisher.")
    assert key.startswith("x.yaml:7: “low” has something that must be confirmed")
    assert key.endswith("delete the line “confirm”.")


def test_texts_alone_are_not_enough() -> None:
    assert [
        "licence" in fault for fault in faults_of(TEXTS.replace("confirm: Item 2 comes first in some forms.\n", ""))
    ] == [True]


def test_a_licence_that_is_left_out_is_missed_too() -> None:
    assert any("Say under “licence”" in fault for fault in faults_of(TEXTS.replace("licence: null\n", "")))


def test_with_texts_licence_and_a_confirmed_key_it_is_an_instrument() -> None:
    text = TEXTS.replace("licence: null\n", LICENCE).replace("confirm: Item 2 comes first in some forms.\n", "")

    assert faults_of(text) == []
    assert not is_skeleton(node_of(text))


def test_many_open_texts_are_told_by_the_first_and_the_last() -> None:
    more = "".join(f"  - {{id: i{number}, text: null, kind: days}}\n" for number in range(3, 8))

    assert any(
        "the texts of i1, i2 … i7 are not shipped" in fault
        for fault in faults_of(SKELETON.replace("scores:", more + "scores:"))
    )


def test_open_texts_of_one_s_own_are_told_in_other_words() -> None:
    own = SKELETON.replace("holder: A publisher\nsource: The paper\nlicence: null\n", "").replace(
        "confirm: Item 2", "version: Item 2"
    )

    assert faults_of(own) == ["x.yaml:6: The texts of i1, i2 are empty. Write what people are to read there."]


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ("{id: i1, text: null, form: days}", "There is no kind of item called “”."),
        ("{id: i1, text: null, kind: days, colour: red}", "There is no key called “colour” here."),
        ("{text: null, kind: days}", "The key “id” is missing."),
    ],
)
def test_other_faults_are_not_hidden(item: str, fault: str) -> None:
    text = SKELETON.replace("{id: i1, text: null, kind: days}", item)

    assert any(fault in each for each in faults_of(text))


def test_the_structure_of_a_skeleton_can_be_read() -> None:
    node = filled(node_of(SKELETON))
    instrument = read_instrument(node, ["en"])

    assert node.faults == []
    assert [score.reverse for score in instrument.scores] == [{"i2"}]
    assert (instrument.holder, instrument.source) == ("A publisher", "The paper")
    assert all("not shipped" in item.text["en"] for item in instrument.items)
