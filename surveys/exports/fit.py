"""Names for columns that no document names: unique, and short enough for SPSS and Stata."""

import re
from collections.abc import Iterable

from surveys.protocols.columns import LONGEST

NOT_ALLOWED = re.compile(r"[^A-Za-z0-9_]")


class Fit:
    """Gives names; the columns that studies name themselves are taken from the start. The same parts, the same name."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {name.lower() for name in taken}
        self.given: dict[tuple[str, str], str] = {}

    def name(self, stem: str, suffix: str = "") -> str:
        """stem + suffix, shortened and numbered where it must be."""
        if (stem, suffix) not in self.given:
            self.given[stem, suffix] = next(each for each in candidates(stem, suffix) if each.lower() not in self.taken)
            self.taken.add(self.given[stem, suffix].lower())
        return self.given[stem, suffix]


def candidates(stem: str, suffix: str) -> Iterable[str]:
    """The name as it should be, then with numbers."""
    plain = NOT_ALLOWED.sub("_", stem)
    yield plain[: LONGEST - len(suffix)] + suffix
    for number in range(2, 100_000):
        end = f"_{number}{suffix}"
        yield plain[: LONGEST - len(end)] + end
