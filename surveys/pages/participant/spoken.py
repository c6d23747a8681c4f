"""An answer in words, as its person would read it."""

from django.utils.translation import gettext

from surveys.instruments.items import Answer, Choice, Grid, Item, is_gap

OTHER = "other"


def spoken(item: Item, stored: Answer, language: str) -> str:
    """Labels of what was chosen, words of one's own, numbers and texts as they are; nothing for a gap."""
    if is_gap(stored):
        return ""
    if isinstance(item, Grid):
        return ", ".join(f"{on_line(item, axis, language)} {stored[axis]}/{item.size}" for axis in (0, 1))
    if not isinstance(item, Choice):
        return f"{stored:g}" if isinstance(stored, float) else str(stored)
    labels = {option.value: option.label.get(language, "") for option in item.options}
    labels.setdefault(OTHER, own_words(item, stored) or gettext("something else"))
    value = item.value(stored)
    return ", ".join(str(labels.get(each, each)) for each in (value if isinstance(value, list) else [value]))


def on_line(item: Grid, axis: int, language: str) -> str:
    """What one of the two lines of a grid is called, by its ends."""
    return " – ".join(end.get(language, "") for end in (item.x, item.y)[axis])


def own_words(item: Choice, stored: Answer) -> str:
    """What was written beside “something else”, empty when nothing was."""
    if not item.other or not isinstance(stored, list) or OTHER not in stored:
        return ""
    last = stored[-1]
    return str(last.get(OTHER, "") if isinstance(last, dict) else last if last != OTHER else "")
