"""REDCap data dictionaries: each form is an instrument, each field an item or a score."""

from collections.abc import Sequence
from typing import Any

from surveys.instruments.exchange import redcap
from surveys.instruments.exchange.finish import finish
from surveys.instruments.exchange.linear import FUNCTIONS
from surveys.instruments.exchange.making import Making, names_in_formula
from surveys.instruments.exchange.names import Names, usable_id
from surveys.instruments.exchange.read_csv import Row, read_rows, read_text
from surveys.instruments.exchange.redcap_fields import NONE_TAG, READERS, Field
from surveys.instruments.exchange.report import ExchangeError, Imported, Remark, Report, quoted
from surveys.instruments.exchange.words import clean

MAX_FORMS = 50
# Columns that have no counterpart, for any type of field or for some.
NEVER = (redcap.ALIGNMENT, redcap.QUESTION_NUMBER, redcap.RANKING)
LIMITS = (redcap.VALIDATION, redcap.LEAST, redcap.MOST)
NOT_FOR = {
    "text": (redcap.CHOICES, redcap.MATRIX),
    "notes": (redcap.CHOICES, redcap.MATRIX),
    "radio": LIMITS,
    "dropdown": LIMITS,
    "checkbox": (*LIMITS, redcap.MATRIX),
    "yesno": (*LIMITS, redcap.CHOICES),
    "truefalse": (*LIMITS, redcap.CHOICES),
    "slider": (redcap.MATRIX,),
    "descriptive": (*LIMITS, redcap.CHOICES, redcap.NOTE, redcap.REQUIRED, redcap.IDENTIFIER),
    "calc": (*LIMITS, redcap.NOTE, redcap.REQUIRED, redcap.IDENTIFIER),
}


def read_redcap(data: bytes, languages: Sequence[str] = ()) -> list[Imported]:
    """The instruments of a data dictionary, one for each form; ExchangeError where it is none."""
    first = Report()
    rows = by_columns(read_rows(read_text(data), first), first)
    forms: dict[str, list[Row]] = {}
    for row in rows:
        forms.setdefault(row.get(redcap.FORM) or "form", []).append(row)
    if not forms:
        raise ExchangeError("The data dictionary has no fields.")
    if len(forms) > MAX_FORMS:
        raise ExchangeError(f"The data dictionary has too many forms; {MAX_FORMS} are the most.")
    names, found = Names(Report()), []
    for form, of_form in forms.items():
        report = Report()
        for remark in first.remarks:
            if here(remark, of_form):
                report.note(remark.place, remark.sentence)
        found.append(finish(Form(names.give(form, ""), form, report).read(of_form).material, languages))
    return found


def here(remark: Remark, rows: Sequence[Row]) -> bool:
    """Whether a remark on the file is about one of these rows, or about all."""
    return not remark.place.startswith("row ") or remark.place in {f"row {row.number}" for row in rows}


def by_columns(rows: list[Row], report: Report) -> list[Row]:
    """The rows with REDCap's own names of columns; ExchangeError where the table is no data dictionary."""
    if not rows:
        raise ExchangeError("The file has no rows under its first one.")
    named = [
        Row({redcap.OF_PROGRAMS.get(name, name): cell for name, cell in row.cells.items()}, row.number) for row in rows
    ]
    columns = dict.fromkeys(name for row in named for name in row.cells)
    missing = [name for name in (redcap.NAME, redcap.TYPE, redcap.LABEL) if name not in columns]
    if missing:
        raise ExchangeError(f"This is no REDCap data dictionary: there is no column {quoted(missing[0])}.")
    for name in columns:
        if name not in redcap.COLUMNS:
            report.note(quoted(name), "This is no column of a data dictionary; it was left out.")
    for name in redcap.COLUMNS:
        if name not in columns:
            report.note(quoted(name), "The column is missing; it was taken as empty.")
    return named


