"""Words that people typed stand in a file of their own, under names that no other file has."""

from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command

from surveys.exports.error import ExportError
from surveys.exports.gaps import NOT_SHOWN
from surveys.participation.models import Response
from surveys.protocols.models import Version
from tests.exports.reading import NOON, exported, header, read_csv, texts, wide
from tests.exports.test_guard import answer
from tests.findings.people import begin, feel

SECRET = "my neighbour Ada"
HEADER = ["participant", "version", "step", "occasion", "name", "text", "reviewed"]


def tell(version: Version, words: str = SECRET) -> None:
    """Somebody writes the words wherever anything can be typed."""
    answer(version, [["tea", {"other": f"{words} 1"}], ["other", f"{words} 2"], f"{words} 3"])


def test_no_word_stands_in_any_file_of_data_but_that_it_was_written(short: Version) -> None:
    tell(short)

    for layout in ("wide", "long", "both"):
        for name, content in exported(short.study, layout=layout).items():
            assert SECRET.encode() not in content, name
    line = wide(short.study)[0]
    names = ("everything_words", "everything_where", "everything_where_other", "everything_likes_other")
    assert [line[name] for name in names] == ["1", "other", "1", "1"]
    long = {each["name"]: each["value"] for each in read_csv(exported(short.study)["long.csv"])}
    assert [long[name] for name in names] == ["1", "other", "1", "1"]
    # Control: the words are there to be had.
    assert SECRET.encode() in exported(short.study, layout="texts")["texts.csv"]


def test_blanks_are_told_from_words(short: Version) -> None:
    for typed in ("words", "  \n ", None):
        answer(short, [["tea"], "home", typed])

    assert [line["everything_words"] for line in wide(short.study)] == ["1", "0", "[not answered]"]


def test_each_line_says_where_it_was_written_and_waits_to_be_reviewed(short: Version) -> None:
    tell(short)

    files = exported(short.study, layout="texts")

    assert list(files) == ["README.txt", "codebook.csv", "codebook.html", "texts.csv"]
    assert header(files["texts.csv"]) == HEADER
    assert [list(line.values())[1:] for line in read_csv(files["texts.csv"])] == [
        ["1", "everything", "", "everything_likes_other", f"{SECRET} 1", ""],
        ["1", "everything", "", "everything_where_other", f"{SECRET} 2", ""],
        ["1", "everything", "", "everything_words", f"{SECRET} 3", ""],
    ]
    told = files["README.txt"].decode()
    assert "Own words may name people" in told
    assert "clean it before you give it on" in told
    book = read_csv(files["codebook.csv"])
    assert [line["name"] for line in book if line["file"] == "texts.csv"] == HEADER
    named = {line["name"] for line in book if line["file"] == "names in texts.csv"}
    assert {"everything_likes_other", "everything_where_other", "everything_words"} <= named


def test_gaps_and_answers_from_the_list_have_no_line(short: Version) -> None:
    for likes, where, words in [(["other"], "other", None), (None, {"gap": "declined"}, {"gap": "not shown"})]:
        answer(short, [likes, where, words])

    assert texts(short.study) == []


def test_names_are_of_one_file_alone_and_the_order_says_nothing(short: Version) -> None:
    for number in range(30):
        answer(short, [["tea"], "home", f"{number:02}"])

    first, again = texts(short.study), texts(short.study)

    names = [{line["participant"] for line in lines} for lines in (first, again, wide(short.study))]
    assert [len(each) for each in names] == [30, 30, 30]
    assert not names[0] & names[1]
    assert not (names[0] | names[1]) & names[2]
    orders = [[line["text"] for line in lines] for lines in (first, again)]
    assert orders[0] != orders[1]
    assert all(order != sorted(order) for order in orders)
    # Control: in the files of data people have one name each, always.
    assert {line["participant"] for line in wide(short.study)} == names[2]


def test_words_of_one_person_stand_together_in_the_order_of_the_journey(short: Version) -> None:
    dice = Random(2)
    for _ in range(20):
        person = answer(short, [["tea"], ["other", "there"], "words"])
        if dice.random() < 0.5:
            Response.objects.create(participant=person, step="detail", page=0, answers=["more"], shown_at=NOON, at=NOON)

    lines = texts(short.study)

    whose = [line["participant"] for line in lines]
    assert whose == sorted(whose)
    order = ["everything_where_other", "everything_words", "detail_more"]
    for one in set(whose):
        names = [line["name"] for line in lines if line["participant"] == one]
        assert names == order[: len(names)]


def test_a_study_that_asks_for_no_words_has_no_such_file(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)

    with pytest.raises(ExportError, match="asks for no words"):
        texts(moods.study)


def test_a_text_that_looks_like_a_gap_is_told_from_one(short: Version) -> None:
    answer(short, [["tea"], "home", NOT_SHOWN])

    assert [line["text"] for line in texts(short.study)] == [f"'{NOT_SHOWN}"]
    assert wide(short.study)[0]["everything_words"] == "1"


@pytest.mark.django_db(transaction=True)
def test_the_command_makes_it_too_and_says_to_read_it(
    short: Version, settings: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EXPORTS_ROOT = tmp_path / "exports"  # type: ignore[attr-defined]
    tell(short)

    call_command("export", "short", layout="texts", to=tmp_path)

    assert [file.name.rpartition("_")[0][:24] for file in tmp_path.glob("*.zip")] == ["short_pseudonymous_texts"]
    assert "Read and clean every line" in capsys.readouterr().err
