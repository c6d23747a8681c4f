"""A study's document as text, with every fault beside its line; saved with faults, published without."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.instruments.document import Fault
from surveys.protocols.access import studies_editable_by, studies_visible_to
from surveys.protocols.changes import diff_lines
from surveys.protocols.draft import (
    PROTOCOL,
    Change,
    ConflictError,
    DraftError,
    added,
    change_draft,
    draft_of,
    faults_of,
    removed,
    renamed,
    revision_of,
    written,
)
from surveys.protocols.models import Draft, Study

PLACE = {"place": "document", "page_title": "Document"}


@require_safe
@login_required
@never_cache
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one file."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    return render(request, "researcher/document.html", shown(request, study, request.GET.get("file", PROTOCOL)))


def shown(request: HttpRequest, study: Study, path: str, **more: Any) -> dict[str, Any]:
    """What the template prints; `more` gives back what couldn't be saved."""
    draft = more.get("draft") or draft_of(study)
    path = path if path in draft.texts or "text" in more else PROTOCOL
    text = more.get("text", draft.texts.get(path, ""))
    texts = {**draft.texts, path: text}
    faults = faults_of(study, texts, draft.films)
    return {
        "study": study,
        "draft": draft,
        "revision": revision_of(study, draft),
        "file": path,
        "files": files_of(draft, faults),
        "faults": faults,
        "here": [fault for fault in faults if fault.file == path],
        "listing": listing(text, [fault for fault in faults if fault.file == path]),
        "text": text,
        "may": studies_editable_by(request.user).filter(pk=study.pk).exists(),
        "may_move": path != PROTOCOL,
        "unpublished": draft.texts != study.source,
        **PLACE,
        **{key: value for key, value in more.items() if key != "draft"},
    }


def files_of(draft: Draft, faults: list[Fault]) -> list[tuple[str, int]]:
    """The files, the protocol first, each with the number of its faults; files that are missing have theirs too."""
    names = dict.fromkeys([PROTOCOL, *sorted(draft.texts)])
    return [(name, sum(fault.file == name for fault in faults)) for name in names if name in draft.texts]


def listing(text: str, faults: list[Fault]) -> list[tuple[int, str, list[str]]]:
    """The lines of a text with number and faults; those without a line stand at the first."""
    by_line: dict[int, list[str]] = {}
    for fault in faults:
        by_line.setdefault(max(1, fault.line), []).append(fault.sentence)
    return [(number, line, by_line.get(number, [])) for number, line in enumerate(text.split("\n"), 1)]


@require_POST
@login_required
@never_cache
def save_document(request: HttpRequest, slug: str) -> HttpResponse:
    """Save one file; whatever can't be saved is given back."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    path, text = request.POST.get("file", PROTOCOL), request.POST.get("text", "")
    try:
        change = written(path, text)
        draft = change_draft(
            study, change, revision=request.POST.get("revision", ""), by=known(request), at=timezone.now()
        )
    except DraftError as error:
        page = shown(request, study, path, text=text, problem=str(error))
        return render(request, "researcher/document.html", page, status=422)
    except ConflictError as conflict:
        return in_conflict(request, study, path, text, conflict.draft)
    count = len(faults_of(study, draft.texts, draft.films))
    messages.success(request, f"Saved. To mend before it can be published: {count}." if count else "Saved. No faults.")
    return to_file(study, path)


def in_conflict(request: HttpRequest, study: Study, path: str, text: str, draft: Draft) -> HttpResponse:
    """The own text, beside what somebody else has saved; saving again is saving knowingly."""
    stored = draft.texts.get(path, "")
    more = {
        "draft": draft,
        "text": text.replace("\r\n", "\n"),
        "conflict": True,
        "who": draft.changed_by,
        "difference": list(diff_lines(stored, text.replace("\r\n", "\n"))),
    }
    return render(request, "researcher/document.html", shown(request, study, path, **more), status=409)


@require_POST
@login_required
@never_cache
def change_files(request: HttpRequest, slug: str) -> HttpResponse:
    """Add, rename or take away a file."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    path, name = request.POST.get("file", PROTOCOL), request.POST.get("name", "").strip()
    try:
        change, goes_to = wanted_change(request.POST.get("do", ""), path, name)
        change_draft(study, change, revision=request.POST.get("revision", ""), by=known(request), at=timezone.now())
    except DraftError as error:
        messages.error(request, str(error))
        return to_file(study, path)
    except ConflictError as conflict:
        messages.error(request, f"{conflict} Nothing was changed; look at it again first.")
        return to_file(study, path)
    messages.success(request, "Saved.")
    return to_file(study, goes_to)


def wanted_change(do: str, path: str, name: str) -> tuple[Change, str]:
    """The change that was asked for, and the file to look at afterwards."""
    if do == "add":
        return added(name), name
    if do == "rename":
        return renamed(path, name), name
    if do == "remove":
        return removed(path), PROTOCOL
    raise DraftError("That can't be done with a file.")


@require_POST
@login_required
@never_cache
def check_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The faults of a text that isn't saved yet, for the page's script."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    draft = draft_of(study)
    texts = {**draft.texts, request.POST.get("file", PROTOCOL): request.POST.get("text", "").replace("\r\n", "\n")}
    faults = faults_of(study, texts, draft.films)
    return JsonResponse({"faults": [[fault.file, fault.line, fault.sentence] for fault in faults]})


def to_file(study: Study, path: str) -> HttpResponse:
    """Back to the page of a file."""
    return HttpResponseRedirect(f"{reverse('document', args=[study.slug])}?{urlencode({'file': path})}")


def known(request: HttpRequest) -> Any:
    """The signed-in user."""
    return request.user
