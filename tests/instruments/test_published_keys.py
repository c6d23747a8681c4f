"""Every published key by hand: what somebody answers, item by item, and what the scale's manual makes of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from surveys.instruments import document
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.instruments.items import Scale
from surveys.instruments.scoring import score
from surveys.instruments.skeleton import filled

LIBRARY = Path(document.__file__).parent / "library"
Answers = list[int | None]
ONE_TO_FIVE: Answers = [1, 2, 3, 4, 5]
ONE_TO_FOUR: Answers = [1, 2, 3, 4]
NONE_TO_THREE: Answers = [0, 1, 2, 3]

# Name, answers in the order of the items, scores.
KEYS: list[tuple[str, Answers, Mapping[str, float | None]]] = [
    # 1+3+5+4+5+2+4+1+2+4 and 2+4+1+2+3+1+3+5+3+5; together 4 × 15.
    ("panas", ONE_TO_FIVE * 4, {"positive": 31, "negative": 29}),
    ("panas", [1] * 20, {"positive": 10, "negative": 10}),
    ("panas", [5] * 20, {"positive": 50, "negative": 50}),
    # 1 and 3 are open: 27 / 8 × 10. With 5 open too there are seven of ten.
    ("panas", [None, 2, None, 4, 5, *ONE_TO_FIVE * 3], {"positive": 33.75, "negative": 29}),
    ("panas", [None, 2, None, 4, None, *ONE_TO_FIVE * 3], {"positive": None, "negative": 29}),
    # 3+5+2+3+5 and 1+2+4+1+4.
    ("i_panas_sf", ONE_TO_FIVE * 2, {"positive": 18, "negative": 12}),
    ("i_panas_sf", [1, 1, 5, 1, 5, 1, 5, 5, 1, 5], {"positive": 25, "negative": 5}),
    # Turned round 4+3+4+1+3+2+2+1+2+1, as they are 3+4+2+3+1+4+1+2+1+2.
    ("stai_s", ONE_TO_FOUR * 5, {"anxiety": 46}),
    ("stai_s", [4, 4, 1, 1, 4, 1, 1, 4, 1, 4, 4, 1, 1, 1, 4, 4, 1, 1, 4, 4], {"anxiety": 20}),
    ("stai_s", [1, 1, 4, 4, 1, 4, 4, 1, 4, 1, 1, 4, 4, 4, 1, 1, 4, 4, 1, 1], {"anxiety": 80}),
    # 3 and 4 are open: 39 / 18 × 20. With three open there is no score.
    ("stai_s", [1, 2, None, None, *ONE_TO_FOUR * 4], {"anxiety": 39 / 18 * 20}),
    ("stai_s", [1, None, None, None, *ONE_TO_FOUR * 4], {"anxiety": None}),
    ("phq9", [0, 1, 2, 3, 0, 1, 2, 3, 0], {"total": 12}),
    ("phq9", [3] * 9, {"total": 27}),
    # One other item may be open (12 / 8 × 9); item 9 may not, and two may not.
    ("phq9", [None, 1, 2, 3, 0, 1, 2, 3, 0], {"total": 13.5}),
    ("phq9", [0, 1, 2, 3, 0, 1, 2, 3, None], {"total": None}),
    ("phq9", [None, None, 2, 3, 0, 1, 2, 3, 0], {"total": None}),
    ("phq8", NONE_TO_THREE * 2, {"total": 12}),
    ("phq8", [0, 1, 2, None, 0, 1, 2, 3], {"total": 9 / 7 * 8}),
    ("phq8", [0, 1, None, None, 0, 1, 2, 3], {"total": None}),
    ("phq2", [1, 2], {"total": 3}),
    ("phq2", [3, None], {"total": None}),
    ("gad7", [3, 2, 1, 0, 3, 2, 1], {"total": 12}),
    ("gad7", [3, 2, 1, None, 3, 2, 1], {"total": 14}),
    ("gad7", [3, 2, None, None, 3, 2, 1], {"total": None}),
    ("gad2", [2, 1], {"total": 3}),
    ("gad2", [None, 3], {"total": None}),
    ("phq4", NONE_TO_THREE, {"anxiety": 1, "depression": 5, "total": 6}),
    ("phq4", [None, 1, 2, 3], {"anxiety": None, "depression": 5, "total": None}),
    # 1+3+5+7+1+3 of six, 2+4+6+2 of four.
    ("erq", [1, 2, 3, 4, 5, 6, 7, 1, 2, 3], {"reappraisal": 20 / 6, "suppression": 3.5}),
    ("erq", [1, None, None, 4, 5, 6, 7, 1, 2, 3], {"reappraisal": 17 / 5, "suppression": None}),
    # 7+6+5+4+5+6 of six, 7+1+2 of three.
    ("ecr_rs", [1, 2, 3, 4, 5, 6, 7, 1, 2], {"avoidance": 5.5, "anxiety": 10 / 3}),
    ("ecr_rs", [7, 7, 7, 7, 1, 1, 1, 1, 1], {"avoidance": 1, "anxiety": 1}),
    ("ecr_rs", [1, 2, 3, 4, 5, None, 7, None, 2], {"avoidance": 27 / 5, "anxiety": None}),
    # 1+3+2+3+4 and 2+4+1+1+2.
    ("rrs10", [1, 2, 3, 4, 1, 2, 3, 4, 1, 2], {"brooding": 13, "reflection": 10}),
    ("rrs10", [4, 1, 4, 1, 1, 4, 4, 4, 1, 1], {"brooding": 20, "reflection": 5}),
    # The paper's key is not shipped.
    ("bacs", [4] * 14, {}),
    # 6+2+3+4+5, 1+2+3+3+2, 6+5+3+4+5, 1+2+3+4+5 and 1+5+3+4+2, each of five.
    (
        "ipip25",
        ONE_TO_FIVE * 5,
        {"agreeableness": 4, "conscientiousness": 2.2, "extraversion": 4.6, "neuroticism": 3, "openness": 3},
    ),
]
SHAPES = {
    "panas": (20, 1, 5), "i_panas_sf": (10, 1, 5), "stai_s": (20, 1, 4), "phq9": (9, 0, 3), "phq8": (8, 0, 3),
    "phq2": (2, 0, 3), "gad7": (7, 0, 3), "gad2": (2, 0, 3), "phq4": (4, 0, 3), "erq": (10, 1, 7),
    "ecr_rs": (9, 1, 7), "rrs10": (10, 1, 4), "bacs": (14, 1, 7), "ipip25": (25, 1, 6),
}  # fmt: skip
CUT_OFFS = {
    ("phq9", "total"): [5, 10, 15, 20], ("phq8", "total"): [5, 10, 15, 20], ("phq2", "total"): [3],
    ("gad7", "total"): [5, 10, 15], ("gad2", "total"): [3], ("phq4", "total"): [3, 6, 9],
    ("phq4", "anxiety"): [3], ("phq4", "depression"): [3],
}  # fmt: skip


def skeleton(name: str) -> Instrument:
    """A skeleton's structure."""
    text = (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    return read_instrument(filled(document.read_document(text, name, [])), ["en"])


@pytest.mark.parametrize(("name", "given", "expected"), KEYS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_scale_is_scored_by_its_published_key(
    name: str, given: Answers, expected: Mapping[str, float | None]
) -> None:
    instrument = skeleton(name)
    answers = {item.id: answer for item, answer in zip(instrument.items, given, strict=True)}

    found = {rule.id: score(rule, answers).value for rule in instrument.scores}

    assert found == pytest.approx(expected)


def test_every_skeleton_has_a_case_and_its_published_shape() -> None:
    assert {name for name, _, _ in KEYS} == set(SHAPES)
    for name, (count, low, high) in SHAPES.items():
        items = skeleton(name).items
        assert len(items) == count
        assert {(item.low, item.high) for item in items if isinstance(item, Scale)} == {(low, high)}


def test_cut_offs_are_the_published_ones() -> None:
    found = {
        (name, rule.id): [cutoff.at for cutoff in rule.cutoffs]
        for name in SHAPES
        for rule in skeleton(name).scores
        if rule.cutoffs
    }

    assert found == CUT_OFFS


def test_only_the_ninth_item_of_the_phq_9_is_about_self_harm() -> None:
    acting = {(name, item.id) for name in SHAPES for item in skeleton(name).items if item.self_harm}

    assert acting == {("phq9", "i9")}
    assert skeleton("phq9").scores[0].never_prorate == {"i9"}
