"""One word on each showing; docs/films.md has the rules."""

from typing import Final

from surveys.films.watched import Watched

SEEN, HIDDEN, PARTLY, BARELY = "seen", "hidden", "partly", "barely"
IMPLAUSIBLE, DECLINED, UNPLAYABLE, NO_EVIDENCE = "implausible", "declined", "unplayable", "no_evidence"
VERDICTS: Final = {
    SEEN: "enough of it played in sight",
    HIDDEN: "enough of it played, but too much of that out of sight",
    PARTLY: "at least half of what is enough played in sight",
    BARELY: "less than that played in sight",
    IMPLAUSIBLE: "it would be enough only with claims that can't be true",
    DECLINED: "the person chose not to see it, or not to its end",
    UNPLAYABLE: "it couldn't be played on this device",
    NO_EVIDENCE: "nothing was reported that played",
}


def verdict(seen: Watched, wanted: float) -> str:
    """The word for a showing, of which the share `wanted` (0 to 1) is enough; the first rule that holds."""
    rules = {
        SEEN: seen.evidence and seen.in_sight >= wanted,
        IMPLAUSIBLE: seen.refused > 0 and seen.coverage < wanted <= seen.claimed,
        DECLINED: seen.declined,
        UNPLAYABLE: seen.unplayable,
        NO_EVIDENCE: not seen.evidence,
        HIDDEN: seen.coverage >= wanted,
        PARTLY: seen.in_sight >= wanted / 2,
    }
    return next((word for word, holds in rules.items() if holds), BARELY)
