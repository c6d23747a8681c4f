"""Piping: names in a text, each one look-up in a flat mapping; no engine runs on anybody's text."""

import re
from collections.abc import Callable

PIPED = re.compile(r"\{\{|\}\}|\{([A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*){0,3})\}")


def piped(text: str, replace: Callable[[str], str]) -> str:
    """The text with `replace(name)` for each {name}; {{ and }} are braces."""
    return PIPED.sub(lambda match: replace(match[1]) if match[1] else match[0][0], text)


def names_piped(text: str) -> list[str]:
    """The names that a text pipes, in order."""
    return [match[1] for match in PIPED.finditer(text) if match[1]]
