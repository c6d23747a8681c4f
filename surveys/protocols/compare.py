"""What differs between two versions, in words, and where their data can't be put together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from surveys.protocols.compare_films import compare_films
from surveys.protocols.compare_instruments import compare_instruments
from surveys.protocols.compare_journey import compare_journey, shared, shown_before_outcome
from surveys.protocols.comparison import Change, Thing, come_and_gone, field_changes, said, seen
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of

# Parts of a definition that have a comparison of their own.
APART = ("slug", "languages", "consent", "conditions", "allocation", "films", "steps", "instruments", "texts")
# Lists whose parts are told apart by their ids: what a part is called, and which of its fields mean other data.
LISTS = {"outcomes": ("outcome", ()), "groups": ("group", ("when", "among")), "exclusions": ("exclusion", ("when",))}
OTHERS = {
    "title": "The title",
    "lead": "Who answers for the study",
    "factors": "The list of factors",
    "recruitment": "Where people come from and what they get",
    "moderators": "The list of moderators",
    "manipulation": "The check of the manipulation",
    "privacy": "What is said of privacy",
    "blinded": "Until when findings are blinded",
}
NEW_LISTS = "Allocation begins new lists: balance starts again with this version."


def compare(before: Definition, after: Definition) -> list[Change]:
    """Every difference, in the order of the document; empty where people see and data mean the same."""
    languages = shared(before, after)
    return [
        *come_and_gone("languages", "language", before.languages, after.languages),
        *consent_changes(before, after, languages),
        *design_changes(before, after, languages),
        *compare_films(before, after, languages),
        *compare_journey(before, after),
        *compare_instruments(before.instruments, after.instruments, languages),
        *text_changes(before, after, languages),
        *list_changes(before, after, languages),
        *other_changes(before, after, languages),
    ]


@lru_cache(maxsize=256)
def compare_versions(before: int, after: int) -> tuple[Change, ...]:
    """The same of two published versions, by their ids; once per process, for versions never change."""
    return tuple(compare(definition_of(before), definition_of(after)))


def consent_changes(before: Definition, after: Definition, languages: Sequence[str]) -> Iterator[Change]:
    """The consent form; its text is told of with the texts."""
    old, new = ({clause.id: clause for clause in each.consent.clauses} for each in (before, after))
    yield from come_and_gone("consent", "consent clause", old, new)
    for name in new:
        if name in old:
            thing = Thing("consent", f"The consent clause “{name}”", languages, matters=False)
            yield from field_changes(thing, old[name], new[name])
    asked, asks = ({each.id: each for each in one.consent.questions} for one in (before, after))
    yield from come_and_gone("consent", "question about the consent text", asked, asks)
    for name in asks:
        if name in asked:
            thing = Thing("consent", f"The question “{name}” about the consent text", languages, matters=False)
            yield from field_changes(thing, asked[name], asks[name])
    thing = Thing(
        "consent", "Consent", languages, skipped=("clauses", "questions"), durations=("withdraw_until",), matters=False
    )  # fmt: skip
    yield from field_changes(thing, before.consent, after.consent)


def design_changes(before: Definition, after: Definition, languages: Sequence[str]) -> Iterator[Change]:
    """Conditions and how people get theirs."""
    old, new = ({arm.id: arm for arm in each.conditions} for each in (before, after))
    yield from come_and_gone("conditions", "condition", old, new, breaks_pooling=True)
    for name, arm in new.items():
        if name in old:
            thing = Thing(f"conditions.{name}", f"The condition “{name}”", languages, ("label",), ("id", "settings"))
            yield from field_changes(thing, old[name], arm)
            yield from setting_changes(name, old[name].settings, arm.settings, after)
    thing = Thing("allocation", "Allocation", languages, ("abandon_after",), durations=("abandon_after",))
    changes = list(field_changes(thing, before.allocation, after.allocation))
    yield from changes
    if list(old) != list(new) or any(change.breaks_pooling for change in changes):
        yield Change("allocation", NEW_LISTS, True)


def setting_changes(
    arm: str, old: Mapping[str, str], new: Mapping[str, str], definition: Definition
) -> Iterator[Change]:
    """What a condition sets."""
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key):
            continue
        is_film = new.get(key) in definition.films
        what = f"The film of the condition “{arm}” is another one" if is_film else f"The condition “{arm}” is another"
        now, before = (said(one.get(key, "")) or "not set" for one in (new, old))
        words = f"{what}: “{key}” is now {now} (was {before})."
        yield Change(f"conditions.{arm}", words, True)


def text_changes(before: Definition, after: Definition, languages: Sequence[str]) -> Iterator[Change]:
    """Texts that both versions have and that read otherwise."""
    matter = shown_before_outcome(before) | shown_before_outcome(after)
    for language in languages:
        old, new = before.texts.get(language, {}), after.texts.get(language, {})
        for file, text in new.items():
            if file in old and old[file] != text:
                of = "consent text" if file == after.consent.file else "text"
                where = f" ({language})" if len(after.languages) > 1 else ""
                yield Change(f"texts.{file}", f"The {of} “{file}”{where} reads otherwise.", file in matter)


def list_changes(before: Definition, after: Definition, languages: Sequence[str]) -> Iterator[Change]:
    """Outcomes, groups and exclusions. Each person's groups and exclusions are found by the person's own version."""
    for name, (called, loud) in LISTS.items():
        old, new = ({each.id: each for each in getattr(one, name)} for one in (before, after))
        yield from come_and_gone(name, called, old, new)
        for part in new:
            if part in old:
                quiet = [each.name for each in fields(new[part]) if each.name not in loud]
                thing = Thing(f"{name}.{part}", f"The {called} “{part}”", languages, quiet, ("id",))
                yield from field_changes(thing, old[part], new[part])


def other_changes(before: Definition, after: Definition, languages: Sequence[str]) -> Iterator[Change]:
    """All else; what a later release adds to the definition is named by its key."""
    for each in fields(Definition):
        if each.name in APART or each.name in LISTS:
            continue
        pair: list[Any] = [seen(getattr(one, each.name), languages) for one in (before, after)]
        if pair[0] != pair[1]:
            yield Change(each.name, f"{OTHERS.get(each.name, f'“{each.name}”')} {was(pair)}.")


def was(pair: Sequence[Any]) -> str:
    """A change of a value, as far as it can be printed."""
    if isinstance(pair[1], Mapping) and len(pair[1]) != 1:
        return "changed"
    old, new = map(said, pair)
    return f"is now {new} (was {old})" if old and new else "changed"
