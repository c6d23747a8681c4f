"""Where the film page sends what really played."""

import time

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from surveys.enrolment.start import token_hash
from surveys.films.evidence import EvidenceError, read_evidence
from surveys.pages.participant.unknown import unknown
from surveys.participation.expose import NoSuchFilmError, expose
from surveys.participation.facts import facts_for
from surveys.protocols.freeze import definition_of


@csrf_exempt
@require_POST
def evidence(request: HttpRequest, token: str) -> HttpResponse:
    """Store one batch; 204, also for one that is sent again."""
    try:
        place, batch = read_evidence(request.body, at=time.time())
    except RequestDataTooBig:
        return JsonResponse({"detail": "The report is too long."}, status=413)
    except EvidenceError as error:
        return JsonResponse({"detail": str(error)}, status=400)
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    try:
        expose(definition_of(facts.version), facts, place, batch, pace=settings.CLOCK_DIVISOR)
    except NoSuchFilmError as error:
        return JsonResponse({"detail": str(error)}, status=400)
    return HttpResponse(status=204)
