"""Pages with slots: rendered once by a template, split at their slots, filled per person by joining strings."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

# A fresh mark per process: no text can hold it, so no text can name a slot.
OPEN, CLOSE = f"\ue000{token_hex(8)}:", "\ue001"


def slot(name: str) -> SafeString:
    """The mark of a slot, to be printed by a template."""
    return mark_safe(f"{OPEN}{name}{CLOSE}")  # noqa: S308 - made of our own letters


class Slots(dict[str, SafeString]):
    """All slots by name, for a template's context."""

    def __missing__(self, name: str) -> SafeString:
        return slot(name)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rendered page: texts, and between them the names of slots."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with these values; a slot without one stays empty."""
        parts = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            parts.append(values.get(name, ""))
            parts.append(text)
        return "".join(parts)


def split(html: str) -> Compiled:
    """A rendered page, split at its slots."""
    first, *rest = html.split(OPEN)
    named = [part.partition(CLOSE) for part in rest]
    return Compiled((first, *(text for _, _, text in named)), tuple(name for name, _, _ in named))


def compiled(template: str, context: Mapping[str, Any]) -> Compiled:
    """A template rendered with `slots` in its context, split at them."""
    return split(render_to_string(template, {**context, "slots": Slots()}))
