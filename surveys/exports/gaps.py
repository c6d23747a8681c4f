"""What stands in a cell where there is no answer: three codes that stay apart, and that no answer can look like."""

from typing import Final

DECLINED: Final = "[declined]"
NOT_ANSWERED: Final = "[not answered]"
NOT_SHOWN: Final = "[not shown]"
MEANINGS: Final = {
    DECLINED: "preferred not to say",
    NOT_ANSWERED: "shown, and left open",
    NOT_SHOWN: "never shown: not reached, not asked of this person, or not in this version",
}
