"""A picture of findings as a file of its own."""

from typing import get_args

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from surveys.findings import findings as room
from surveys.findings.charts import Theme, draw
from surveys.findings.report import Document
from surveys.pages.researcher.findings import find_picture
from surveys.protocols.access import studies_visible_to
from surveys.protocols.models import Study

KEPT_SECONDS = 600


@require_safe
@login_required
@cache_control(private=True, max_age=60)
def picture(request: HttpRequest, slug: str, outcome: str, theme: Theme, group: str = "") -> HttpResponse:
    """An outcome's picture, by condition or by group, in light or dark."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    if theme not in get_args(Theme):
        raise Http404("A picture is light or dark.")
    try:
        document = room.findings(study, now=timezone.now())
    except room.NotPublishedError as error:
        raise Http404(str(error)) from None
    return HttpResponse(drawn(study, document, outcome, group, theme), content_type="image/svg+xml")


def drawn(study: Study, document: Document, outcome: str, group: str, theme: Theme) -> str:
    """The file; drawn once for all who look at the same numbers."""
    key = f"picture:{study.pk}:{document['computed_at']}:{group}:{outcome}:{theme}"
    kept: str | None = cache.get(key)
    if kept is not None:
        return kept
    found = find_picture(study, document, outcome, group)
    if found is None:
        raise Http404("There is no such picture.")
    file = draw(found, theme)
    cache.set(key, file, KEPT_SECONDS)
    return file
