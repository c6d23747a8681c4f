"""How two versions are compared: one change in words, and values of the definition as a sentence can say them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

LONGEST_QUOTE = 120
UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
# As the document calls what the definition has another word for.
KEYS = {
    "low": "from",
    "high": "to",
    "minimum": "min",
    "maximum": "max",
    "shuffled": "random order",
    "or_": "or",
    "count": "n",
    "file": "the file",
    "playlist": "films",
}


@dataclass(frozen=True)
class Change:
    """One difference between two versions: where it is, in words, and whether data from before and after it differ."""

    place: str
    words: str
    breaks_pooling: bool = False


@dataclass(frozen=True)
class Thing:
    """What is compared field by field: its place, what a sentence calls it, and which fields it passes over.

    Changes in `quiet` fields leave data comparable; `skipped` fields follow from others or are compared elsewhere.
    """

    place: str
    name: str
    languages: Sequence[str]
    quiet: Collection[str] = ()
    skipped: Collection[str] = ()
    durations: Collection[str] = ()
    matters: bool = True


def field_changes(thing: Thing, old: Any, new: Any) -> Iterator[Change]:
    """The fields of two values of one dataclass that differ."""
    if type(old) is not type(new):
        yield Change(thing.place, f"{thing.name} is of another kind: {kind_of(new)}, no more {kind_of(old)}.", True)
        return
    for each in fields(new):
        pair = [seen(getattr(value, each.name), thing.languages) for value in (old, new)]
        if each.name not in thing.skipped and pair[0] != pair[1]:
            matters = thing.matters and each.name not in thing.quiet
            in_time = each.name in thing.durations
            yield Change(thing.place, sentence(thing, each.name, *(said(value, in_time) for value in pair)), matters)


def sentence(thing: Thing, field: str, old: str, new: str) -> str:
    """A change of a field; what can't be printed is only named."""
    key = KEYS.get(field, field.replace("_", " "))
    start = f"{thing.name} is" if field == "text" else f"{thing.name}: “{key}” is"
    if not old and not new:
        return f"{start} another."
    was = f" (was {old})" if old else " (was not there)"
    return f"{start} now {new}{was}." if new else f"{start} no more there{was}."


def kind_of(value: Any) -> str:
    """What kind of thing a value is."""
    return str(getattr(value, "kind", "") or type(value).__name__.lower())


def seen(value: Any, languages: Sequence[str]) -> Any:
    """A value with its words in these languages only: a further language changes nothing for who has another."""
    if isinstance(value, Mapping):
        if is_words(value, languages):
            return {each: value[each] for each in languages if each in value}
        return {key: seen(each, languages) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(seen(each, languages) for each in value)
    if is_dataclass(value) and hasattr(value, "label"):
        return tuple(seen(getattr(value, each.name), languages) for each in fields(value))
    return value


def is_words(value: Mapping[Any, Any], languages: Sequence[str]) -> bool:
    """Whether a mapping is a text by language."""
    return bool({*value} & {*languages}) and all(isinstance(each, str) for each in value.values())


def said(value: Any, in_time: bool = False) -> str:
    """A value in a sentence; empty for what has no short form."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return duration(value) if in_time else f"{value:g}"
    if isinstance(value, str):
        return f"“{value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + '…'}”" if value else ""
    if isinstance(value, Mapping):
        texts = [text if len(value) == 1 else f"{key}: {text}" for key, each in value.items() if (text := said(each))]
        return ", ".join(texts)
    if isinstance(value, frozenset):
        return ", ".join(sorted(map(said, value)))
    if isinstance(value, tuple):
        return ", ".join(text for each in value if (text := said(each)))
    return ""


def duration(seconds: float) -> str:
    """A time in its largest whole unit."""
    for size, unit in UNITS:
        if seconds and seconds % size == 0:
            return f"{seconds / size:g} {unit}{'' if seconds == size else 's'}"
    return f"{seconds:g} seconds"


def listed(ids: Collection[str]) -> str:
    """Names in quotes, one after the other."""
    return ", ".join(f"“{each}”" for each in ids)


def come_and_gone(
    place: str, what: str, old: Collection[str], new: Collection[str], *, of: str = "", breaks_pooling: bool = False
) -> Iterator[Change]:
    """What was added and what was taken away: “One condition was added: “alone”.”"""
    for ids, done in (([each for each in new if each not in old], "added"), (gone(old, new), "taken away")):
        if ids:
            some = f"One {what}{of} was" if len(ids) == 1 else f"{len(ids)} {what}s{of} were"
            yield Change(place, f"{some} {done}: {listed(ids)}.", breaks_pooling)


def gone(old: Collection[str], new: Collection[str]) -> list[str]:
    """What is no more there."""
    return [each for each in old if each not in new]
