"""Every picture in every shape: the same for the same numbers, readable in any colours, safe under a strict policy."""

import struct
from xml.etree import ElementTree

import pytest

from surveys.findings.charts.arms import arms_of
from surveys.findings.charts.changes import changes
from surveys.findings.charts.consort import consort
from surveys.findings.charts.course import course
from surveys.findings.charts.draw import PRINT_DPI, Picture, png, svg
from surveys.findings.charts.improved import improved
from surveys.findings.charts.levels import levels
from surveys.findings.charts.sheet import WIDTH, Shape, Theme
from tests.findings.document_parts import LABELS, document, group, outcome

ARMS = arms_of(document())
PICTURES: dict[str, Picture | None] = {
    "course": course(outcome(), ARMS, (0, 100)),
    "changes": changes(outcome(), ARMS),
    "improved": improved(outcome(), ARMS),
    "levels": levels(group(), ARMS),
    "flow": consort(document(), ["film", "after"], ARMS),
}


def drawn(kind: str) -> Picture:
    picture = PICTURES[kind]
    assert picture is not None
    return picture


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize(("theme", "shape"), [("light", "wide"), ("dark", "half"), ("dark", "narrow")])
def test_a_file_is_well_formed_and_needs_no_styles(kind: str, theme: Theme, shape: Shape) -> None:
    picture = drawn(kind)
    file = svg(picture, theme, shape)
    root = ElementTree.fromstring(file)
    words = " ".join(root.itertext())

    assert "style" not in file
    assert "script" not in file
    assert "DejaVu" not in file
    assert picture.alt in words
    assert "Warm <light>" in words
    points = float(root.attrib["width"].removesuffix("pt")), float(root.attrib["height"].removesuffix("pt"))
    assert points == pytest.approx((WIDTH[shape] * 72, picture.height(shape) * 72), abs=0.01)


@pytest.mark.parametrize("kind", PICTURES)
def test_equal_numbers_give_equal_files(kind: str) -> None:
    assert svg(drawn(kind)) == svg(drawn(kind))
    assert svg(drawn(kind), "light") != svg(drawn(kind), "dark")


def test_a_picture_for_print_has_300_dots_an_inch_on_white() -> None:
    picture = drawn("course")
    file = png(picture)

    assert file.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", file[16:24])
    assert width == WIDTH["wide"] * PRINT_DPI
    assert height == pytest.approx(picture.height("wide") * PRINT_DPI, abs=1)
    assert file == png(picture)


def test_counts_stand_under_each_occasion() -> None:
    words = "".join(ElementTree.fromstring(svg(drawn("course"))).itertext())

    assert words.count("n = 12") == 2 * len(LABELS)


def test_more_conditions_than_fit_beside_each_other_stand_below() -> None:
    many = document() | {"flow": document()["flow"] * 4}
    diagram = consort(many, ["film"], ARMS)

    assert diagram.columns("wide")[0] is False
    ElementTree.fromstring(svg(diagram))


def test_a_study_without_conditions_has_a_flow_too() -> None:
    nobody = document() | {"flow": []}

    ElementTree.fromstring(svg(consort(nobody, [], ARMS)))


def test_dollars_in_a_label_are_dollars() -> None:
    part = outcome(label="Worth $5 or $10")

    assert "Worth $5 or $10" in "".join(ElementTree.fromstring(svg(changes(part, ARMS))).itertext())
