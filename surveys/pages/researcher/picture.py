"""A picture of findings as a file of its own: SVG for the page, SVG and PNG to take away."""

from hashlib import blake2b
from typing import get_args

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from surveys.findings.charts.draw import Picture, png, svg
from surveys.findings.charts.sheet import Shape, Theme
from surveys.pages.researcher.find_findings import Asked, asked_of
from surveys.pages.researcher.find_picture import find_picture

KEPT_SECONDS = 3600
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
@login_required
@cache_control(private=True, max_age=60)
def picture(request: HttpRequest, slug: str, kind: str, name: str, ending: str) -> HttpResponse:
    """A picture of one kind (course, changes, improved, levels, flow) of an outcome, a group or the whole study."""
    asked = asked_of(request, slug)
    found = find_picture(asked, kind, name, request.GET.get("group", ""))
    if found is None or ending not in TYPES:
        raise Http404("There is no such picture.")
    answer = HttpResponse(drawn(found, request, ending), content_type=TYPES[ending])
    if ending == "png" or "save" in request.GET:
        answer.headers["Content-Disposition"] = saved_as(asked, request, kind, name, ending)
    return answer


def drawn(found: Picture, request: HttpRequest, ending: str) -> str | bytes:
    """The file; drawn once for all who look at the same numbers."""
    theme, shape = read_look(request)
    key = f"picture:{digest(found)}:{ending}:{theme}:{shape}"
    kept: str | bytes | None = cache.get(key)
    if kept is not None:
        return kept
    file = png(found) if ending == "png" else svg(found, theme, shape)
    cache.set(key, file, KEPT_SECONDS)
    return file


def read_look(request: HttpRequest) -> tuple[Theme, Shape]:
    """In which colours and for which width; light and wide where it isn't said."""
    theme, shape = request.GET.get("theme", "light"), request.GET.get("shape", "wide")
    themes: dict[str, Theme] = {each: each for each in get_args(Theme)}
    shapes: dict[str, Shape] = {each: each for each in get_args(Shape)}
    if theme not in themes or shape not in shapes:
        raise Http404("A picture is light or dark, wide or narrow.")
    return themes[theme], shapes[shape]


def digest(picture: Picture) -> str:
    """Equal for equal pictures."""
    return blake2b(repr(picture).encode(), digest_size=9).hexdigest()


def saved_as(asked: Asked, request: HttpRequest, kind: str, name: str, ending: str) -> str:
    """The header that names a file: the study, what it shows, whose figures, and the day of counting."""
    words = [asked.study.slug, kind, name if name != kind else "", request.GET.get("group", "")]
    words += [f"version-{asked.version}" if asked.version is not None else ""]
    words += [asked.origin if asked.origin != "real" else "", asked.document["computed_at"][:10]]
    safe = "-".join("".join(c for c in word if c.isalnum() or c in "-_") for word in words if word)
    return f'attachment; filename="{safe}.{ending}"'