class Form(Making):
    """One form on its way to an instrument."""

    def __init__(self, name: str, form: str, report: Report) -> None:
        super().__init__(name, report)
        if name != form:
            report.note(redcap.FORM, f"The form {quoted(form)} is called “{name}” here.")
        report.note(
            redcap.FORM, "A data dictionary has no title; it was made from the form's name. Write a better one."
        )
        self.document["title"] = clean(form.replace("_", " ").capitalize(), redcap.FORM, report) or name

    def read(self, rows: Sequence[Row]) -> "Form":
        """The form's rows, items first, because conditions and scores name them."""
        fields = [Field(row, place_of(row), self.report) for row in rows]
        for field in fields:
            self.add(field)
        calculated = [field for field in fields if field.kind == "calc"]
        self.turn_into_scales(
            name for field in calculated for name in names_in_formula(field.get(redcap.CHOICES), functions=FUNCTIONS)
        )
        for field in fields:
            if field.get(redcap.BRANCHING):
                self.add_branching(field)
        for field in calculated:
            self.add_calculated(field)
        return self

    def add(self, field: Field) -> None:
        """One field; a section header becomes the instruction or a statement."""
        self.add_section(field)
        self.note_rest(field)
        if field.kind == "calc":
            return
        reader = READERS.get(field.kind)
        if reader is None:
            field.note(f"A field of the type {quoted(field.kind)} can't be asked; it was left out.")
            return
        item = {
            "id": self.names.give(field.name, field.place),
            "text": clean(field.get(redcap.LABEL), field.place, self.report),
        }
        item |= reader(field)
        if item["kind"] != "statement":
            item |= self.flags(field)
        self.keep(item, field.name, field.place)

    def add_section(self, field: Field) -> None:
        """A header over a field: over the first one it is the instruction."""
        header = clean(field.get(redcap.SECTION), field.place, self.report)
        if header and not self.listed and "instruction" not in self.document:
            self.document["instruction"] = header
        elif header:
            name = self.names.free(usable_id(f"{field.name[:24]}_header"))
            self.names.take(name)
            self.keep({"id": name, "text": header, "kind": "statement"}, f"header of {field.name}", field.place)

    def flags(self, field: Field) -> dict[str, Any]:
        """What any field may say beside its answers."""
        found: dict[str, Any] = {}
        if help_text := clean(field.get(redcap.NOTE), field.place, self.report):
            found["help"] = help_text
        if field.get(redcap.REQUIRED).lower() == "y":
            found["required"] = True
        if field.get(redcap.IDENTIFIER).lower() == "y":
            found["identifying"] = True
        return found

    def note_rest(self, field: Field) -> None:
        """What a data dictionary says and an instrument can't."""
        for column in (*NEVER, *NOT_FOR.get(field.kind, ())):
            if field.get(column) and field.get(column).lower() != "n":
                field.note(f"“{column}” isn't carried over.")
        annotation = NONE_TAG.sub("", field.get(redcap.ANNOTATION)).strip()
        if annotation:
            field.note(f"The annotation {quoted(annotation)} isn't carried over.")

    def add_branching(self, field: Field) -> None:
        """Branching logic of the simple forms."""
        if field.kind == "calc":
            field.note("The branching logic of a calculated field isn't carried over.")
        elif field.name in self.items:
            self.add_condition(field.name, field.get(redcap.BRANCHING), field.place)

    def add_calculated(self, field: Field) -> None:
        """A calculated field as a score."""
        linear = self.add_score(field.name, field.get(redcap.CHOICES), field.place, FUNCTIONS)
        if linear is None:
            return
        if linear.gaps and "sum" in next(reversed(self.scores.values())):
            field.note("sum() adds up what is answered; here the score is missing where an answer is. Set “answered”.")
        if field.get(redcap.LABEL):
            field.note(f"A score has no label: {quoted(field.get(redcap.LABEL))} isn't carried over.")


def place_of(row: Row) -> str:
    """Where a row stands."""
    return f"row {row.number}, {row.get(redcap.NAME)[:40]}" if row.get(redcap.NAME) else f"row {row.number}"
