"""A study's data: ask for a file, see what became of it, cancel it, take it home; and what its columns are."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.enrolment.models import Participant
from surveys.exports.ask import UNDER_WAY, ask, somebody
from surveys.exports.cancel import cancel
from surveys.exports.error import ExportError
from surveys.exports.hand_out import hand_out
from surveys.exports.models import Export
from surveys.exports.preview import preview_columns, preview_csv
from surveys.exports.reach import exports_open_to
from surveys.protocols.access import studies_editable_by, studies_owned_by, studies_visible_to
from surveys.protocols.models import Study

SHOWN = 50
# Own words are asked for by a form of their own.
DATA_LAYOUTS = [choice for choice in Export.Layout.choices if choice[0] != Export.Layout.TEXTS]
PLACE = {"place": "exports"}


@dataclass(frozen=True)
class Source:
    """Whose data could be exported: their origin, what they are called, and how many consented."""

    origin: str
    label: str
    people: int


@require_safe
@login_required
@never_cache
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; only owners and editors take data home."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    shown: dict[str, Any] = {"study": study, "page_title": "Data", "may": may_export(request, study), **PLACE}
    if shown["may"]:
        listed = exports_open_to(request.user).filter(study=study).select_related("asked_by")
        listed = listed.order_by("-asked_at", "-pk")[:SHOWN]
        found = sources(study)
        shown |= {"exports": listed, "layouts": DATA_LAYOUTS, "sources": found, "owns": owns(request, study)}
        shown["likely"] = next((source.origin for source in found if source.people), "")
        shown["under_way"] = any(export.state in UNDER_WAY for export in listed)
    return render(request, "researcher/exports.html", shown)


@require_POST
@login_required
@never_cache
def ask_export(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a file."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    wanted = {name: request.POST.get(name, "") for name in ("level", "layout", "origin")}
    try:
        will_read = request.POST.get("will_read") == "yes"
        ask(study, by=request.user, at=timezone.now(), will_read=will_read, **wanted)  # type: ignore[arg-type]
    except ExportError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Your export is being made. It appears below when it is ready.")
    return redirect("exports", slug)


@require_POST
@login_required
@never_cache
def cancel_export(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Cancel one that isn't ready."""
    export = find(request, slug, number)
    try:
        cancel(export, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ExportError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The export was cancelled. Nothing of it was kept.")
    return redirect("exports", slug)


@require_POST
@login_required
@never_cache
def export_file(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Hand the file out; a post, because it is entered in the audit trail."""
    export = find(request, slug, number)
    try:
        path = hand_out(export, to=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ExportError as error:
        messages.error(request, str(error))
        return redirect("exports", slug)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=export.download_name, content_type="application/zip"
    )


@require_safe
@login_required
@never_cache
def codebook(request: HttpRequest, slug: str) -> HttpResponse:
    """What the columns will be, before anybody has answered."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    shown = {"study": study, "page_title": "Codebook", "columns": preview_columns(study), **PLACE}
    return render(request, "researcher/codebook.html", shown)


@require_safe
@login_required
@never_cache
def codebook_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table for programs."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    answer = HttpResponse(preview_csv(study), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{study.slug}_codebook.csv"'
    return answer


def find(request: HttpRequest, slug: str, number: int) -> Export:
    """The export of a study that this user may export; not found otherwise."""
    return get_object_or_404(exports_open_to(request.user).select_related("study"), study__slug=slug, pk=number)


def may_export(request: HttpRequest, study: Study) -> bool:
    """Whether this user may take data home."""
    return studies_editable_by(request.user).filter(pk=study.pk).exists()


def owns(request: HttpRequest, study: Study) -> bool:
    """Whether this user may take home what people wrote in their own words."""
    return studies_owned_by(request.user).filter(pk=study.pk).exists()


def sources(study: Study) -> list[Source]:
    """Whose data there are, real people first, always."""
    labels = {"real": "Real people", "simulated": "Simulated people", "test": "Test persons"}
    found = [Source(origin, labels[origin], somebody(study, origin).count()) for origin in Participant.Origin.values]
    return [source for source in found if source.people or source.origin == Participant.Origin.REAL]
