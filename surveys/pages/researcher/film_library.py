"""The library of films: what there is, and everything about each."""

import time
from pathlib import PurePosixPath
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.films.access import films_changeable_by, films_visible_to
from surveys.films.loudness import TARGET_LUFS
from surveys.films.models import Film, Transcode
from surveys.films.sign import film_path
from surveys.protocols.access import studies_editable_by, studies_visible_to
from surveys.protocols.film_use import studies_with

PLACE = {"place": "films"}
SHOWN_S = 4 * 3600
# The rendition that a page of the desk plays.
DESK_HEIGHT = 480


@require_safe
@login_required
@never_cache
def films(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    asked = request.GET.get("find", "").strip()
    rows = films_visible_to(request.user).select_related("transcode").order_by("-imported_at", "-pk")
    rows = rows.prefetch_related("successors")
    lines = [(film, state_of(film), picture_of(film)) for film in rows if fits(film, asked)]
    shown = {"lines": lines, "find": asked, "page_title": "Films", **PLACE}
    return render(request, "researcher/films.html", shown)


def fits(film: Film, asked: str) -> bool:
    """Whether a film's words hold what somebody looks for."""
    words = (film.title, film.file_name, film.source, film.target, *film.themes, *film.norms)
    return asked.casefold() in " ".join(words).casefold()


@require_safe
@login_required
@never_cache
def film_page(request: HttpRequest, sha256: str) -> HttpResponse:
    """One film."""
    film = get_object_or_404(films_visible_to(request.user).select_related("transcode", "replaces"), sha256=sha256)
    return render(request, "researcher/films_film.html", shown(request, film))


def shown(request: HttpRequest, film: Film, **more: Any) -> dict[str, Any]:
    """What the template prints."""
    using = studies_with(film.sha256)
    visible = studies_visible_to(request.user).filter(pk__in=using.values("pk"))
    return {
        "film": film,
        "state": state_of(film),
        "renditions": film.renditions.order_by("size"),
        "norms": [(feeling, norm) for feeling, norm in film.norms.items()],
        "captions": [(language, film_address(sha256, f"{language}.vtt")) for language, sha256 in film.captions.items()],
        "plays": playing(film),
        "poster": picture_of(film),
        "using": visible.order_by("title"),
        "others": using.count() - visible.count(),
        "variants": film.variants.order_by("title"),
        "successors": film.successors.order_by("imported_at"),
        "may": films_changeable_by(request.user).filter(pk=film.pk).exists(),
        "studies": studies_editable_by(request.user).only("slug", "title").order_by("title"),
        "loudness": "" if film.loudness is None else f"{film.loudness:.1f}".replace("-", "−"),
        "target_loudness": f"{TARGET_LUFS:g}".replace("-", "−"),
        "page_title": str(film),
        **PLACE,
        **more,
    }


@require_safe
@login_required
@never_cache
def film_state(request: HttpRequest, sha256: str) -> HttpResponse:
    """How far a film is, for the page's script."""
    film = get_object_or_404(films_visible_to(request.user).select_related("transcode"), sha256=sha256)
    return JsonResponse(state_of(film))


def state_of(film: Film) -> dict[str, Any]:
    """How far a film is: a word for the badge, the share that is done, a reason where it failed."""
    work = getattr(film, "transcode", None)
    state = work.state if work is not None else ""
    words = {
        "waiting": "Waits to be made ready",
        "done": "Ready",
        "failed": "Could not be made ready",
        "": "As it was given",
    }
    progress = work.progress if work is not None and state == Transcode.State.RUNNING else 0.0
    word = f"Is being made ready, {progress:.0%}" if state == Transcode.State.RUNNING else words[state]
    badge = {"done": "good", "failed": "bad"}.get(state, "warn" if state else "")
    alive = state in (Transcode.State.WAITING, Transcode.State.RUNNING)
    reason = work.reason if work is not None else ""
    return {
        "state": state,
        "word": word,
        "badge": badge,
        "progress": round(progress, 3),
        "alive": alive,
        "reason": reason,
    }


def playing(film: Film) -> tuple[str, str] | None:
    """Address and kind of the file that this page plays; None while no browser could play any."""
    made = sorted(film.renditions.all(), key=lambda each: abs(each.size - DESK_HEIGHT))
    if made:
        return film_address(made[0].sha256, "film.mp4"), "video/mp4"
    return (film_address(film.sha256, film_name(film)), "video/mp4") if film.playable else None


def picture_of(film: Film) -> str:
    """The address of a film's picture; empty while there is none."""
    return film_address(film.poster, "poster.jpg") if film.poster else ""


def film_name(film: Film) -> str:
    """A plain name with the film's ending."""
    return f"film{PurePosixPath(film.file_name).suffix}"


def film_address(sha256: str, name: str) -> str:
    """An address that plays for as long as somebody looks at a page."""
    return film_path(sha256, name, expires=time.time() + SHOWN_S)
