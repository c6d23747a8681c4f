"""The languages of a study's document: what is translated, what is missing, files for translators and back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.pages.participant.languages import direction, name_of
from surveys.pages.researcher.document import known
from surveys.protocols.access import studies_editable_by, studies_visible_to
from surveys.protocols.documents import Folder
from surveys.protocols.draft import ConflictError, DraftError, draft_of, revision_of
from surveys.protocols.models import Study
from surveys.protocols.po import LONGEST_FILE
from surveys.protocols.texts import languages_of, places_of, unspoken
from surveys.protocols.translate import TranslationError, export_texts
from surveys.protocols.translate_draft import translate_draft

PROBLEMS_SHOWN = 100


@require_safe
@login_required
@never_cache
def translations(request: HttpRequest, slug: str) -> HttpResponse:
    """The languages, what is missing in each, and their files."""
    return page(request, get_object_or_404(studies_visible_to(request.user), slug=slug))


def page(request: HttpRequest, study: Study, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of all languages."""
    draft = draft_of(study)
    folder = Folder(draft.texts)
    first, *others = languages_of(folder)
    places = places_of(folder)
    # A study in one language has nothing that could be missing.
    shared = unspoken(places) if others else []
    shown = {
        "study": study,
        "revision": revision_of(study, draft),
        "first": name_of(first),
        "count": len(places),
        "languages": [described(language, places) for language in others],
        "shared": [(place.context, " ".join(place.said.values())) for place in shared],
        "may": studies_editable_by(request.user).filter(pk=study.pk).exists(),
        "place": "document",
        "page_title": "Languages",
        **more,
    }
    return render(request, "researcher/translations.html", shown, status=status)


def described(language: str, places: Any) -> dict[str, Any]:
    """What the page says of a language."""
    missing = [place for place in places if not place.shared and not place.said.get(language, "").strip()]
    return {
        "code": language,
        "name": name_of(language),
        "direction": direction(language),
        "done": len(places) - len(missing),
        "missing": [(place.context, next(iter(place.said.values()))) for place in missing],
    }


@require_POST
@login_required
@never_cache
def take_translations(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a file in; what didn't fit is listed, and the rest is in the draft."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    language, file = request.POST.get("language", ""), request.FILES.get("file")
    try:
        if file is None or file.size is None or file.size > LONGEST_FILE:
            raise TranslationError(f"Choose a file; {LONGEST_FILE:,} bytes are the most.")
        text, revision = file.read().decode("utf-8"), request.POST.get("revision", "")
        taken = translate_draft(study, text, language, revision=revision, by=known(request), at=timezone.now())
    except UnicodeDecodeError:
        return page(request, study, problem="The file is no UTF-8 text. Save it as UTF-8.", status=422)
    except (TranslationError, DraftError) as error:
        return page(request, study, problem=f"{error} Nothing was changed.", status=422)
    except ConflictError as conflict:
        return page(request, study, problem=f"{conflict} Nothing was changed; send the file again.", status=409)
    said = f"{taken.count} translations taken in."
    if taken.problems:
        return page(request, study, problem=f"{said} These didn't fit:", problems=taken.problems[:PROBLEMS_SHOWN])
    messages.success(request, said)
    return HttpResponseRedirect(reverse("translations", args=[study.slug]))


@require_safe
@login_required
@never_cache
def translators_file(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The PO file of a language, of the study's or of a new one."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    try:
        text = export_texts(Folder(draft_of(study).texts), language, at=timezone.now())
    except TranslationError as error:
        return page(request, study, problem=str(error), status=422)
    name = f"{study.slug}.{language}.po"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/x-gettext-translation; charset=utf-8", headers=headers)
