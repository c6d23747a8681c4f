"""Links that lead nowhere: one answer for wrong, used and expired ones, and a limit on trying."""

import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop

from surveys.pages.participant.answer import answer, failed
from surveys.pages.participant.languages import own_for

MOST_PER_MINUTE = 60


def unknown(request: HttpRequest) -> HttpResponse:
    """404; 429 for an address that tries many. Known links are never limited: no neighbour locks anybody out."""
    return too_many(request) or answer("participant/unknown.html", own_for(request), status=404)


def too_many(request: HttpRequest) -> HttpResponse | None:
    """429 where an address has tried too many wrong links or codes within a minute; counts this try."""
    # An address is never kept: its keyed hash counts for a minute.
    address = request.META.get("REMOTE_ADDR", "").encode()
    key = "unknown:" + hmac.digest(settings.SECRET_KEY.encode(), address, "sha256").hex()[:24]
    cache.add(key, 0, timeout=60)
    try:
        tries = cache.incr(key)
    except ValueError:
        tries = 1
    if tries <= MOST_PER_MINUTE:
        return None
    response = failed(request, gettext_noop("Too many links were tried from here. Please wait a minute."), status=429)
    response.headers["Retry-After"] = "60"
    return response
