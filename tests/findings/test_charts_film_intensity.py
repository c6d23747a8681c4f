"""The picture of films: what was found and the norms on one scale, in every shape, safe under a strict policy."""

from typing import Any
from xml.etree import ElementTree

import pytest

from surveys.findings.charts.draw import svg
from surveys.findings.charts.film_intensity import film_intensity
from surveys.findings.charts.sheet import Shape, Theme

NONE = {"mean": None, "ci95": None, "n": 0}


def film(name: str, target: str | None, intensity: dict[str, Any], norms: tuple[Any, ...] = ()) -> dict[str, Any]:
    """A film of a report."""
    return {"id": name, "target": target, "scale": [0, 8], "intensity": intensity, "norms": list(norms)}


NORM = {"feeling": "sad", "mean": 4.0, "sd": 1.5, "n": 50, "rescaled": {"mean": 4.0, "sd": 2.0}, "difference": 2.0}
DOCUMENT = {
    "films": [
        film("<a>", "sad", {"mean": 6.0, "ci95": [5.0, 7.0], "n": 40}, (NORM, {**NORM, "feeling": "tense"})),
        film("calm", "neutral", NONE),
        film("new", "afraid", NONE),
        film("untold", None, NONE),
    ]
}


@pytest.mark.parametrize(("theme", "shape"), [("light", "wide"), ("dark", "half"), ("dark", "narrow")])
def test_a_file_is_well_formed_and_says_its_numbers(theme: Theme, shape: Shape) -> None:
    picture = film_intensity(DOCUMENT)
    assert picture is not None
    file = svg(picture, theme, shape)
    words = " ".join(ElementTree.fromstring(file).itertext())

    assert "style" not in file and "script" not in file
    assert "<a> (sad): 6.0 [5.0, 7.0], n = 40, norm 4.0; calm: neutral; new: no value yet" in words
    assert "untold" not in words


def test_a_norm_stands_at_its_place_on_the_study_s_scale_with_its_own_interval() -> None:
    picture = film_intensity(DOCUMENT)
    assert picture is not None and picture.lines[0].norm is not None

    # t of 49 degrees of freedom is 2.009575: 4 ± 2.009575 · 2 / √50
    assert picture.lines[0].norm.ends == pytest.approx((3.431606, 4.568394), abs=1e-6)
    assert picture.lines[1].norm is None


def test_films_on_different_scales_have_no_picture_in_common() -> None:
    other = {**film("b", "sad", NONE), "scale": [1, 7]}

    assert film_intensity({"films": [*DOCUMENT["films"], other]}) is None
    assert film_intensity({"films": []}) is None


def test_simulated_people_and_looks_before_the_stop_are_said_first() -> None:
    simulated, early = film_intensity(DOCUMENT, "simulated"), film_intensity({**DOCUMENT, "interim": True})

    assert simulated is not None and simulated.subtitle.startswith("Simulated people")
    assert early is not None and early.subtitle.startswith("Interim look")
