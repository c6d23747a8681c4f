"""The long file: one line for each item, score and film that a person was shown."""

from random import Random

from surveys.exports.gaps import NOT_SHOWN
from surveys.exports.long import KINDS
from surveys.participation.models import ItemTiming
from surveys.protocols.models import Version
from tests.exports.reading import exported, read_csv
from tests.findings.people import begin, feel, live


def test_it_says_what_the_wide_file_says(moods: Version) -> None:
    dice = Random(9)
    for _ in range(40):
        live(moods, dice)
    files = exported(moods.study)
    book = read_csv(files["codebook.csv"])

    told = {(line["participant"], line["name"]): line for line in read_csv(files["long.csv"])}

    answers = [line["name"] for line in book if line["file"] == "wide.csv" and line["name"].startswith("feel_")]
    answers = [name for name in answers if not name.endswith(("_n", "_pro", "_s"))]
    lines, cells = read_csv(files["wide.csv"]), 0
    for line in lines:
        for name in answers:
            one = told.get((line["participant"], name))
            assert (one["value"] if one else NOT_SHOWN) == line[name]
            if one and one["kind"] == "score":
                assert (one["answered"], one["prorated"]) == (line[f"{name}_n"], line[f"{name}_pro"])
            cells += 1
    assert cells == len(lines) * 12
    assert {line["kind"] for line in told.values()} <= KINDS.keys()


def test_a_line_says_whose_it_is_and_where_it_was_asked(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, None, 30)

    files = exported(moods.study, layout="long")

    assert "wide.csv" not in files
    lines = [list(line.values())[1:] for line in read_csv(files["long.csv"])]
    whose = ["1", "real", "warm", "en", "feel.before", "before"]
    assert lines == [
        [*whose, "feel_before_sad", "item", "10", "", ""],
        [*whose, "feel_before_tense", "item", "[not answered]", "", ""],
        [*whose, "feel_before_calm", "item", "30", "", ""],
        [*whose, "feel_before_low", "score", "40", "2", "1"],
    ]
    # What its names mean stands in the codebook all the same.
    assert {line["file"] for line in read_csv(files["codebook.csv"])} == {
        "long.csv",
        "names in long.csv",
        "timing.csv",
    }


def test_the_order_and_the_times_of_items_stand_in_a_file_of_their_own(moods: Version) -> None:
    someone = begin(moods, condition="warm")
    times = {"sad": [2, 0, 812, 1400], "calm": [1, None, None, None]}
    ItemTiming.objects.create(participant_id=getattr(someone, "pk", someone), step="feel.before", page=0, items=times)

    lines = [list(line.values())[1:] for line in read_csv(exported(moods.study, layout="long")["timing.csv"])]

    whose = ["1", "real", "warm", "en", "feel.before", "", "1"]
    assert sorted(lines) == [[*whose, "calm", "1", "", "", ""], [*whose, "sad", "2", "0", "812", "1400"]]
