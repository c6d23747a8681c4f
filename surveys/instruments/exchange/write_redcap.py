"""An instrument as a form of a REDCap data dictionary."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from itertools import groupby
from typing import Any

from surveys.instruments.document import Words
from surveys.instruments.exchange import redcap
from surveys.instruments.exchange.condition import ConditionError
from surveys.instruments.exchange.described import (
    conditions_of,
    kinds_of,
    note_unsaid,
    note_unsaid_scores,
    plain_number,
)
from surveys.instruments.exchange.report import Exported, Report
from surveys.instruments.exchange.spell import REDCAP, Speller
from surveys.instruments.exchange.words import unescaped
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Item, Number, Scale, Slider, Statement, Text
from surveys.instruments.scoring import Score

HEAD_UNSAID = ("title", "citation", "licence", "version")
ITEM_UNSAID = ("decline", "self_harm")
DIRECT = (Scale, Slider, Choices, Choice, Number, Text, Statement)


def write_redcap(instrument: Instrument, languages: Sequence[str]) -> Exported:
    """The data dictionary with one form, in the first of these languages, and what it can't say."""
    form = FormWriter(instrument, (list(languages) or ["en"])[0])
    rows = form.rows()
    form.note_head(languages)
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, redcap.COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return Exported({f"{instrument.id}.csv": stream.getvalue()}, form.report.remarks)


