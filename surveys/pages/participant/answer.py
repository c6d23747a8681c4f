"""Whole pages that are not compiled: errors, endings, help."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from surveys.pages.participant.languages import ENGLISH, own_for, speaking, translated


def answer(template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page from a template in its language."""
    with speaking(context.get("language") or ENGLISH):
        return HttpResponse(render_to_string(template, dict(context)), status=status)


def failed(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """A page that says in a sentence what to do."""
    around = own_for(request)
    with speaking(around["language"]):
        context = {"heading": gettext("That did not work"), "sentence": translated(sentence), "again": True}
    return answer("participant/error.html", {**around, **context}, status=status)
