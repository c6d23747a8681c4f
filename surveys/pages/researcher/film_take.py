"""Take a film of the library into a study's document."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys.films.access import films_visible_to
from surveys.films.models import Film
from surveys.pages.researcher.document import known, to_file
from surveys.pages.researcher.film_library import picture_of, state_of
from surveys.protocols.access import studies_editable_by
from surveys.protocols.add_instruments import languages_of
from surveys.protocols.draft import PROTOCOL, ConflictError, DraftError, draft_of, revision_of
from surveys.protocols.film_use import why_not_ready
from surveys.protocols.models import Draft, Study
from surveys.protocols.take_film import lines_of, take_film


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """The films to choose from; for a chosen one its lines, and the button that puts them into the document."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    asked = request.POST.get("film") or request.GET.get("film", "")
    film = films_visible_to(request.user).filter(sha256=asked).select_related("transcode").first()
    if request.method != "POST" or film is None:
        return page(request, study, film)
    film_id = request.POST.get("id", "").strip()
    try:
        revision = request.POST.get("revision", "")
        take_film(study, film, film_id, revision=revision, by=known(request), at=timezone.now())
    except DraftError as error:
        return page(request, study, film, film_id=film_id, problem=str(error), status=422)
    except ConflictError as conflict:
        return page(request, study, film, film_id=film_id, problem=f"{conflict} Nothing was added yet.", status=409)
    messages.success(request, f"Added. People see it once it stands in the journey: - film: {film_id}")
    return to_file(study, PROTOCOL)


def page(request: HttpRequest, study: Study, film: Film | None, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page."""
    draft = draft_of(study)
    shown: dict[str, Any] = {
        "study": study,
        "film": film,
        "revision": revision_of(study, draft),
        "place": "document",
        "page_title": "Take a film",
        **more,
    }
    if film is None:
        rows = films_visible_to(request.user).select_related("transcode").order_by("-imported_at", "-pk")
        shown["lines"] = [(each, state_of(each), picture_of(each)) for each in rows]
    else:
        film_id = more.get("film_id") or free_id(film, draft)
        captions = [language for language in film.captions if language in languages_of(draft.texts)]
        shown |= {"film_id": film_id, "lines": written(film, film_id, captions), "unready": why_not_ready(film)}
    return render(request, "researcher/films_take.html", shown, status=status)


def written(film: Film, film_id: str, captions: list[str]) -> str:
    """The lines as they can be pasted."""
    try:
        return "films:\n" + "\n".join(f"  {line}" for line in lines_of(film, film_id, captions))
    except DraftError:
        return ""


def free_id(film: Film, draft: Draft) -> str:
    """A name that the study doesn't have yet, made of the film's."""
    called = film.title or film.file_name.rpartition(".")[0]
    words = re.sub(r"[^a-z0-9]+", "-", called.lower())[:28].strip("-")
    name = words if re.match(r"[a-z]", words) else f"film-{words}".strip("-")
    taken = {path.rpartition("/")[2].partition(".")[0] for path in draft.films}
    return next(each for each in (name, *(f"{name}-{number}" for number in range(2, 1000))) if each not in taken)
