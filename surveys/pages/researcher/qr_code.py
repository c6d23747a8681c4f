"""A start link as a QR code, for posters and slides."""

import io

import segno
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from surveys.pages.researcher.people import links_of
from surveys.protocols.access import studies_visible_to
from surveys.protocols.freeze import definition_of, newest_version

KINDS = {"svg": "image/svg+xml", "png": "image/png"}
# In a print of 5 cm, a module is more than a millimetre wide.
PNG_SCALE = 16


@require_safe
@login_required
@cache_control(private=True, max_age=300)
def qr_code(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The code of one of the study's own links, dark on white whatever the theme: cameras need it so."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    found = newest_version(slug)
    links = list(links_of(request, study, definition_of(found[0]))) if found is not None else []
    link = next((each for each in links if each.query == request.GET.urlencode()), None)
    if link is None or kind not in KINDS:
        raise Http404("There is no such link.")
    file = io.BytesIO()
    # M: a scratch or a fold may take a seventh of it.
    code = segno.make(link.address, error="m", micro=False)
    code.save(file, kind=kind, border=4, light="white", **({"scale": PNG_SCALE} if kind == "png" else {"scale": 4}))
    answer = HttpResponse(file.getvalue(), content_type=KINDS[kind])
    if kind == "png":
        answer.headers["Content-Disposition"] = f'attachment; filename="{study.slug}-link.png"'
    return answer
