"""Columns and codebook are made from the same definitions, so they agree both ways."""

import csv
import io
import re
from pathlib import Path

import pytest

from surveys.exports.codebook import codebook
from surveys.exports.columns import columns
from surveys.exports.pages import Published
from surveys.exports.wide import TooWideError, wide
from surveys.instruments.reserved import RESERVED
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from surveys.protocols.read_definition import read_definition
from tests.exports.conftest import MOODS
from tests.exports.reading import NOON, exported, header, read_csv
from tests.exports.reading import wide as wide_lines
from tests.findings.people import begin, feel, send

FLAGSHIP = Path(__file__).resolve().parents[2] / "surveys" / "protocols" / "examples" / "good-cry"
SPSS = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


def test_the_file_and_its_codebook_have_the_same_columns_in_the_same_order(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)

    files = exported(moods.study)

    book = list(csv.DictReader(io.StringIO(files["codebook.csv"].decode(), newline="")))
    for name in ("wide.csv", "long.csv"):
        assert header(files[name]) == [line["name"] for line in book if line["file"] == name]
        assert len(header(files[name])) == len(set(header(files[name])))
    assert {line["file"] for line in book} == {"wide.csv", "long.csv", "timing.csv"}
    for line in book:
        assert f">{line['name']}<" in files["codebook.html"].decode()
        assert line["label"]


def test_no_name_is_refused_by_spss_and_none_stands_twice() -> None:
    flagship = Published(1, 1, read_definition(read_folder(FLAGSHIP)))

    names = [column.entry.name for column in columns([flagship]).all]

    assert len(names) > 200
    assert [name for name in names if not SPSS.fullmatch(name) or name.lower() in RESERVED - {"condition"}] == []
    assert len({name.lower() for name in names}) == len(names)
    assert {entry.name for entry in codebook(flagship.definition)} <= set(names)


def test_every_value_that_stands_in_a_file_is_described(moods: Version) -> None:
    for level in (0, 3, None):
        person = begin(moods, condition="warm")
        feel(person, "before", {"gap": "declined"}, None, 10)
        send(person, "tears", [level])
    files = exported(moods.study)
    book = {line["name"]: line for line in read_csv(files["codebook.csv"]) if line["file"] == "wide.csv"}

    for line in read_csv(files["wide.csv"]):
        for name, cell in line.items():
            codes = {part.partition("=")[0] for part in book[name]["values"].split("|")}
            known = codes | set(book[name]["gaps"].split("|")) | {""}
            if book[name]["kind"] in ("category", "flag"):
                assert cell in known, (name, cell)
            elif book[name]["kind"] in ("number", "integer"):
                assert cell in known or float(cell) is not None


@pytest.fixture
def two_versions(moods: Version) -> tuple[Version, Version]:
    """The small study, and its next version: an item more, another order of items, another scale of tears."""
    folder = read_folder(MOODS)
    texts = dict(folder.texts)
    texts["instruments/feel.yaml"] = texts["instruments/feel.yaml"].replace(
        "  - {id: sad, text: Sad, kind: felt, decline: true}\n",
        "  - {id: proud, text: Proud, kind: felt}\n  - {id: sad, text: Very sad, kind: felt, decline: true}\n",
    )
    texts["instruments/tears.yaml"] = texts["instruments/tears.yaml"].replace("{0: None, 4: Sobbing}", "{4: A flood}")
    return moods, publish(Folder(texts, folder.folder), by=None, at=NOON)


def test_people_of_two_versions_stand_in_one_file(two_versions: tuple[Version, Version]) -> None:
    old, new = two_versions
    feel(begin(old, condition="warm"), "before", 10, 20, 30)
    person = begin(new, condition="cold")
    send(person, "feel.before", [77, 11], [21, 31])

    files = exported(old.study)

    cells = [
        [line[f"feel_before_{item}"] for item in ("proud", "sad", "tense", "calm")]
        for line in read_csv(files["wide.csv"])
    ]
    assert cells == [["[not shown]", "10", "20", "30"], ["77", "11", "21", "31"]]
    assert [line["version"] for line in read_csv(files["wide.csv"])] == ["1", "2"]
    book = {line["name"]: line for line in read_csv(files["codebook.csv"])}
    assert (book["feel_before_proud"]["versions"], book["feel_before_sad"]["versions"]) == ("2", "1 2")
    assert book["feel_before_sad"]["label"] == "Very sad"
    assert book["tears_level"]["values"] == "0=None|4=A flood"
    assert {line["name"] for line in read_csv(files["long.csv"])} >= {"feel_before_proud", "feel_before_low"}


def test_a_version_that_nobody_took_adds_no_column(two_versions: tuple[Version, Version]) -> None:
    feel(begin(two_versions[0], condition="warm"), "before", 10, 20, 30)

    assert "feel_before_proud" not in wide_lines(two_versions[0].study)[0]


def test_a_study_that_is_too_wide_is_told_of_the_long_layout(moods: Version) -> None:
    made = columns([Published(moods.pk, 1, definition_of(moods.pk))])
    many = type(made)(made.versions, made.pages, made.layers, list(made.all) * 60)

    with pytest.raises(TooWideError, match="Ask for the long layout"):
        wide(many, "real")
