"""Whole pages that are not compiled: errors, endings, help."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override


def answer(template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page from a template in its language."""
    with override(context.get("language") or "en"):
        return HttpResponse(render_to_string(template, dict(context)), status=status)


def failed(sentence: str, *, status: int, heading: str = "That did not work") -> HttpResponse:
    """A page that says in a sentence what to do."""
    context = {"language": "en", "direction": "ltr", "heading": heading, "sentence": sentence, "again": True}
    return answer("participant/error.html", context, status=status)
