"""How a study is written, for whoever writes one."""

from functools import lru_cache
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from surveys import protocols
from surveys.pages.participant.texts import first_heading, rendered

FILE = Path(protocols.__file__).parent / "language.md"


@require_safe
@login_required
def language(request: HttpRequest) -> HttpResponse:
    """The page."""
    title, body = text()
    return render(request, "researcher/language.html", {"title": title, "body": body, "page_title": title})


@lru_cache(maxsize=1)
def text() -> tuple[str, SafeString]:
    """The page's heading and the rest."""
    title, rest = first_heading(FILE.read_text())
    return title, rendered(rest)
