"""The personal link: GET shows the page that is due and never writes, POST records it and answers 303."""

import math
import time
from dataclasses import replace
from random import SystemRandom

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.enrolment.consent import receipt
from surveys.enrolment.models import Participant
from surveys.enrolment.start import token_hash
from surveys.pages.participant.again import again
from surveys.pages.participant.answer import failed
from surveys.pages.participant.consent_copy import asks
from surveys.pages.participant.ended import left, stopped
from surveys.pages.participant.fill import fill
from surveys.pages.participant.languages import switched
from surveys.pages.participant.posted import UnreadableError, posted
from surveys.pages.participant.snippet import snippet
from surveys.pages.participant.unknown import unknown
from surveys.participation.facts import Facts, facts_for
from surveys.participation.itinerary import itinerary
from surveys.participation.record import Post, record
from surveys.protocols.freeze import definition_of

DICE = SystemRandom()
# Nobody's phone reloads more often than this while it waits.
LEAST_REFRESH_SECONDS = 2


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def journey(request: HttpRequest, token: str) -> HttpResponse:
    """One person's journey; the link is the credential."""
    return send(request, token) if request.method == "POST" else show(request, token)


def show(request: HttpRequest, token: str) -> HttpResponse:
    """The page that is due now."""
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    now = time.time()
    definition = definition_of(facts.version)
    query = switched(request, definition, facts)
    place = itinerary(definition, facts, now=now, pace=settings.CLOCK_DIVISOR)
    if place.kind == "stopped":
        return stopped(definition, facts)
    if place.terminal and facts.completed_at is None:
        # Time alone has brought the end, and GET writes nothing: a tap on Continue does.
        place = replace(place, kind="allocate", terminal=False)
    if asks(facts) is not None:
        return HttpResponseRedirect(f"{request.path}consent{query}")
    response = HttpResponse(fill(definition, facts, place, now=now, notice=notice(facts, token), query=query))
    if place.kind in ("wait", "timer") and place.until is not None and place.until > now:
        response.headers["Refresh"] = str(max(LEAST_REFRESH_SECONDS, math.ceil(place.until - now)))
    return response


def notice(facts: Facts, token: str) -> str:
    """The receipt, right after consent, until something has been sent; to test persons on every page that they are."""
    test = snippet("participant/notice_test.html", facts.language) if facts.origin == Participant.Origin.TEST else ""
    if facts.consented_at is None or facts.sent:
        return test
    return test + snippet("participant/notice_receipt.html", facts.language, receipt=receipt(token))


def send(request: HttpRequest, token: str) -> HttpResponse:
    """Record the page that was sent."""
    try:
        fields = posted(request)
    except UnreadableError as error:
        return failed(request, str(error), status=error.status)
    post = Post(
        step=first(fields, "step"),
        nonce=first(fields, "nonce"),
        asked=first(fields, "asked") == "1",
        fields=fields,
        language=first(fields, "step.lang"),
    )
    now = time.time()
    recorded = record(token_hash(token), token, post, at=now, pace=settings.CLOCK_DIVISOR, dice=DICE)
    if recorded.kind == "done":
        return see_other(request.path)
    if recorded.facts is None:
        return unknown(request)
    definition = definition_of(recorded.facts.version)
    if recorded.kind in ("declined", "under_age", "screened_out"):
        return left(definition, recorded.facts, recorded.kind)
    return again(definition, recorded, fields, now=now)


def first(fields: dict[str, list[str]], name: str) -> str:
    """A field's first value."""
    return fields.get(name, [""])[0]


def see_other(address: str) -> HttpResponse:
    """303: the browser fetches what is due."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
