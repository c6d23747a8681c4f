"""Opening a blinded study's findings before its stop: for owners, by typing the study's name, with a reason."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys.findings.blinding import blinding
from surveys.findings.look import LONGEST_REASON, LookError, look
from surveys.protocols.access import studies_owned_by
from surveys.protocols.models import Study

OPENED = "The findings are open to everybody who may see this study. The look and its reason are kept."
OTHER_NAME = "This is not the study's name. Type it as it stands above the field."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def unblind(request: HttpRequest, slug: str) -> HttpResponse:
    """The page that asks whether it shall be; its post does it."""
    study = get_object_or_404(studies_owned_by(request.user), slug=slug)
    shown = blinding(study, now=timezone.now())
    if shown.stop is None or not shown.is_blinded:
        messages.info(request, "The findings of this study are open.")
        return redirect("findings", slug)
    problem = opened(request, study) if request.method == "POST" else None
    if request.method == "POST" and not problem:
        messages.success(request, OPENED)
        return redirect("findings", slug)
    page: dict[str, Any] = {"study": study, "page_title": "Look before the stop", "place": "findings"}
    page |= {"until": shown.stop.said, "problem": problem, "longest": LONGEST_REASON}
    page |= {name: request.POST.get(name, "") for name in ("name", "reason")}
    return render(request, "researcher/unblind.html", page, status=422 if problem else 200)


def opened(request: HttpRequest, study: Study) -> str:
    """Do it; a sentence where it can't be done."""
    if " ".join(request.POST.get("name", "").split()) != " ".join(study.title.split()):
        return OTHER_NAME
    try:
        look(study, by=request.user, reason=request.POST.get("reason", ""), at=timezone.now())  # type: ignore[arg-type]
    except LookError as error:
        return str(error)
    return ""
