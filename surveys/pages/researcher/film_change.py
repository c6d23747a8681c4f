"""Describe a film anew, try once more to make it ready, take it out of the library."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from surveys.films.access import films_changeable_by, films_visible_to
from surveys.films.error import FilmError
from surveys.films.import_film import describe, store_captions
from surveys.films.models import Film
from surveys.films.queue import try_again
from surveys.pages.researcher.film_library import PLACE, shown
from surveys.pages.researcher.film_words import captions_in, described, limits, words_in, words_of
from surveys.protocols.film_use import remove_film

NOT_NAMED = "Write “{}” to delete the film. Nothing was deleted."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def describe_film(request: HttpRequest, sha256: str) -> HttpResponse:
    """The form, and the words that it gives."""
    film = get_object_or_404(films_changeable_by(request.user), sha256=sha256)
    if request.method != "POST":
        return render(request, "researcher/films_words.html", page(request, film, words_of(film)))
    try:
        described_anew(request, film)
    except FilmError as error:
        told = page(request, film, words_in(request), problem=f"{error} Nothing was changed.")
        return render(request, "researcher/films_words.html", told, status=422)
    messages.success(request, "Saved. Studies that were published keep the words that they were published with.")
    return redirect("library_film", film.sha256)


def described_anew(request: HttpRequest, film: Film) -> None:
    """Give the film the words, the captions and the relation of a form."""
    dropped = set(request.POST.getlist("drop"))
    by: Any = request.user
    with captions_in(request) as captions:
        words = described(words_in(request), captions)
        kept = {language: each for language, each in film.captions.items() if language not in dropped}
        hashes = {language: store_captions(path) for language, path in captions.items()}
        describe(film, words, kept | hashes, by=by, at=timezone.now())
    others = films_visible_to(request.user).exclude(pk=film.pk)
    variant = others.filter(sha256=request.POST.get("variant_of", "")).first()
    Film.objects.filter(pk=film.pk).update(variant_of=variant)


def page(request: HttpRequest, film: Film, words: dict[str, str], problem: str = "") -> dict[str, Any]:
    """What the template prints."""
    variant = film.variant_of.sha256 if film.variant_of else ""
    return {
        "film": film,
        "words": words,
        "problem": problem,
        "films": films_visible_to(request.user).exclude(pk=film.pk).order_by("title", "file_name"),
        "variant_of": request.POST.get("variant_of", "") if request.method == "POST" else variant,
        "longest": limits(),
        "page_title": "Describe the film",
        **PLACE,
    }


@require_POST
@login_required
@never_cache
def ready_again(request: HttpRequest, sha256: str) -> HttpResponse:
    """Ask once more for what failed."""
    film = get_object_or_404(films_changeable_by(request.user), sha256=sha256)
    if try_again(film, at=timezone.now()):
        messages.success(request, "It is tried once more.")
    return redirect("library_film", film.sha256)


@require_POST
@login_required
@never_cache
def delete(request: HttpRequest, sha256: str) -> HttpResponse:
    """Take a film away whose name was written, unless a study uses it."""
    film = get_object_or_404(films_changeable_by(request.user), sha256=sha256)
    by: Any = request.user
    try:
        if request.POST.get("name", "").strip() != str(film).strip():
            raise FilmError(NOT_NAMED.format(film))
        remove_film(film, by=by, at=timezone.now())
    except FilmError as error:
        told = shown(request, film, problem=str(error))
        return render(request, "researcher/films_film.html", told, status=422)
    messages.success(request, f"“{film}” is deleted, with everything that was made of it.")
    return redirect("films")
