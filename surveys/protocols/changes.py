"""What a publication would change: in words, and line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff

from surveys.protocols.definition import Definition

CONTEXT = 3


@dataclass(frozen=True)
class DiffLine:
    """One line of a difference: its mark (“+”, “-”, “ ” or “@”) and its text."""

    mark: str
    text: str

    @property
    def kind(self) -> str:
        """What the line is."""
        return {"+": "added", "-": "removed", "@": "place"}.get(self.mark, "same")


@dataclass(frozen=True)
class FileDiff:
    """How a file differs."""

    path: str
    state: str
    lines: list[DiffLine]


def file_diffs(before: Mapping[str, str], after: Mapping[str, str]) -> list[FileDiff]:
    """The files that differ between two folders."""
    return [
        FileDiff(path, state_of(path, before, after), list(diff_lines(before.get(path, ""), after.get(path, ""))))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]


def state_of(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Whether a file is new, gone or changed."""
    return "new" if path not in before else "removed" if path not in after else "changed"


def diff_lines(before: str, after: str) -> Iterator[DiffLine]:
    """The changed lines with some around them."""
    lines = unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=CONTEXT)
    for number, line in enumerate(lines):
        # The first two lines name the files.
        if number > 1:
            yield DiffLine(line[:1] if line[:1] in "+-@" else " ", line if line.startswith("@@") else line[1:])


def in_words(before: Definition | None, after: Definition) -> list[str]:
    """What is added, taken away or moved, as sentences."""
    if before is None:
        return ["This is the first version."]
    found: list[str] = []
    for what, old, new in parts_of(before, after):
        found += [f"{what} added: {each}." for each in new if each not in old]
        found += [f"{what} taken away: {each}." for each in old if each not in new]
    kept = [step.id for step in before.walk() if after.step(step.id) is not None]
    if kept != [step.id for step in after.walk() if before.step(step.id) is not None]:
        found.append("Steps stand in another order.")
    arms = [[arm.id for arm in each.conditions] for each in (before, after)]
    if arms[0] != arms[1] or before.allocation != after.allocation:
        found.append("Allocation begins new lists: balance starts again with this version.")
    return found


def parts_of(before: Definition, after: Definition) -> Iterable[tuple[str, list[str], list[str]]]:
    """The named parts of two definitions: what they are, those before and those after."""

    def each(definition: Definition) -> list[tuple[str, list[str]]]:
        items = [f"{name}.{item.id}" for name, asked in definition.instruments.items() for item in asked.answerable]
        scores = [f"{name}.{score.id}" for name, asked in definition.instruments.items() for score in asked.scores]
        return [
            ("Language", list(definition.languages)),
            ("Consent clause", [clause.id for clause in definition.consent.clauses]),
            ("Condition", [arm.id for arm in definition.conditions]),
            ("Film", list(definition.films)),
            ("Step", [step.id for step in definition.walk()]),
            ("Item", items),
            ("Score", scores),
            ("Outcome", [outcome.id for outcome in definition.outcomes]),
            ("Group", [group.id for group in definition.groups]),
        ]

    for (what, old), (_, new) in zip(each(before), each(after), strict=True):
        yield what, old, new
