"""What is stored of a person, as a page and as a file. After the end it asks for the receipt: phones are shared."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.enrolment.consent import is_receipt
from surveys.enrolment.models import Contact
from surveys.enrolment.start import token_hash
from surveys.instruments.items import DECLINED, NOT_ANSWERED, NOT_SHOWN, Answer, Item, Scale
from surveys.pages.participant.answer import answer, failed
from surveys.pages.participant.compile import surroundings
from surveys.pages.participant.languages import speaking, switched
from surveys.pages.participant.posted import UnreadableError, posted
from surveys.pages.participant.spoken import spoken
from surveys.pages.participant.stored import stored
from surveys.pages.participant.unknown import unknown
from surveys.participation.facts import Facts, facts_for
from surveys.participation.itinerary import itinerary
from surveys.participation.known import answers_of, asked_by
from surveys.participation.models import FollowUp, SafetyEvent, Viewing
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of

# Wrong codes of one link; a cache that is gone counts nothing, and nobody is locked out by it.
MOST_GUESSES, GUESSING_SECONDS = 10, 600
PERCENT = 100


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mydata(request: HttpRequest, token: str) -> HttpResponse:
    """All that is stored of the person who holds this link."""
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    definition = definition_of(facts.version)
    query = switched(request, definition, facts)
    try:
        fields = posted(request) if request.method == "POST" else {}
    except UnreadableError as error:
        return failed(request, str(error), status=error.status)
    over = itinerary(definition, facts, now=time.time(), pace=settings.CLOCK_DIVISOR).terminal
    given = fields.get("receipt", [""])[0]
    if over and guessing(facts):
        return too_many(request)
    locked = over and not is_receipt(facts.participant, given)
    if locked and given:
        count_guess(facts)
    if not locked and fields.get("format") == ["json"]:
        return as_file(definition, facts, over=over)
    return page(definition, facts, query, locked=locked, given=given)


def page(definition: Definition, facts: Facts, query: str, *, locked: bool, given: str) -> HttpResponse:
    """The readable page, or the question for the receipt; the code travels on to the file's button."""
    context = {
        **surroundings(definition, facts.language),
        "locked": locked,
        "wrong": locked and bool(given),
        "receipt": "" if locked else given,
        "query": query,
    }
    with speaking(facts.language):
        context |= {} if locked else readable(definition, facts)
    return answer("participant/data.html", context)


def readable(definition: Definition, facts: Facts) -> dict[str, Any]:
    """What the page says."""
    person = facts.participant
    return {
        "rows": list(rows(definition, facts)),
        "consented": facts.consented_at is not None,
        "contact": Contact.objects.filter(participant_id=person).exists(),
        "films": list(films(definition, facts)),
        "followups": [
            moment(each.due_at.timestamp(), facts) for each in FollowUp.objects.filter(participant_id=person)
        ],
        "helped": [moment(each.at.timestamp(), facts) for each in SafetyEvent.objects.filter(participant_id=person)],
    }


def films(definition: Definition, facts: Facts) -> Iterator[Mapping[str, Any]]:
    """Which films played, and how much of them."""
    for viewing in Viewing.objects.filter(participant_id=facts.participant).order_by("pk"):
        known = [definition.films[film] for film in viewing.films if film in definition.films]
        titles = [film.title.get(facts.language, "") or gettext("A short film") for film in known]
        yield {"title": ", ".join(titles), "percent": round(PERCENT * viewing.coverage)}


def as_file(definition: Definition, facts: Facts, *, over: bool) -> HttpResponse:
    """The document of everything, to be kept."""
    options = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(stored(definition, facts, over=over), json_dumps_params=options)
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def guesses(facts: Facts) -> str:
    """Under which name wrong codes of a link are counted; nothing of the person can be read from it."""
    return f"receipt:{sha256(str(facts.participant).encode() + settings.SECRET_KEY.encode()).hexdigest()[:24]}"


def guessing(facts: Facts) -> bool:
    """Whether too many wrong codes were tried with this link."""
    return int(cache.get(guesses(facts)) or 0) >= MOST_GUESSES


def count_guess(facts: Facts) -> None:
    """One more wrong code."""
    cache.add(guesses(facts), 0, timeout=GUESSING_SECONDS)
    try:
        cache.incr(guesses(facts))
    except ValueError:
        return


def too_many(request: HttpRequest) -> HttpResponse:
    """429, for some minutes."""
    sentence = gettext_noop("Too many codes were tried with this link. Please wait ten minutes.")
    response = failed(request, sentence, status=429)
    response.headers["Retry-After"] = str(GUESSING_SECONDS)
    return response


def rows(definition: Definition, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Question, answer, and the name of the questionnaire with the time of its last page."""
    for step in definition.walk():
        instrument = definition.instruments.get(asked_by(step))
        answers = answers_of(facts, step, instrument) if instrument is not None else {}
        if instrument is None or not answers:
            continue
        last = max(
            sent.at for (base, key, _), sent in facts.sent.items() if (base, key) == (step.base, step.occurrence)
        )
        heading = " · ".join(filter(None, (instrument.title.get(facts.language, ""), moment(last, facts))))
        for item in instrument.answerable:
            if item.id in answers:
                yield item.text.get(facts.language, ""), said(item, answers[item.id], facts.language), heading


def moment(at: float, facts: Facts) -> str:
    """A time (epoch seconds) as the page's language writes it, in the person's time zone where that is known."""
    zone = ZoneInfo(facts.timezone or "UTC")
    return f"{date_format(datetime.fromtimestamp(at, zone), 'SHORT_DATETIME_FORMAT')}{'' if facts.timezone else ' UTC'}"


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
