"""Names from elsewhere as ids of ours: valid, not reserved, each once."""

import re
import unicodedata

from surveys.instruments.exchange.report import Report, quoted
from surveys.instruments.reserved import RESERVED

LONGEST_ID = 32
NO_ID = re.compile(r"[^A-Za-z0-9_]+")


class Names:
    """The ids that were given for names, and all that is taken."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.ids: dict[str, str] = {}
        self.taken: set[str] = set()

    def give(self, name: str, place: str, *, otherwise: str = "item") -> str:
        """The id for a name; a remark where it had to be another."""
        given = self.free(usable_id(name, otherwise))
        if name in self.ids:
            self.report.note(place, f"The id {quoted(name)} stands here twice. This one is now “{given}”.")
        elif given != name:
            self.report.note(place, f"{quoted(name)} can't be an id here{reason(name)}. It is now “{given}”.")
        self.ids.setdefault(name, given)
        self.take(given)
        return given

    def take(self, *names: str) -> None:
        """Keep names from being given."""
        self.taken.update(name.lower() for name in names)

    def free(self, name: str) -> str:
        """The name, with a number behind it where it is taken."""
        number, free = 2, name
        while free.lower() in self.taken:
            ending = f"_{number}"
            free, number = name[: LONGEST_ID - len(ending)] + ending, number + 1
        return free


def usable_id(name: str, otherwise: str = "item") -> str:
    """A name by the rule for ids, as near to the given one as can be."""
    plain = unicodedata.normalize("NFKD", name[:200]).encode("ascii", "ignore").decode()
    plain = NO_ID.sub("_", plain.strip()).lstrip("_")
    if not plain:
        return otherwise
    if not plain[0].isalpha():
        plain = f"{otherwise[0]}{plain}"
    plain = plain[:LONGEST_ID]
    return f"{plain}_{otherwise}" if plain.lower() in RESERVED else plain


def reason(name: str) -> str:
    """Why a name is no id, where a word says it."""
    if name.lower() in RESERVED:
        return ": it is a reserved word of statistics programs or of Lacrima"
    return f": {LONGEST_ID} characters are the most" if len(name) > LONGEST_ID else ""
