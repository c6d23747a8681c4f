"""ReproSchema activities (JSON-LD): each is an instrument, its items and computations with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instruments.exchange.finish import finish
from surveys.instruments.exchange.json_files import JsonFiles, category_of, note_other_keys, read_json_files
from surveys.instruments.exchange.making import Making, names_in_formula
from surveys.instruments.exchange.names import Names, usable_id
from surveys.instruments.exchange.report import ExchangeError, Imported, Report
from surveys.instruments.exchange.reproschema_items import ItemError, answers_of
from surveys.instruments.exchange.words import clean, language_map

ACTIVITY_KEYS = ("prefLabel", "description", "citation", "version", "preamble", "ui", "compute")
UI_KEYS = ("order", "addProperties", "shuffle")
PROPERTY_KEYS = ("isAbout", "isVis", "valueRequired", "variableName")
ITEM_KEYS = ("question", "preamble", "ui", "responseOptions", "prefLabel")
MAX_ACTIVITIES = 50
MAX_ENTRIES = 2_000


def read_reproschema(files: Mapping[str, bytes], languages: Sequence[str] = ()) -> list[Imported]:
    """The instruments of a folder's activities; ExchangeError where there is none."""
    first = Report()
    folder = read_json_files(files, first)
    activities = [path for path, value in folder.objects.items() if category_of(value) == "Activity"]
    if not activities:
        why = f" {first.remarks[0]}" if first.remarks else ""
        raise ExchangeError(f"There is no ReproSchema activity in it.{why}")
    if len(activities) > MAX_ACTIVITIES:
        raise ExchangeError(f"There are too many activities in it; {MAX_ACTIVITIES} are the most.")
    folder.used.update(activities)
    names, made = Names(Report()), []
    for path in activities:
        report = Report()
        names.report = report
        name = names.give(usable_id(stem_of_activity(path, folder.objects[path]), "instrument"), path)
        made.append(Activity(path, folder, name, report).read())
    for path in sorted({*folder.objects} - folder.used):
        first.note(path, "Nothing that was carried over refers to this file; it was left out.")
    for remark in first.remarks:
        made[0].report.note(remark.place, remark.sentence)
    return [finish(each.material, languages) for each in made]


