"""ReproSchema activities: languages, choices, conditions and computations are carried over, all else is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from surveys.instruments.exchange.read_exchange import read_files
from surveys.instruments.exchange.read_folder import read_folder_files
from surveys.instruments.exchange.read_reproschema import read_reproschema
from surveys.instruments.exchange.report import ExchangeError
from surveys.instruments.items import Choice, Choices, Number, Scale, Slider, Statement, Text
from surveys.instruments.scoring import score
from tests.instruments.exchange.reading import activity, from_reproschema, instrument_of, radio, said

SHARED = Path(__file__).resolve().parents[4] / "shared" / "reference" / "reproschema"


def options(kind: str, **more: Any) -> dict[str, Any]:
    return {"ui": {"inputType": kind}, "responseOptions": more}


def test_each_input_is_a_kind_of_item() -> None:
    often = radio("a", "b")["responseOptions"]["choices"]
    two = [{"name": {"en": "Low"}, "value": 1}, {"name": {"en": "High"}, "value": 9}]
    found = instrument_of(
        from_reproschema(
            {
                "said": {"ui": {"inputType": "static"}},
                "words": options("text", valueType="xsd:string"),
                "story": options("textarea"),
                "age": options("number", valueType=["xsd:integer"], minValue=18, maxValue=99),
                "height": options("float", minValue=0.5, unitOptions=[{"prefLabel": {"en": "m"}, "value": "m"}]),
                "line": options("slider", minValue=1, maxValue=9, choices=two),
                "sex": options("radio", choices=two),
                "how": options("radio", choices=two, multipleChoice=True),
                "often": options("radio", minValue=0, maxValue=1, choices=often),
            }
        )
    )

    kinds = [type(item) for item in found.items]
    assert kinds == [Statement, Text, Text, Number, Number, Slider, Choice, Choices, Scale]
    age, line = found.item("age"), found.item("line")
    assert isinstance(age, Number) and (age.integer, age.minimum, age.maximum) == (True, 18, 99)
    assert isinstance(line, Slider) and [dict(end) for end in line.ends] == [{"en": "Low"}, {"en": "High"}]


def test_all_languages_are_kept_and_those_with_gaps_are_named() -> None:
    items = {"a": radio("No", "Yes") | {"question": {"en": "Sad?", "de": "Traurig?", "pt-br": "Triste?"}}}

    imported = from_reproschema(items, prefLabel={"en": "Feelings", "de": "Gefühle"})

    assert instrument_of(imported).items[0].text == {"en": "Sad?", "de": "Traurig?", "pt-br": "Triste?"}
    assert imported.languages == ("en",)
    assert said(imported, "de") == ["2 of 4 texts are missing, the first is “No”."]
    assert said(imported, "pt-br") == ["3 of 4 texts are missing, the first is “Feelings”."]


def test_only_the_languages_that_are_wanted_are_kept() -> None:
    files = activity({"a": radio("No", "Yes") | {"question": {"en": "Sad?", "de": "Traurig?"}}})

    (imported,) = read_reproschema(files, ["en"])

    assert "Traurig" not in imported.text
    assert "Texts in other languages were left out: de." in said(imported)


def test_older_names_of_keys_are_understood() -> None:
    schema = {
        "@id": "old_schema",
        "@type": "reproschema:Activity",
        "skos:prefLabel": "Old",
        "schema:citation": "Somebody 1999",
        "ui": {"order": [{"@id": "items/a"}], "shuffle": True, "addProperties": []},
    }
    item = {"@type": "reproschema:Field", "question": [{"@language": "en", "@value": "Sad?"}], **radio("No", "Yes")}
    files = {"old_schema": json.dumps(schema).encode(), "items/a.jsonld": json.dumps(item).encode()}

    found = instrument_of(read_reproschema(files)[0])

    assert (found.id, found.citation, found.shuffled) == ("old", "Somebody 1999", True)
    assert found.items[0].text == {"en": "Sad?"}


def test_computations_that_are_plain_sums_or_means_are_scores() -> None:
    items = {"a": radio("0", "1", "2"), "b": radio("0", "1", "2"), "low": {"ui": {"readonlyValue": True}}}
    compute = [
        {"variableName": "low", "jsExpression": "a + (2 - b)"},
        {"variableName": "half", "jsExpression": "(a + b) / 2"},
        {"variableName": "worst", "jsExpression": "Math.max(a, b)"},
    ]

    imported = from_reproschema(items, compute=compute)

    found = instrument_of(imported)
    low, half = found.score("low"), found.score("half")
    assert low and score(low, {"a": 1, "b": 0}).value == 3
    assert half and score(half, {"a": 1, "b": 2}).value == 1.5
    assert low and score(low, {"a": 1, "b": None}).value is None
    assert found.score("worst") is None
    assert "“Math.max(a, b)” isn't carried over." in said(imported, "feelings/feelings_schema, compute, worst")[0]


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (options("audioRecord"), "“audioRecord” can't be asked"),
        (options("date"), "“date” isn't checked here"),
        (options("slider"), "The slider has no ends."),
        (radio("No", "Yes", prop={"isVis": False}), "isn't shown to participants"),
        (radio("No", "Yes", prop={"isVis": "a.b.c > 1"}), "so everybody is asked"),
        (radio("No", "Yes", image="x.png"), "“image” isn't carried over."),
        (radio("No", "Yes", prop={"randomMaxDelay": "P1D"}), "“randomMaxDelay” isn't carried over."),
        (radio("No", "Yes", description={"en": "Q1"}), "A description isn't carried over"),
        ({"ui": {"inputType": "radio"}, "responseOptions": "../gone"}, "“../gone”, which isn't here"),
        (options("radio", choices=[{"name": {"en": "mild"}}]), "A choice has no value."),
        (radio("No", "Yes", question={"en": 5, "?": "x"}), "“?” is no language code"),
    ],
)
def test_what_can_not_be_carried_over_is_named_with_its_place(item: dict[str, Any], sentence: str) -> None:
    imported = from_reproschema({"a": radio("No", "Yes"), "x": item})

    found = [remark for remark in imported.remarks if sentence in remark.sentence]
    assert found, imported.remarks
    assert all("x" in remark.place for remark in found)
    assert instrument_of(imported).item("a")


def test_a_file_that_nothing_refers_to_is_named() -> None:
    files = activity({"a": radio("No", "Yes")}) | {"feelings/items/extra": b"{}", "README.md": b"hello"}

    (imported,) = read_reproschema(files)

    assert said(imported, "feelings/items/extra") == [
        "Nothing that was carried over refers to this file; it was left out."
    ]
    assert "no JSON" in said(imported, "README.md")[0]


def test_a_folder_without_an_activity_is_refused() -> None:
    with pytest.raises(ExchangeError, match="no ReproSchema activity"):
        read_reproschema({"a": b'{"category": "Item"}'})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the reference files are not here")
@pytest.mark.parametrize(("name", "items", "languages"), [("GAD7", 7, 23), ("PHQ-8", 8, 24)])
def test_published_activities_are_read_whole(name: str, items: int, languages: int) -> None:
    found = read_files({f"{name}/{path}": data for path, data in read_folder_files(SHARED / name).items()})

    (imported,) = found.instruments
    instrument = instrument_of(imported)
    assert len(instrument.items) == items
    assert all(isinstance(item, Scale) and (item.low, item.high) == (0, 3) for item in instrument.items)
    assert len(instrument.items[0].text) == languages - (name == "PHQ-8")
    (total,) = instrument.scores
    assert score(total, {item.id: 3 for item in instrument.items}).value == 3 * items
    assert all(item.required for item in instrument.items) == (name == "PHQ-8")
    assert said(imported, "licence")
    assert bool(said(imported, "citation")) == (name == "PHQ-8")
