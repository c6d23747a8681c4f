"""What was seen and felt at a film's step, counted by condition and film, from rows made by hand."""

from pathlib import Path
from typing import Any

import pytest

from surveys.findings.film_figures import ALL, FilmFigures, film_figures
from surveys.findings.viewings import Whose, film_steps, strips
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from tests.findings.people import begin, send
from tests.findings.seen import PROTOCOL, published, see

pytestmark = pytest.mark.django_db
TRACE = [[0.1, 40], [1.0, 60]]


@pytest.fixture
def seen(settings: Any, tmp_path: Path) -> Version:
    """The study, published."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return published(tmp_path / "study")


def figures(seen: Version, *, step: str = "film", pooled: bool = False, **whose: Any) -> FilmFigures:
    asked = Whose(seen.study.pk, whose.get("origin", "real"), whose.get("version"), step)
    return film_figures(definition_of(seen.pk), asked, pooled=pooled)


def test_the_steps_with_a_film_are_found_in_their_order(seen: Version) -> None:
    assert film_steps(definition_of(seen.pk)) == ["film", "same"]


def test_coverage_and_verdicts_are_counted_by_condition(seen: Version) -> None:
    see(seen, "cold", 2.0)
    see(seen, "warm", 2.0)
    see(seen, "warm", 1.0)

    warm, cold = figures(seen).exposed

    assert (warm.condition, warm.films, warm.n, warm.enough) == ("warm", ("one",), 2, 1)
    assert warm.verdicts == {"seen": 1, "partly": 1}
    assert warm.bins == (0, 0, 0, 0, 0, 1, 0, 0, 0, 1)
    assert (warm.coverage.mean, warm.coverage.minimum) == (0.75, 0.5)
    assert (cold.condition, cold.n) == ("cold", 1)


def test_spells_are_counted_of_whom_they_troubled(seen: Version) -> None:
    see(seen, paused_s=3.0, pauses=1)
    see(seen, paused_s=5.0, pauses=2, refused=1)
    see(seen, paused_s=0.1)

    (warm,) = figures(seen).exposed

    assert (warm.spells["paused_s"].people, warm.spells["paused_s"].seconds.median) == (2, 4.0)
    assert warm.spells["stalled_s"].people == 0
    assert warm.refused == 1


def test_whoever_sent_the_page_without_a_showing_left_no_evidence(seen: Version) -> None:
    send(begin(seen, condition="cold"), "film", [0, 0, 0])
    see(seen, "cold", 0.0, verdict="no_evidence")
    see(seen, "cold")

    (cold,) = figures(seen).exposed

    assert (cold.films, cold.n, cold.without) == (("two",), 1, 2)


def test_only_the_people_who_are_asked_for_count(seen: Version, tmp_path: Path) -> None:
    second = published(tmp_path / "study", PROTOCOL.replace("title: Seen", "title: Seen again"))
    see(seen)
    see(second)
    see(second, origin="simulated")
    begin(second, condition="warm", consented=False)

    assert [each.n for each in figures(second).exposed] == [2]
    assert [each.n for each in figures(second, version=second.pk).exposed] == [1]
    assert [each.n for each in figures(second, origin="simulated").exposed] == [1]
    assert figures(second, origin="test").exposed == []


def test_curves_and_taps_are_those_of_each_condition_and_film(seen: Version) -> None:
    see(seen, trace=TRACE, markers=[0.5])
    see(seen, trace=[[0.6, 20]], until=1.0)
    see(seen, "cold", trace=[[0.0, 90]])

    warm, cold = figures(seen).felt

    assert [(each.condition, each.films) for each in (warm, cold)] == [("warm", ("one",)), ("cold", ("two",))]
    assert [(each.second, each.n, each.mean) for each in warm.curve] == [
        (0, 1, 40), (0.5, 2, 30), (1, 2, 40), (1.5, 1, 60), (2, 1, 60)
    ]  # fmt: skip
    assert (warm.n, warm.asked, warm.tapped) == (2, 2, 1)
    assert [(part.tapped, part.n) for part in warm.taps] == [(1, 2)]
    assert {each.mean for each in cold.curve} == {90}


def test_a_slider_that_nobody_touched_has_no_curve(seen: Version) -> None:
    see(seen)

    (warm,) = figures(seen).felt

    assert (warm.n, warm.curve, warm.asked) == (0, (), 1)


def test_while_blinded_everybody_is_together_and_no_curve_tells_conditions_apart(seen: Version) -> None:
    see(seen, "warm", trace=TRACE, markers=[0.5])
    see(seen, "cold", trace=TRACE)

    found = figures(seen, pooled=True)

    assert found.withheld
    assert [(each.condition, each.films, each.n) for each in found.exposed] == [(ALL, (), 2)]
    assert found.felt == []


def test_while_blinded_a_film_that_all_see_alike_has_one_curve(seen: Version) -> None:
    see(seen, "warm", step="same", film="one", markers=[0.5])
    see(seen, "cold", step="same", film="one")

    found = figures(seen, step="same", pooled=True)

    assert not found.withheld
    (together,) = found.felt
    assert (together.condition, together.films, together.asked, together.tapped) == (ALL, ("one",), 2, 1)


def test_another_file_under_the_same_name_and_another_scale_stay_out_of_the_curve(
    seen: Version, tmp_path: Path
) -> None:
    see(seen, "warm", trace=TRACE, markers=[0.5])
    see(seen, "cold", trace=TRACE, markers=[0.5])
    swapped = PROTOCOL.replace("file: films/one.mp4", "file: films/two.mp4")
    second = published(tmp_path / "study", swapped.replace("ends: [Not at all, Very]", "from: -50, to: 50"))
    see(second, "warm", trace=TRACE)

    found = figures(second)

    assert found.apart == 1
    warm, cold = found.felt
    assert (warm.n, warm.asked) == (1, 1)
    assert (cold.n, cold.asked, cold.tapped) == (0, 1, 1), "the button is the same, the slider's scale is not"


def test_strips_come_in_the_order_of_conditions_and_coverage_a_page_at_a_time(seen: Version) -> None:
    for condition, until in (("cold", 2.0), ("warm", 0.5), ("warm", 2.0), ("cold", 1.0)):
        see(seen, condition, until)
    whose = Whose(seen.study.pk, "real", None, "film")
    order = {"conditions": ["warm", "cold"], "salt": "x", "verdict": ""}

    found, total = strips(whose, pooled=False, first=1, most=2, **order)  # type: ignore[arg-type]

    assert total == 4
    assert [(each.condition, each.coverage) for each in found] == [("warm", 0.25), ("cold", 1.0)]
    pooled, _ = strips(whose, pooled=True, first=0, most=9, **order)  # type: ignore[arg-type]
    assert [each.coverage for each in pooled] == [1, 1, 0.5, 0.25]
    partly, total = strips(whose, pooled=False, first=0, most=9, **(order | {"verdict": "partly"}))  # type: ignore[arg-type]
    assert total == 2
    assert {each.verdict for each in partly} == {"partly"}