class Activity(Making):
    """One activity on its way to an instrument."""

    def __init__(self, path: str, folder: JsonFiles, name: str, report: Report) -> None:
        super().__init__(name, report)
        self.path, self.folder = path, folder
        self.value = folder.objects[path]
        self.ui = mapping(self.value.get("ui"))

    def read(self) -> "Activity":
        """The activity's items, then the conditions and computations that name them."""
        self.document |= self.head()
        computed = self.computed()
        properties = self.properties()
        for entry in self.order(properties):
            self.add(entry, properties, computed)
        self.turn_into_scales(name for formula in computed.values() for name in names_in_formula(formula))
        for variable, prop in properties.items():
            self.add_visibility(variable, prop.get("isVis"))
        for variable, formula in computed.items():
            self.add_computation(variable, formula)
        return self

    def head(self) -> dict[str, Any]:
        """Title, citation, instruction, order."""
        value, report = self.value, self.report
        note_other_keys(value, ACTIVITY_KEYS, self.path, report)
        note_other_keys(self.ui, UI_KEYS, f"{self.path}, ui", report)
        title = language_map(value.get("prefLabel"), f"{self.path}, prefLabel", report)
        if value.get("description"):
            report.note(f"{self.path}, description", "A description isn't carried over; participants don't read it.")
        citation = language_map(value.get("citation"), f"{self.path}, citation", report)
        if isinstance(citation, dict):
            citation = citation.get("en") or next(iter(citation.values()))
        if not title:
            report.note(self.path, "The activity has no label; its id is the title.")
        head = {
            "version": clean(text_of(value.get("version")), f"{self.path}, version", report),
            "title": title or self.name,
            "citation": citation,
            "instruction": language_map(value.get("preamble"), f"{self.path}, preamble", report),
        }
        if self.ui.get("shuffle") is True:
            head["order"] = "random"
        return {key: inner for key, inner in head.items() if inner}

    def properties(self) -> dict[str, dict[str, Any]]:
        """What the activity says of each of its items, by variable."""
        found: dict[str, dict[str, Any]] = {}
        for entry in listed(self.ui.get("addProperties"))[:MAX_ENTRIES]:
            about = path_of(mapping(entry).get("isAbout"))
            variable = text_of(mapping(entry).get("variableName")) or stem_of(about)
            if variable in found:
                self.report.note(f"{self.path}, {variable}", "The variable stands here twice; the first was taken.")
                continue
            found[variable] = mapping(entry)
            note_other_keys(mapping(entry), PROPERTY_KEYS, f"{self.path}, {variable}", self.report)
        return found

    def order(self, properties: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """The paths of the items in the order shown."""
        given = [path_of(entry) for entry in listed(self.ui.get("order"))]
        paths = given or [path_of(prop.get("isAbout")) for prop in properties.values()]
        if len(paths) > MAX_ENTRIES:
            self.report.note(
                self.path, f"There are too many items; those after the first {MAX_ENTRIES:,} were left out."
            )
        return [path for path in dict.fromkeys(paths[:MAX_ENTRIES]) if path]

    def add(self, path: str, properties: Mapping[str, Mapping[str, Any]], computed: Mapping[str, str]) -> None:
        """One item of the order."""
        variable = next((name for name, prop in properties.items() if path_of(prop.get("isAbout")) == path), "")
        if not variable and stem_of(path) in properties:
            variable = stem_of(path)
            self.report.note(path, "addProperties gives another path for this variable; the order's was taken.")
        prop = properties.get(variable, {})
        variable = variable or stem_of(path)
        found = self.folder.find(self.path, path) or self.folder.find(self.path, path_of(prop.get("isAbout")))
        if found is None:
            self.report.note(path, "The item's file isn't here; the item was left out.")
            return
        place, value = found
        ui = mapping(value.get("ui"))
        if variable in computed:
            return
        if prop.get("isVis") is False or ui.get("readonlyValue") is True:
            self.report.note(place, "The item isn't shown to participants; it was left out.")
            return
        self.add_shown(place, variable, value, required=prop.get("valueRequired") is True)

    def add_shown(self, place: str, variable: str, value: Mapping[str, Any], *, required: bool) -> None:
        """One item that is shown."""
        report = self.report
        note_other_keys(value, (*ITEM_KEYS, "description", "version"), place, report)
        if value.get("description"):
            report.note(place, "A description isn't carried over; participants don't read it.")
        label = language_map(value.get("prefLabel"), place, report)
        question = language_map(value.get("question"), place, report)
        if label and question:
            report.note(place, "“prefLabel” isn't carried over.")
        try:
            answers = answers_of(place, value, self.folder, report)
        except ItemError as error:
            report.note(place, f"The item was left out. {error}")
            return
        item: dict[str, Any] = {"id": self.names.give(variable, place), "text": question or label, **answers}
        if help_text := language_map(value.get("preamble"), place, report):
            item["help"] = help_text
        if required and item["kind"] != "statement":
            item["required"] = True
        self.keep(item, variable, place)

    def computed(self) -> dict[str, str]:
        """The formulas by the variable that they make."""
        found = {}
        for entry in listed(self.value.get("compute"))[:MAX_ENTRIES]:
            variable = text_of(mapping(entry).get("variableName"))
            note_other_keys(mapping(entry), ("variableName", "jsExpression"), f"{self.path}, compute", self.report)
            if variable:
                found[variable] = text_of(mapping(entry).get("jsExpression"))
        return found

    def add_visibility(self, variable: str, visible: Any) -> None:
        """isVis, where it is a condition."""
        if isinstance(visible, dict):
            visible = visible.get("jsExpression")
        text = visible.strip() if isinstance(visible, str) else ""
        if variable in self.items and text and text.lower() != "true":
            self.add_condition(variable, text, f"{self.path}, {variable}")

    def add_computation(self, variable: str, formula: str) -> None:
        """A computation as a score; the item that stands for its result has nothing that a score has."""
        self.add_score(variable, formula, f"{self.path}, compute, {variable}")
        hidden = self.folder.find(self.path, f"items/{variable}")
        if hidden:
            self.report.note(hidden[0], "A score has no label and no range here; this file isn't carried over.")


def stem_of_activity(path: str, value: Mapping[str, Any]) -> str:
    """What an activity is called."""
    return stem_of(text_of(value.get("id")) or path).removesuffix("_schema")


def mapping(value: Any) -> dict[str, Any]:
    """A value that should be an object."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A value that should be a list; {"@list": …} is one, a single value stands for itself."""
    if isinstance(value, dict) and "@list" in value:
        value = value["@list"]
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text_of(value: Any) -> str:
    """A value that should be a short text."""
    return str(value)[:500] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def path_of(value: Any) -> str:
    """A path, written alone or as an object's id."""
    return text_of(mapping(value).get("id") if isinstance(value, dict) else value)


def stem_of(path: str) -> str:
    """The last part of a path without its ending."""
    return path.rpartition("/")[2].removesuffix(".jsonld").removesuffix(".json")
