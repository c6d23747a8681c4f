"""The page on instruments is what their files say."""

from pathlib import Path

from surveys.instruments import describe as module
from surveys.instruments.describe import PAGE, describe, score_of
from surveys.instruments.scoring import Score
from surveys.instruments.shipped import LIBRARY, about, read_shipped, shipped


def test_the_page_is_made_from_the_files() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert describe(page) == page, "Run “python -m surveys.instruments.describe”."
    for path in LIBRARY.glob("*.yaml"):
        assert f"| `{path.stem}`" in page


def test_a_page_that_is_behind_shows_control() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert (
        describe(page.replace("sum of i1, i2; lower is better; from 3", "sum of i1, i2; lower is better; from 4"))
        == page
    )
    assert describe(page.replace("missing without i9", "")) == page


def test_what_is_outside_of_the_tables_stays() -> None:
    begin, end = "<!-- flagship: made from the files -->", "<!-- flagship: end -->"

    page = describe(f"Before\n{begin}\nold | table\n{end}\nAfter\n")

    assert page.startswith(f"Before\n{begin}\n| instrument |")
    assert page.endswith(f"|\n{end}\nAfter\n")
    assert "old" not in page


def test_all_of_a_rule_is_said() -> None:
    rule = Score("s", "sum", ("a", "b"), {"b": (1, 4)}, frozenset("b"), 0.75, 2, -1, "lower", (), frozenset("a"))

    assert score_of(rule) == (
        "`s`: sum of a, b (R), times 2, plus -1; from 75 % answered; missing without a; lower is better"
    )


def test_the_first_comment_says_what_it_is(tmp_path: Path) -> None:
    assert about("# One\n# two.\ninstrument: x\n# not this\n") == "One two."
    assert about("instrument: x\n") == ""
    assert all(each.about for each in shipped())


def test_a_skeleton_says_so_and_what_is_to_be_confirmed() -> None:
    rrs, mood = (read_shipped(LIBRARY / f"{name}.yaml") for name in ("rrs10", "mood"))

    assert (rrs.skeleton, mood.skeleton) == (True, False)
    assert rrs.confirm and not mood.confirm
    assert "To be confirmed" in module.skeleton_row(rrs)[3]
