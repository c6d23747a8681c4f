"""The last step of every import: check each part by the real reader, vet the whole, write it as YAML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.instruments import read_item as reading
from surveys.instruments.document import Node, read_document
from surveys.instruments.exchange.pretty import as_yaml
from surveys.instruments.exchange.report import Imported, Report
from surveys.instruments.exchange.shared_responses import share_responses
from surveys.instruments.exchange.vet import vet
from surveys.instruments.exchange.words import each_text, languages_in
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.instruments.items import Item, Statement
from surveys.instruments.layout import when_faults
from surveys.instruments.read_item import read_item
from surveys.instruments.read_score import read_score

MAX_ITEMS = 1_000
MAX_TEXT = 500_000
HEAD = ("instrument", "version", "title", "citation", "licence", "instruction", "order", "per_page")
WAYS = ("sum", "mean")
# Keys that our reader refuses by name for now; they are written as soon as it takes them.
NOT_YET = tuple(getattr(reading, "LATER", ()))


@dataclass
class Material:
    """What was read from a file of another program, in our keys, and where it stood there."""

    document: dict[str, Any]
    report: Report
    places: dict[str, str] = field(default_factory=dict)


def finish(material: Material, languages: Sequence[str] = ()) -> Imported:
    """The instrument of some material; what our reader refuses is left out and noted. `languages`: those to keep."""
    document, report = material.document, material.report
    keep_languages(document, languages, report)
    items = usable_items(material)
    document["scores"] = usable_scores(material, items)
    head = {key: document[key] for key in HEAD if document.get(key) not in (None, "")}
    if not any(not isinstance(item, Statement) for item in items.values()):
        report.note("", "There is no question in it that could be used, so there is nothing to add.")
        return Imported(str(document.get("instrument", "")), "", report.remarks)
    vet(document, languages, report)
    responses, listed = share_responses(document["items"])
    whole = {**head, "responses": responses, "items": listed, "scores": document["scores"]}
    return written({key: value for key, value in whole.items() if value}, report)


def written(document: Mapping[str, Any], report: Report) -> Imported:
    """The document as YAML, read once more as a study would read it."""
    name = str(document["instrument"])
    complete = languages_in(document)[1]
    text = as_yaml(document)
    if len(text) > MAX_TEXT:
        report.note("", f"As a document it has {len(text):,} characters; {MAX_TEXT:,} are the most.")
        return Imported(name, "", report.remarks)
    instrument, sentences = read_again(text, name, complete)
    for sentence in sentences:
        report.note("", sentence)
    if sentences:
        return Imported(name, "", report.remarks)
    return Imported(name, text, report.remarks, tuple(complete), len(instrument.answerable), len(instrument.scores))


def read_again(text: str, name: str, languages: Sequence[str]) -> tuple[Instrument, list[str]]:
    """The instrument of a YAML text, and its faults."""
    node = read_document(text, f"{name}.yaml", [])
    return read_instrument(node, languages), [str(fault) for fault in node.faults]


def usable_items(material: Material) -> dict[str, Item]:
    """The items that our reader takes, by id; the document keeps these alone."""
    found: dict[str, Item] = {}
    kept: list[dict[str, Any]] = []
    columns: set[str] = set()
    for each in material.document["items"]:
        leave_not_yet(each, material)
        item, sentences = read_alone(each)
        if sentences and "when" in each and not (plainer := read_alone(without_condition(each)))[1]:
            drop_condition(each, sentences[0], material)
            item, sentences = plainer
        sentences += [f"The column “{name}” stands here twice." for name in {item.id, *item.columns} & columns]
        if len(kept) == MAX_ITEMS:
            sentences.append(f"An instrument has at most {MAX_ITEMS:,} items here.")
        place = material.places.get(each.get("id", ""), "")
        for sentence in sentences:
            material.report.note(place, f"The item was left out. {sentence}")
        if not sentences:
            found[item.id] = item
            columns |= {item.id, *item.columns}
            kept.append(each)
    material.document["items"] = kept
    shuffled = material.document.get("order") == "random"
    for position, sentence in list(when_faults(str(material.document["instrument"]), tuple(found.values()), shuffled)):
        drop_condition(kept[position], sentence, material)
    return found


def read_alone(each: dict[str, Any]) -> tuple[Item, list[str]]:
    """The item by itself, and its faults."""
    node = Node(each, "", 0, [])
    return read_item(node, {}, []), [fault.sentence for fault in node.faults]


def without_condition(item: dict[str, Any]) -> dict[str, Any]:
    """The item as everybody is asked it."""
    return {key: value for key, value in item.items() if key != "when"}


def drop_condition(item: dict[str, Any], sentence: str, material: Material) -> None:
    """Take the condition out of an item, and say so."""
    if (condition := item.pop("when", None)) is not None:
        place = material.places.get(item.get("id", ""), "")
        material.report.note(
            place, f"The condition “{condition}” isn't carried over, so everybody is asked. {sentence}"
        )


def leave_not_yet(item: dict[str, Any], material: Material) -> None:
    """Take out of an item what isn't built yet, and say so."""
    for key in NOT_YET:
        if item.pop(key, None) is not None:
            place = material.places.get(item.get("id", ""), "")
            material.report.note(place, f"“{key}” is not built yet; it was left out.")


def usable_scores(material: Material, items: Mapping[str, Item]) -> dict[str, Any]:
    """The scores that our reader takes."""
    kept = {}
    for name, rule in material.document.get("scores", {}).items():
        node = Node(rule, "", 0, [])
        missing = [each for way in WAYS for each in rule.get(way, ()) if each not in items]
        if missing:
            node.fault(f"It needs “{missing[0]}”, which isn't here as an item with numbers.")
        else:
            read_score(name, node, items, [])
        for fault in node.faults:
            material.report.note(material.places.get(name, name), f"The score was left out. {fault.sentence}")
        if not node.faults:
            kept[name] = rule
    return kept


def keep_languages(document: dict[str, Any], languages: Sequence[str], report: Report) -> None:
    """Keep the texts in these languages alone, spelt as they are spelt here; all where none are named.

    A text in the only language that is wanted needs no language code.
    """
    if not languages:
        return
    spelt = {language.lower(): language for language in languages}
    left: set[str] = set()
    for holder, key in each_text(document):
        text = holder[key]
        if isinstance(text, Mapping):
            kept = {spelt[code.lower()]: words for code, words in text.items() if code.lower() in spelt}
            left |= {code for code in text if code.lower() not in spelt}
            holder[key] = kept.get(languages[0], kept or text) if len(languages) == 1 else kept or text
    if left:
        report.note("", f"Texts in other languages were left out: {', '.join(sorted(left))}.")
