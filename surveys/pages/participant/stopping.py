"""The stop link: two ways to stop, one tap each, at any time."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.enrolment.start import token_hash
from surveys.pages.participant.answer import answer, failed
from surveys.pages.participant.compile import surroundings
from surveys.pages.participant.ended import deleted
from surveys.pages.participant.languages import switched
from surveys.pages.participant.posted import UnreadableError, posted
from surveys.pages.participant.unknown import unknown
from surveys.participation.facts import facts_for
from surveys.participation.stop import stop
from surveys.protocols.freeze import definition_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stopping(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks how, POST stops."""
    if request.method == "POST":
        return leave(request, token)
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    definition = definition_of(facts.version)
    query = switched(request, definition, facts)
    # Whoever is at the end, or has stopped, has only the answers left to think about.
    over = facts.completed_at is not None or facts.stopped_at is not None
    return answer("participant/stop.html", {**surroundings(definition, facts.language), "query": query, "over": over})


def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Stop, keeping or deleting what was sent."""
    try:
        mode = posted(request).get("mode", [""])[0]
    except UnreadableError as error:
        return failed(request, str(error), status=error.status)
    if mode not in ("stop", "delete"):
        return failed(request, gettext_noop("Please choose one of the two ways to stop."), status=400)
    facts = stop(
        token_hash(token), "delete" if mode == "delete" else "stop", at=time.time(), pace=settings.CLOCK_DIVISOR
    )
    if facts is None:
        return unknown(request)
    query = switched(request, definition_of(facts.version), facts)
    if mode == "delete":
        return deleted(definition_of(facts.version), facts)
    response = HttpResponseRedirect(f"/p/{token}/{query}")
    response.status_code = 303
    return response