class FormWriter:
    """Writes the rows of one form."""

    def __init__(self, instrument: Instrument, language: str) -> None:
        self.instrument, self.language, self.report = instrument, language, Report()
        self.form = instrument.id.lower()
        self.speller = Speller(REDCAP, kinds_of(instrument))
        self.conditions = conditions_of(instrument)

    def note_head(self, languages: Sequence[str]) -> None:
        """What of the whole instrument a form can't say."""
        instrument = self.instrument
        for key in HEAD_UNSAID:
            if getattr(instrument, key):
                self.report.note(key, f"A data dictionary has no place for the {key}.")
        if instrument.shuffled:
            self.report.note("order", "The items' order is fixed in REDCap, and random here.")
        if instrument.per_page < len(instrument.items):
            self.report.note("per_page", "The pages aren't carried over.")
        if len(languages) > 1:
            self.report.note("", f"A data dictionary has one language; only “{self.language}” is in it.")

    def say(self, words: Words, place: str) -> str:
        """A text in the language of the file."""
        text = words.get(self.language) or next(iter(words.values()), "")
        return unescaped(text, place, self.report)

    def rows(self) -> list[dict[str, str]]:
        """Items in their order, then scores; scales that stand together with the same answers are a matrix."""
        rows: list[dict[str, str]] = []
        for number, (_, group) in enumerate(groupby(self.instrument.items, key=self.matrix_key), 1):
            for item in group:
                rows += self.rows_of(item, f"{self.form}_m{number}")
        if rows:
            rows[0][redcap.SECTION] = self.say(self.instrument.instruction, "instruction")
        for row in rows:
            if row[redcap.NAME] != row[redcap.NAME].lower():
                self.report.note(row[redcap.NAME], "REDCap writes names in small letters.")
        return rows + [self.score_row(score) for score in self.instrument.scores]

    def matrix_key(self, item: Item) -> tuple[Any, ...]:
        if isinstance(item, Scale):
            return (item.low, item.high, str(item.labels))
        return (item.id,)

    def rows_of(self, item: Item, matrix: str) -> list[dict[str, str]]:
        """An item's row, with one more for the words of “something else”."""
        if not isinstance(item, DIRECT):
            self.report.note(item.id, f"REDCap has no field like the kind “{item.kind}”; the item was left out.")
            return []
        row = {
            redcap.NAME: item.id,
            redcap.FORM: self.form,
            redcap.LABEL: self.say(item.text, item.id),
            redcap.NOTE: self.say(item.help, item.id),
        }
        row |= self.answers(item, matrix) | self.flags(item)
        note_unsaid(item, ITEM_UNSAID, self.report)
        if isinstance(item, Choice) and item.other:
            return [row, self.other_row(item)]
        return [row]

    def flags(self, item: Item) -> dict[str, str]:
        found = {}
        if item.required:
            found[redcap.REQUIRED] = "y"
        if getattr(item, "identifying", False):
            found[redcap.IDENTIFIER] = "y"
        if item.id in self.conditions:
            try:
                found[redcap.BRANCHING] = self.speller.write(self.conditions[item.id])
            except ConditionError as error:
                self.report.note(item.id, f"The condition isn't carried over, so everybody is asked. {error}")
        return found

    def answers(self, item: Item, matrix: str) -> dict[str, str]:
        """A row's type, with what belongs to it."""
        if isinstance(item, Scale):
            return {redcap.TYPE: "radio", redcap.CHOICES: self.points(item), redcap.MATRIX: matrix}
        if isinstance(item, Slider):
            return self.slider(item)
        if isinstance(item, Choice):
            return self.choice(item)
        if isinstance(item, Number):
            return self.number(item)
        if isinstance(item, Text):
            return self.text(item)
        return {redcap.TYPE: "descriptive"}

    def points(self, item: Scale) -> str:
        labels = {point: self.say(item.labels.get(point, {}), item.id) for point in range(item.low, item.high + 1)}
        return listed({point: label or str(point) for point, label in labels.items()})

    def slider(self, item: Slider) -> dict[str, str]:
        if item.step != 1:
            self.report.note(item.id, "The slider's step isn't carried over.")
        left, right = (self.say(end, item.id).replace("|", "/") for end in item.ends)
        labels = f"{left} |  | {right}" if left or right else ""
        return {
            redcap.TYPE: "slider",
            redcap.CHOICES: labels,
            redcap.LEAST: plain_number(item.low),
            redcap.MOST: plain_number(item.high),
        }

    def choice(self, item: Choice) -> dict[str, str]:
        options: dict[Any, str] = {option.value: self.say(option.label, item.id) for option in item.options}
        if item.other:
            options["other"] = "Other"
            self.report.note(item.id, "“Something else” is an option there, and its words are a field of their own.")
        found = {redcap.TYPE: "checkbox" if isinstance(item, Choices) else "radio", redcap.CHOICES: listed(options)}
        if isinstance(item, Choices):
            if item.minimum or item.maximum is not None:
                self.report.note(item.id, "How many may be ticked isn't carried over.")
            if item.none is not None:
                found[redcap.ANNOTATION] = f"@NONEOFTHEABOVE='{item.none}'"
        return found

    def other_row(self, item: Choice) -> dict[str, str]:
        asked = f"[{item.id}(other)] = '1'" if isinstance(item, Choices) else f"[{item.id}] = 'other'"
        return {
            redcap.NAME: f"{item.id}_other",
            redcap.FORM: self.form,
            redcap.TYPE: "text",
            redcap.LABEL: "In your own words",
            redcap.BRANCHING: asked,
        }

    def number(self, item: Number) -> dict[str, str]:
        if any(item.unit.values()):
            self.report.note(item.id, "The unit isn't carried over.")
        limits = {redcap.LEAST: plain_number(item.minimum), redcap.MOST: plain_number(item.maximum)}
        return {redcap.TYPE: "text", redcap.VALIDATION: "integer" if item.integer else "number", **limits}

    def text(self, item: Text) -> dict[str, str]:
        if item.max_length != Text(id="", text={}).max_length:
            self.report.note(item.id, "The longest length of the text isn't carried over.")
        if item.lines not in (1, redcap.NOTES_LINES):
            told = f"A notes box has no number of lines: {item.lines} come back as {redcap.NOTES_LINES}."
            self.report.note(item.id, told)
        return {redcap.TYPE: "notes" if item.lines > 1 else "text"}

    def score_row(self, score: Score) -> dict[str, str]:
        """A score as a calculated field."""
        note_unsaid_scores(score, self.report)
        row = {redcap.NAME: score.id, redcap.FORM: self.form, redcap.TYPE: "calc", redcap.LABEL: score.id}
        return {**row, redcap.CHOICES: formula(score, [f"[{item}]" for item in score.items])}


def listed(options: Mapping[Any, str]) -> str:
    """Options as “1, Never | 2, Often”."""
    return " | ".join(f"{value}, {label.replace('|', '/')}" for value, label in options.items())


def formula(score: Score, names: Sequence[str], *, gaps: bool = True) -> str:
    """The sum or mean of a score, its reversed items turned round; `gaps`: mean() counts the answered alone."""
    parts = []
    for item, name in zip(score.items, names, strict=True):
        low, high = score.ranges.get(item, (0, 0))
        parts.append(f"({plain_number(low + high)} - {name})" if item in score.reverse else name)
    if score.method == "sum":
        whole = " + ".join(parts)
    elif gaps and score.answered < 1:
        whole = f"mean({', '.join(parts)})"
    else:
        whole = f"({' + '.join(parts)}) / {len(parts)}"
    if score.multiply != 1:
        whole = f"({whole}) * {plain_number(score.multiply)}" if score.multiply > 0 else negative(whole, score.multiply)
    if score.add:
        whole = f"{whole} {'+' if score.add > 0 else '-'} {plain_number(abs(score.add))}"
    return whole


def negative(whole: str, factor: float) -> str:
    """A formula times a negative factor."""
    return f"0 - ({whole}) * {plain_number(-factor)}"
