"""The studies that a researcher may see."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.findings.findings import REAL
from surveys.findings.models import Aggregate
from surveys.protocols.access import studies_visible_to
from surveys.protocols.models import Study


@dataclass(frozen=True)
class Line:
    """One study in the list; the counts are None until its first findings are there."""

    study: Study
    started: int | None
    consented: int | None
    completed: int | None


@require_safe
@login_required
@never_cache
def studies(request: HttpRequest) -> HttpResponse:
    """The list, or how to begin."""
    lines = lines_of(studies_visible_to(request.user))
    return render(request, "researcher/studies.html", {"lines": lines, "place": "studies", "page_title": "Studies"})


def lines_of(visible: QuerySet[Study]) -> list[Line]:
    """The studies by title, with the counts of their stored findings; two statements."""
    shown = list(visible.only("slug", "title", "state").order_by("title"))
    parts = Aggregate.objects.filter(study__in=shown, origin=REAL)
    counts = {
        study: (enrolment["started"], enrolment["consented"], sum(each["completed"] for each in flow))
        for study, enrolment, flow in parts.values_list("study_id", "document__enrolment", "document__flow")
    }
    return [Line(study, *counts.get(study.pk, (None, None, None))) for study in shown]
