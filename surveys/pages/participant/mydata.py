"""What a person sent, as a page. After the end it asks for the receipt: phones are shared."""

import hmac
import time
from collections.abc import Iterator
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.enrolment.consent import receipt
from surveys.enrolment.start import token_hash
from surveys.instruments.items import DECLINED, NOT_ANSWERED, NOT_SHOWN, Answer, Item, Scale
from surveys.pages.participant.answer import answer, failed
from surveys.pages.participant.compile import surroundings
from surveys.pages.participant.languages import speaking, switched
from surveys.pages.participant.posted import UnreadableError, posted
from surveys.pages.participant.spoken import spoken
from surveys.pages.participant.unknown import unknown
from surveys.participation.facts import Facts, facts_for
from surveys.participation.itinerary import itinerary
from surveys.participation.known import answers_of, asked_by
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mydata(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own answers."""
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    definition = definition_of(facts.version)
    query = switched(request, definition, facts)
    try:
        given = posted(request).get("receipt", [""])[0] if request.method == "POST" else ""
    except UnreadableError as error:
        return failed(request, str(error), status=error.status)
    over = itinerary(definition, facts, now=time.time(), pace=settings.CLOCK_DIVISOR).terminal
    locked = over and not same(given, receipt(token))
    context = {
        **surroundings(definition, facts.language),
        "locked": locked,
        "wrong": locked and bool(given),
        "query": query,
    }
    with speaking(facts.language):
        context["rows"] = [] if locked else list(rows(definition, facts))
    return answer("participant/data.html", context)


def same(given: str, code: str) -> bool:
    """Whether a receipt was typed right; spaces, case and the dash don't matter."""
    typed = "".join(letter for letter in given.upper() if letter.isalnum())
    return hmac.compare_digest(sha256(typed.encode()).digest(), sha256(code.replace("-", "").encode()).digest())


def rows(definition: Definition, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Question, answer, and the name of the questionnaire."""
    for step in definition.walk():
        instrument = definition.instruments.get(asked_by(step))
        answers = answers_of(facts, step, instrument) if instrument is not None else {}
        for item in instrument.answerable if instrument is not None and answers else ():
            if item.id in answers and instrument is not None:
                text = item.text.get(facts.language, "")
                yield text, said(item, answers[item.id], facts.language), instrument.title.get(facts.language, "")


def said(item: Item, stored: Answer, language: str) -> str:
    """An answer in words."""
    if stored is NOT_ANSWERED:
        return gettext("not answered")
    if stored == DECLINED:
        return gettext("preferred not to say")
    if stored == NOT_SHOWN:
        return gettext("not shown")
    label = item.labels.get(stored, {}).get(language) if isinstance(item, Scale) and isinstance(stored, int) else ""
    return f"{stored} ({label})" if label else spoken(item, stored, language)
