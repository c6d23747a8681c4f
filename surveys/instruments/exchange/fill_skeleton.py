"""The texts of an imported questionnaire in the skeleton of a published scale, whose scoring stays."""

from collections.abc import Mapping
from typing import Any

from surveys.instruments.document import ID, Words, plain, read_document
from surveys.instruments.exchange.pretty import as_yaml
from surveys.instruments.exchange.read_exchange import Found
from surveys.instruments.exchange.read_own import parsed, read_own
from surveys.instruments.exchange.report import ExchangeError, Imported, Report
from surveys.instruments.items import Item, Scale, Statement
from surveys.instruments.shipped import LIBRARY, Shipped, read_shipped, shipped

# What the skeleton has no text for is taken from the file.
HEAD = ("instruction", "licence")


def skeleton_names() -> list[str]:
    """The skeletons that there are to fill."""
    return [each.name for each in shipped() if each.skeleton]


def fill_skeleton(found: Found, name: str) -> Found:
    """What was found, as the skeleton of this name filled in; ExchangeError where that can't be."""
    path = LIBRARY / f"{name}.yaml"
    skeleton = read_shipped(path) if ID.fullmatch(name) and path.is_file() else None
    if skeleton is None or not skeleton.skeleton:
        raise ExchangeError(f"There is no skeleton “{name[:40]}”. There are: {', '.join(skeleton_names())}.")
    usable = [each for each in found.instruments if each.text]
    if len(usable) != 1:
        raise ExchangeError(f"A skeleton is filled from one questionnaire; in the file are {len(usable)}.")
    return Found(found.kind, (filled_from(skeleton, usable[0]),))


def filled_from(skeleton: Shipped, imported: Imported) -> Imported:
    """The skeleton with the texts of an instrument; what is open still, and what was not taken, is told."""
    report = Report()
    for remark in imported.remarks:
        report.note(remark.place, remark.sentence)
    given, instrument = parsed(imported.text)
    document: dict[str, Any] = plain(read_document(skeleton.text, f"{skeleton.name}.yaml", []).value)
    texts = {each["id"]: each["text"] for each in given["items"]}
    pairs = paired(document, skeleton, [item for item in instrument.items if not isinstance(item, Statement)])
    for item, other in pairs:
        item["text"] = texts[other.id]
        compare(skeleton.instrument.item(item["id"]), other, report)
    label(document, skeleton, pairs)
    document |= {key: given[key] for key in HEAD if not document.get(key) and given.get(key)}
    for score in given.get("scores", {}):
        report.note(score, f"This score of the file isn't taken: “{skeleton.name}” has its own.")
    (again,) = read_own(as_yaml(document).encode())
    for remark in again.remarks:
        report.note(remark.place, remark.sentence)
    return Imported(again.id, again.text, report.remarks, again.languages, again.items, again.scores)


def paired(document: Mapping[str, Any], skeleton: Shipped, items: list[Item]) -> list[tuple[dict[str, Any], Item]]:
    """Each open item with the one of the file that has its text: by id where all have it, else one after the other."""
    still_open = [item for item in document["items"] if item["text"] is None]
    by_id = {item.id: item for item in items}
    if all(item["id"] in by_id for item in still_open):
        return [(item, by_id[item["id"]]) for item in still_open]
    if len(still_open) != len(items):
        raise ExchangeError(
            f"“{skeleton.name}” has {len(still_open)} texts to fill in, and the file has {len(items)} questions. "
            f"Leave those alone that belong to it, or give them its ids."
        )
    return list(zip(still_open, items, strict=True))


def compare(ours: Item | None, theirs: Item, report: Report) -> None:
    """Say where the file has other answers."""
    if answers(ours) != answers(theirs):
        said = f"The file has other answers ({answers(theirs)}); those of the skeleton stay ({answers(ours)})."
        report.note(theirs.id, said)


def answers(item: Item | None) -> str:
    """What kind of answer an item takes, and from where to where."""
    return f"{item.kind}, {item.low} to {item.high}" if isinstance(item, Scale) else str(getattr(item, "kind", ""))


def label(document: dict[str, Any], skeleton: Shipped, pairs: list[tuple[dict[str, Any], Item]]) -> None:
    """The labels of the answers, as the file has them: its languages may be others than the skeleton's."""
    for item, other in pairs:
        shared = document.get("responses", {}).get(item["kind"])
        ours = skeleton.instrument.item(item["id"])
        if isinstance(other, Scale) and other.labels and shared and answers(ours) == answers(other):
            shared["labels"] = {point: words(each) for point, each in other.labels.items()}


def words(text: Words) -> str | dict[str, str]:
    """A text by language, or as it is where all have the same."""
    wordings = set(text.values())
    return next(iter(wordings)) if len(wordings) == 1 else dict(text)
