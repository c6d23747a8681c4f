"""What pictures say in words: changes and their direction, shares, the flow."""

import pytest
from statsmodels.stats.proportion import proportion_confint

from surveys.findings.charts.arms import arms_of
from surveys.findings.charts.changes import changes
from surveys.findings.charts.consort import consort
from surveys.findings.charts.improved import improved
from surveys.findings.charts.levels import levels
from surveys.findings.charts.said import told, verdict
from surveys.findings.charts.scale import around, round_steps, ticks, written
from surveys.findings.statistics.wilson import wilson
from tests.findings.document_parts import change, document, group, outcome

ARMS = arms_of(document())


@pytest.mark.parametrize(
    ("ends", "better", "said"),
    [
        ([1, 2], "lower", "worse"),
        ([1, 2], "higher", "better"),
        ([-2, -1], "lower", "better"),
        ([-2, -1], "higher", "worse"),
        ([-1, 2], "lower", "no clear change"),
        ([0, 2], "lower", "no clear change"),
        (None, "lower", ""),
    ],
)
def test_a_change_is_better_or_worse_only_where_its_interval_leaves_out_zero(
    ends: list[float] | None, better: str, said: str
) -> None:
    assert verdict({"ci95": ends}, better) == said


def test_changes_are_told_with_their_intervals() -> None:
    alt = changes(outcome(), ARMS).alt

    assert "before → after: Warm <light> +6.0, 95 % CI 1.0 to 11.0: worse;" in alt


def test_what_is_rounded_to_nothing_has_no_sign() -> None:
    assert told(-0.04) == told(0.04, "+") == "0.0"
    assert told(-0.06) == "−0.1"


def test_better_and_worse_are_counted_with_their_shares() -> None:
    picture = improved(outcome(), ARMS)

    assert picture is not None
    assert "better 1 (8 %), about the same 4 (33 %), worse 7 (58 %)" in picture.alt
    assert "at least 4.2" in picture.subtitle or "at least 4.3" in picture.subtitle


def test_without_a_criterion_there_is_no_picture_of_who_got_better() -> None:
    older = [{key: value for key, value in change("warm", "after").items() if key not in ("improved", "criterion")}]

    assert improved(outcome(changes=[change("warm", "after", improved=None)]), ARMS) is None
    assert improved(outcome(changes=older), ARMS) is None


def test_crying_is_told_by_condition_of_those_of_whom_it_is_known() -> None:
    picture = levels(group(), ARMS)

    assert picture is not None
    assert "Warm <light>: 3 of 10 (30 %, 95 % CI 11 to 60 %)." in picture.alt
    assert "Cold light" not in picture.alt


def test_a_document_of_an_older_release_has_no_picture_of_levels() -> None:
    assert levels({"id": "cried", "label": "Cried"}, ARMS) is None


def test_the_flow_tells_who_is_where() -> None:
    diagram = consort(document(), ["film", "after"], ARMS, "Low mood at after")

    assert diagram.not_in[1:4] == ("declined 2", "under age 1", "screened out 3")
    assert diagram.not_in[4].endswith("gone without a word 3")
    assert diagram.arms[0].boxes[1] == ("Sent", "film 11", "after 10")
    assert diagram.arms[0].boxes[2][-1] == "under way or silent 1"
    assert diagram.arms[0].boxes[-1] == ("Analysed", "n = 9", "Low mood at after")


def test_wilsons_interval_is_the_one_of_statsmodels() -> None:
    for part, whole in ((3, 10), (1, 2), (97, 98)):
        assert wilson(part, whole) == pytest.approx(proportion_confint(part, whole, method="wilson"), rel=1e-10)
    assert wilson(0, 5)[0] == 0
    assert wilson(5, 5)[1] == 1


def test_the_scale_is_marked_from_end_to_end_with_zero() -> None:
    assert ticks(0, 100) == [0, 25, 50, 75, 100]
    assert ticks(-3, 3) == [-3, -1.5, 0, 1.5, 3]
    assert 0 in ticks(-1, 3)


def test_marks_around_changes_are_round_and_hold_zero() -> None:
    assert around([2.1, 11.7]) == [0, 2, 4, 6, 8, 10, 12]
    assert around([None]) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert round_steps(-0.3, 0.3)[0] <= -0.3
    assert written(-1.5) == "−1.5"
