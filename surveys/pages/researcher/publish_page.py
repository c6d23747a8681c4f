"""Publish a draft: what it changes, then one button; and close or reopen the study."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.enrolment.consent import text_sha256
from surveys.instruments.document import DefinitionError
from surveys.ledger.append import append
from surveys.protocols.access import studies_editable_by
from surveys.protocols.ask_again import ask_again
from surveys.protocols.changes import file_diffs
from surveys.protocols.compare import compare
from surveys.protocols.definition import Definition
from surveys.protocols.draft import ConflictError, checked, draft_of, revision_of
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.mails import warnings_of
from surveys.protocols.models import Study
from surveys.protocols.publish_draft import publish_draft


@require_safe
@login_required
@never_cache
def publish_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What would change."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    return render(request, "researcher/publish.html", shown(study))


def shown(study: Study, **more: Any) -> dict[str, Any]:
    """What the template prints."""
    draft, newest = draft_of(study), newest_version(study.slug)
    page: dict[str, Any] = {
        "study": study,
        "revision": revision_of(study, draft),
        "changed_by": draft.changed_by,
        "changed_at": draft.changed_at,
        "number": (study.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1,
        "diffs": file_diffs(study.source, draft.texts),
        "place": "document",
        "page_title": "Publish",
        **more,
    }
    try:
        definition = checked(study, draft.texts, draft.films)
    except DefinitionError as error:
        return {**page, "faults": error.faults}
    changes = compare(definition_of(newest[0]), definition) if newest else []
    page["warnings"] = list(warnings_of(definition))
    page["new_consent"] = newest is not None and other_consent(definition_of(newest[0]), definition)
    return {**page, "changes": changes, "breaks_pooling": any(change.breaks_pooling for change in changes)}


def other_consent(before: Definition, after: Definition) -> bool:
    """Whether somebody under way has agreed to another text than the new version's."""
    shared = [each for each in before.languages if each in after.languages]
    return any(text_sha256(before, each) != text_sha256(after, each) for each in shared)


@require_POST
@login_required
@never_cache
def publish_study(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish what was looked at, or say why not."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    revision = request.POST.get("revision", "")
    try:
        version = publish_draft(study, revision=revision, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except ConflictError as conflict:
        problem = f"{conflict} Nothing was published. Look at the changes again."
        return render(request, "researcher/publish.html", shown(study, problem=problem), status=409)
    except DefinitionError as error:
        page = shown(study, faults=error.faults, problem="Nothing was published: the document has faults.")
        return render(request, "researcher/publish.html", page, status=422)
    if request.POST.get("ask_again") == "yes":
        ask_again(version, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, f"Version {version.number} is published. New people start on it, from the links below.")
    return redirect("people", slug)


@require_POST
@login_required
@never_cache
def open_or_close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a study for new people, or open it again; whoever is under way goes on."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    state = request.POST.get("state", "")
    if newest_version(slug) is None or state not in (Study.State.OPEN, Study.State.CLOSED):
        messages.error(request, "Only a published study can be opened or closed.")
        return redirect("document", slug)
    Study.objects.filter(pk=study.pk).update(state=state)
    append(f"study {state}", by=str(request.user.pk), study=slug, at=timezone.now())
    closed = "The study is closed: nobody new can start, people under way go on."
    messages.success(request, closed if state == Study.State.CLOSED else "The study is open.")
    return redirect("people", slug)
