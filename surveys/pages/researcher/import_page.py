"""Import a questionnaire into a study's document: a file goes in, a report comes out, one button adds it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from surveys.instruments.exchange.fill_skeleton import fill_skeleton, skeleton_names
from surveys.instruments.exchange.read_exchange import read_exchange
from surveys.instruments.exchange.read_own import read_own
from surveys.instruments.exchange.report import ExchangeError, Imported, grouped
from surveys.instruments.exchange.unzip import MAX_ZIP_BYTES
from surveys.pages.researcher.document import known, to_file
from surveys.protocols.access import studies_editable_by
from surveys.protocols.add_instruments import add_instruments, languages_of, path_of
from surveys.protocols.draft import ConflictError, DraftError, draft_of, revision_of
from surveys.protocols.models import Study

KINDS = {"reproschema": "ReproSchema", "redcap": "REDCap", "yaml": "YAML"}
# What was read travels in the page's form until somebody has looked at it.
MAX_IN_FORM = 800_000
MAX_IN_FORM_COUNT = 50
PLACES_SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def import_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for a file; after it what was read, what wasn't, and a button."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    if request.method != "POST":
        return page(request, study)
    upload = request.FILES.get("file")
    try:
        if upload is None or upload.size is None or upload.size > MAX_ZIP_BYTES:
            raise ExchangeError(f"Choose a file; {MAX_ZIP_BYTES:,} bytes are the most.")
        found = read_exchange(upload.read(), languages_of(draft_of(study).texts))
        if skeleton := request.POST.get("fill", ""):
            found = fill_skeleton(found, skeleton)
        check_size(found.instruments)
    except ExchangeError as error:
        return page(request, study, problem=f"{error} Nothing was added.", status=422)
    return page(request, study, found.instruments, kind=KINDS[found.kind])


@require_POST
@login_required
@never_cache
def add_imported(request: HttpRequest, slug: str) -> HttpResponse:
    """Add what was read and looked at to the draft."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    texts = request.POST.getlist("text")[:MAX_IN_FORM_COUNT]
    wanted = set(request.POST.getlist("add"))
    try:
        read = [each for text in texts for each in read_own(text.encode("utf-8", "replace"))]
        chosen = {each.id: each.text for each in read if each.text and each.id in wanted}
        if not chosen:
            raise ExchangeError("Nothing was chosen.")
        revision = request.POST.get("revision", "")
        add_instruments(study, chosen, replace=True, revision=revision, by=known(request), at=timezone.now())
    except (ExchangeError, DraftError) as error:
        return page(request, study, problem=f"{error} Nothing was added.", status=422)
    except ConflictError as conflict:
        problem = f"{conflict} Nothing was added yet; what you read is below."
        return page(request, study, read, problem=problem, status=409)
    asked = ", ".join(f"- ask: {name}" for name in chosen)
    messages.success(request, f"Added. People are asked once it stands in the journey: {asked}")
    return to_file(study, path_of(next(iter(chosen))))


def check_size(instruments: Sequence[Imported]) -> None:
    """ExchangeError for more than fits into a form."""
    if len(instruments) > MAX_IN_FORM_COUNT or sum(len(each.text.encode()) for each in instruments) > MAX_IN_FORM:
        raise ExchangeError(
            "There is too much in the file for this page. Read it by manage.py import_instrument, or in parts."
        )


def page(
    request: HttpRequest, study: Study, instruments: Sequence[Imported] = (), *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page, with a report for each instrument."""
    draft = draft_of(study)
    shown = {
        "study": study,
        "revision": revision_of(study, draft),
        "instruments": [reported(each, draft.texts) for each in instruments],
        "skeletons": () if instruments else skeleton_names(),
        "addable": any(each.text for each in instruments),
        "place": "document",
        "page_title": "Import a questionnaire",
        **more,
    }
    return render(request, "researcher/import.html", shown, status=status)


def reported(imported: Imported, texts: dict[str, str]) -> dict[str, Any]:
    """What the template prints of one instrument."""
    remarks = [
        (sentence, ", ".join(places[:PLACES_SHOWN]), places[PLACES_SHOWN:])
        for sentence, places in grouped(imported.remarks)
    ]
    path = path_of(imported.id) if imported.text else ""
    return {"imported": imported, "path": path, "exists": path in texts, "remarks": remarks}
