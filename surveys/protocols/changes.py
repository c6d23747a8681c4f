"""What a publication would change, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff

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
    """The files that differ between two folders, the protocol first."""
    return [
        FileDiff(path, state_of(path, before, after), list(diff_lines(before.get(path, ""), after.get(path, ""))))
        for path in sorted({*before, *after}, key=lambda path: (path != "protocol.yaml", path))
        if before.get(path) != after.get(path)
    ]


def state_of(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Whether a file is new, gone or changed."""
    return "new" if path not in before else "removed" if path not in after else "changed"


def diff_lines(before: str, after: str) -> Iterator[DiffLine]:
    """The changed lines with some around them."""
    # A file that isn't there has no line, not an empty one.
    old, new = (text.split("\n") if text else [] for text in (before, after))
    lines = unified_diff(old, new, lineterm="", n=CONTEXT)
    for number, line in enumerate(lines):
        # The first two lines name the files.
        if number > 1:
            yield DiffLine(line[:1] if line[:1] in "+-@" else " ", line if line.startswith("@@") else line[1:])
