"""An answer in words, as its person would read it."""

from django.utils.translation import gettext

from surveys.instruments.items import Answer, Choice, Item, is_gap

OTHER = "other"


def spoken(item: Item, stored: Answer, language: str) -> str:
    """Labels of what was chosen, words of one's own, numbers and texts as they are; nothing for a gap."""
    if is_gap(stored):
        return ""
    if not isinstance(item, Choice):
        return f"{stored:g}" if isinstance(stored, float) else str(stored)
    labels = {option.value: option.label.get(language, "") for option in item.options}
    labels.setdefault(OTHER, own_words(item, stored) or gettext("something else"))
    value = item.value(stored)
    return ", ".join(str(labels.get(each, each)) for each in (value if isinstance(value, list) else [value]))


def own_words(item: Choice, stored: Answer) -> str:
    """What was written beside “something else”, empty when nothing was."""
    if not item.other or not isinstance(stored, list) or OTHER not in stored:
        return ""
    last = stored[-1]
    return str(last.get(OTHER, "") if isinstance(last, dict) else last if last != OTHER else "")
