"""Small parts of a page, in a language."""

from typing import Any

from django.template.loader import render_to_string

from surveys.pages.participant.languages import speaking


def snippet(template: str, language: str, **context: Any) -> str:
    """A small template in a language."""
    with speaking(language):
        return render_to_string(template, context)
