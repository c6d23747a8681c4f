"""An instrument as a ReproSchema activity: a folder of JSON-LD files."""

import json
from collections.abc import Sequence
from typing import Any

from surveys.instruments.document import Words
from surveys.instruments.exchange.condition import ConditionError
from surveys.instruments.exchange.described import conditions_of, kinds_of, note_unsaid, note_unsaid_scores
from surveys.instruments.exchange.report import Exported, Report
from surveys.instruments.exchange.spell import JAVASCRIPT, Speller
from surveys.instruments.exchange.words import unescaped
from surveys.instruments.exchange.write_redcap import formula
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Item, Number, Scale, Slider, Statement, Text

CONTEXT = "https://raw.githubusercontent.com/ReproNim/reproschema/main/releases/1.0.0/reproschema"
VERSION = "1.0.0"
ITEM_UNSAID = ("decline", "self_harm", "identifying")
DIRECT = (Scale, Slider, Choices, Choice, Number, Text, Statement)
Object = dict[str, Any]


def write_reproschema(instrument: Instrument, languages: Sequence[str]) -> Exported:
    """The activity's files in a folder of their own, with these languages, and what they can't say."""
    return ActivityWriter(instrument, list(languages) or ["en"]).write()


class ActivityWriter:
    """Writes the files of one activity."""

    def __init__(self, instrument: Instrument, languages: Sequence[str]) -> None:
        self.instrument, self.languages, self.report = instrument, languages, Report()
        self.speller = Speller(JAVASCRIPT, kinds_of(instrument))
        self.conditions = conditions_of(instrument)

    def write(self) -> Exported:
        instrument = self.instrument
        items = [item for item in instrument.items if self.can_be_said(item)]
        objects = {f"{instrument.id}_schema": self.activity(items)}
        objects |= {f"items/{item.id}": self.item(item) for item in items}
        objects |= {f"items/{score.id}": self.score_item(score.id) for score in instrument.scores}
        self.note_rest()
        files = {f"{instrument.id}/{path}": as_json(value) for path, value in objects.items()}
        return Exported(files, self.report.remarks)

    def can_be_said(self, item: Item) -> bool:
        if not isinstance(item, DIRECT):
            self.report.note(item.id, f"ReproSchema has no input like the kind “{item.kind}”; the item was left out.")
        return isinstance(item, DIRECT)

    def note_rest(self) -> None:
        """What an activity can't say."""
        instrument = self.instrument
        if instrument.licence:
            self.report.note("licence", "An activity has no place for the licence. Put it beside the files.")
        if instrument.per_page < len(instrument.items):
            self.report.note("per_page", "The pages aren't carried over.")
        for score in instrument.scores:
            note_unsaid_scores(score, self.report)

    def say(self, words: Words, place: str) -> dict[str, str]:
        """A text in each language that it has."""
        return {
            language: unescaped(words[language], place, self.report)
            for language in self.languages
            if words.get(language)
        }

    def activity(self, items: Sequence[Item]) -> Object:
        instrument, first = self.instrument, self.languages[0]
        found = head(f"{instrument.id}_schema", "Activity", instrument.version)
        found["prefLabel"] = self.say(instrument.title, "title")
        if instrument.citation:
            found["citation"] = {first: instrument.citation}
        if preamble := self.say(instrument.instruction, "instruction"):
            found["preamble"] = preamble
        found["ui"] = {
            "addProperties": [self.properties(item) for item in items] + [hidden(s.id) for s in instrument.scores],
            "order": [f"items/{item.id}" for item in items],
            "shuffle": instrument.shuffled,
        }
        if instrument.scores:
            found["compute"] = [
                {"variableName": score.id, "jsExpression": formula(score, score.items, gaps=False)}
                for score in instrument.scores
            ]
        return found

    def properties(self, item: Item) -> Object:
        found: Object = {"isAbout": f"items/{item.id}", "variableName": item.id, "isVis": True}
        if item.required:
            found["valueRequired"] = True
        if item.id in self.conditions:
            try:
                found["isVis"] = self.speller.write(self.conditions[item.id])
            except ConditionError as error:
                self.report.note(item.id, f"The condition isn't carried over, so everybody is asked. {error}")
        return found

    def item(self, item: Item) -> Object:
        note_unsaid(item, ITEM_UNSAID, self.report)
        found = head(item.id, "Item", self.instrument.version)
        found["question"] = self.say(item.text, item.id)
        if preamble := self.say(item.help, item.id):
            found["preamble"] = preamble
        kind, options = self.answers(item)
        found["ui"] = {"inputType": kind}
        if options:
            found["responseOptions"] = options
        return found

    def score_item(self, score: str) -> Object:
        found = head(score, "Item", self.instrument.version)
        found["prefLabel"] = {self.languages[0]: score}
        found["ui"] = {"inputType": "number", "readonlyValue": True}
        found["responseOptions"] = {"valueType": ["xsd:decimal"]}
        return found

    def answers(self, item: Item) -> tuple[str, Object]:
        """The input and the response options."""
        if isinstance(item, Scale):
            return "radio", self.scale(item)
        if isinstance(item, Slider):
            return "slider", self.slider(item)
        if isinstance(item, Choice):
            return "radio", self.choice(item)
        if isinstance(item, Number):
            return "number", self.number(item)
        if isinstance(item, Text):
            if item.max_length != Text(id="", text={}).max_length:
                self.report.note(item.id, "The longest length of the text isn't carried over.")
            return ("textarea" if item.lines > 1 else "text"), {"valueType": ["xsd:string"]}
        return "static", {}

    def scale(self, item: Scale) -> Object:
        choices = []
        for point in range(item.low, item.high + 1):
            label = self.say(item.labels.get(point, {}), item.id) or dict.fromkeys(self.languages, str(point))
            choices.append({"name": label, "value": point})
        return {**limits("xsd:integer", item.low, item.high), "multipleChoice": False, "choices": choices}

    def slider(self, item: Slider) -> Object:
        if item.step != 1:
            self.report.note(item.id, "The slider's step isn't carried over.")
        whole = all(end == int(end) for end in (item.low, item.high))
        found = limits("xsd:integer" if whole and item.step == 1 else "xsd:decimal", item.low, item.high)
        ends = [
            (self.say(words, item.id), value) for words, value in zip(item.ends, (item.low, item.high), strict=True)
        ]
        if any(name for name, _ in ends):
            found["choices"] = [{"name": name, "value": value} for name, value in ends if name]
        return found

    def choice(self, item: Choice) -> Object:
        choices: list[Object] = [{"name": self.say(each.label, item.id), "value": each.value} for each in item.options]
        if item.other:
            self.report.note(item.id, "“Something else” is a choice there, without a field for its words.")
            choices.append({"name": {self.languages[0]: "Other"}, "value": "other"})
        if isinstance(item, Choices):
            if item.minimum or item.maximum is not None:
                self.report.note(item.id, "How many may be ticked isn't carried over.")
            if item.none is not None:
                self.report.note(item.id, "That “none of these” stands alone isn't carried over.")
        whole = all(isinstance(each["value"], int) for each in choices)
        kind = "xsd:integer" if whole else "xsd:string"
        return {"valueType": [kind], "multipleChoice": isinstance(item, Choices), "choices": choices}

    def number(self, item: Number) -> Object:
        found = limits("xsd:integer" if item.integer else "xsd:decimal", item.minimum, item.maximum)
        if unit := self.say(item.unit, item.id):
            found["unitOptions"] = [{"prefLabel": unit, "value": next(iter(unit.values()))}]
        return found


def head(name: str, category: str, version: str) -> Object:
    return {"@context": CONTEXT, "id": name, "category": category, "schemaVersion": VERSION, "version": version}


def hidden(score: str) -> Object:
    return {"isAbout": f"items/{score}", "variableName": score, "isVis": False}


def limits(kind: str, low: float | None, high: float | None) -> Object:
    """The type of a number and its limits."""
    given = {"minValue": low, "maxValue": high}
    return {"valueType": [kind], **{key: value for key, value in given.items() if value is not None}}


def as_json(value: Object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=4) + "\n"
