"""Add a film to the library, and put another file in a film's place: forms whose file may be very large."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from surveys.films.access import films_changeable_by, films_visible_to
from surveys.films.error import FilmError
from surveys.films.import_film import import_film
from surveys.films.models import Film
from surveys.films.replace_film import replace_film
from surveys.films.store import sha256_of
from surveys.pages.researcher.film_library import PLACE
from surveys.pages.researcher.film_upload import FilmUpload, film_in
from surveys.pages.researcher.film_words import captions_in, described, limits, words_in, words_of

HERE_ALREADY = "This film was in the library already; nothing about it was changed."
ADDED = "The film is here. It is being made ready for phones; that takes a while, and you needn't wait."
REPLACED = "The new film is here. Versions that were published keep the old one. Look whether its captions still fit."


# The form is read by a handler of our own; before that, nobody may look into it. Then it is protected like any other.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def add_film(request: HttpRequest) -> HttpResponse:
    """The form, and the film that it makes."""
    if request.method != "POST":
        return render(request, "researcher/films_add.html", page(request, words_of(None)))
    with going_up(request) as upload:
        return received(
            request, lambda: added(request, upload), lambda problem: page(request, words_in(request), problem)
        )


@contextmanager
def going_up(request: HttpRequest) -> Iterator[FilmUpload]:
    """Where the request's film goes; nothing of it is left afterwards."""
    upload = FilmUpload(request)
    request.upload_handlers = [upload]
    try:
        yield upload
    finally:
        upload.upload_interrupted()


def added(request: HttpRequest, upload: FilmUpload) -> str:
    """Take the film in; the address of its page."""
    film = film_in(request, upload)
    with captions_in(request) as captions:
        words = described(words_in(request), captions)
        known = Film.objects.filter(sha256=sha256_of(film.path)).first()
        if known is not None:
            messages.info(request, HERE_ALREADY)
            return reverse("library_film", args=[known.sha256])
        variant = films_visible_to(request.user).filter(sha256=request.POST.get("variant_of", "")).first()
        by: Any = request.user
        kept = import_film(film.path, words, name=film.name or "", variant_of=variant, by=by, at=timezone.now())
    messages.success(request, ADDED)
    return reverse("library_film", args=[kept.sha256])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def replace(request: HttpRequest, sha256: str) -> HttpResponse:
    """The form for another file, and the film that it makes."""
    if request.method != "POST":
        return render(request, "researcher/films_add.html", page(request, {}, old=replaceable(request, sha256)))
    with going_up(request) as upload:
        return received(
            request,
            lambda: replaced(request, upload, replaceable(request, sha256)),
            lambda problem: page(request, {}, problem, old=replaceable(request, sha256)),
        )


def replaceable(request: HttpRequest, sha256: str) -> Film:
    """The film that is to be replaced."""
    return get_object_or_404(films_changeable_by(request.user), sha256=sha256)


def replaced(request: HttpRequest, upload: FilmUpload, old: Film) -> str:
    """Take the new film in; the address of its page."""
    film = film_in(request, upload)
    by: Any = request.user
    new = replace_film(old, film.path, name=film.name or "", by=by, at=timezone.now())
    messages.success(request, REPLACED)
    return reverse("library_film", args=[new.sha256])


@csrf_protect
def received(request: HttpRequest, take: Callable[[], str], again: Callable[[str], dict[str, Any]]) -> HttpResponse:
    """Where the film is now, or what is wrong with it: as a page, or as JSON for a script that keeps the form."""
    scripted = "application/json" in request.headers.get("Accept", "")
    try:
        address = take()
    except UnreadablePostError:
        # Whoever sent it is gone.
        return HttpResponse(status=400)
    except FilmError as error:
        problem = f"{error} Nothing was added."
        if scripted:
            return JsonResponse({"problem": problem}, status=422)
        return render(request, "researcher/films_add.html", again(problem), status=422)
    return JsonResponse({"to": address}) if scripted else HttpResponseRedirect(address)


def page(request: HttpRequest, words: dict[str, str], problem: str = "", old: Film | None = None) -> dict[str, Any]:
    """What the template prints."""
    return {
        "words": words,
        "problem": problem,
        "old": old,
        "films": films_visible_to(request.user).order_by("title", "file_name"),
        "variant_of": request.POST.get("variant_of", "") if request.method == "POST" else "",
        "captions_language": request.POST.get("captions_language", "") if request.method == "POST" else "",
        "longest": limits(),
        "most": settings.FILM_MAX_BYTES,
        "most_mb": settings.FILM_MAX_BYTES // 1_000_000,
        "most_minutes": settings.FILM_MAX_MINUTES,
        "page_title": "Replace a film" if old else "Add a film",
        **PLACE,
    }
