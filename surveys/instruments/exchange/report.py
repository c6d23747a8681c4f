"""What an import or export could not carry over, each with its place and a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LONGEST_QUOTE = 60


class ExchangeError(ValueError):
    """A file that can't be read at all; the message is a sentence."""


@dataclass(frozen=True)
class Remark:
    """One thing that is not as it was, with its place in the file."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


@dataclass
class Report:
    """The remarks in the order in which they were made, each once."""

    _remarks: dict[Remark, None] = field(default_factory=dict)

    def note(self, place: str, sentence: str) -> None:
        """Add a remark."""
        self._remarks[Remark(printable(place), sentence)] = None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """All remarks."""
        return tuple(self._remarks)


@dataclass(frozen=True)
class Imported:
    """An instrument's document as YAML ("" when nothing could be used), and what was not carried over.

    `languages` are those in which no text is missing.
    """

    id: str
    text: str
    remarks: tuple[Remark, ...]
    languages: tuple[str, ...] = ()
    items: int = 0
    scores: int = 0


@dataclass(frozen=True)
class Exported:
    """Files by relative path, and what they can't say."""

    files: dict[str, str]
    remarks: tuple[Remark, ...]


def grouped(remarks: Sequence[Remark]) -> list[tuple[str, list[str]]]:
    """Each sentence once, with all its places."""
    places: dict[str, list[str]] = {}
    for remark in remarks:
        places.setdefault(remark.sentence, []).append(remark.place)
    return [(sentence, [place for place in found if place]) for sentence, found in places.items()]


def printable(text: object) -> str:
    """A text without characters that can't be shown or stored."""
    return UNPRINTABLE.sub("", str(text))


def quoted(text: object) -> str:
    """Something from a file in typographic quotes, cut where it is long."""
    plain = printable(text)
    return f"“{plain[:LONGEST_QUOTE]}…”" if len(plain) > LONGEST_QUOTE else f"“{plain}”"


def as_lines(remarks: Sequence[Remark], shown: int = 6) -> list[str]:
    """The remarks as lines of text, each with its first places."""
    lines = []
    for sentence, places in grouped(remarks):
        more = f" and {len(places) - shown} more" if len(places) > shown else ""
        where = ", ".join(places[:shown]) + more
        lines.append(f"{where}: {sentence}" if where else sentence)
    return lines
