"""The pages for what can't be answered: participants are told in the language that they ask for, others in English."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from surveys.pages.participant.languages import ENGLISH, direction, own_for, speaking


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500)


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page of a status; it asks nothing of the database, which may be what is at fault."""
    around = {"language": ENGLISH, "direction": direction(ENGLISH)}
    if request.path_info.startswith(settings.PARTICIPANT_PREFIXES):
        around = own_for(request)
    with speaking(around["language"]):
        return HttpResponse(render_to_string(f"{status}.html", around), status=status)
