"""Ways to come back without an address: a calendar file, and the link as a QR code for another device."""

import io
import time
from datetime import UTC, datetime, timedelta

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from surveys.enrolment.letter import address_of
from surveys.enrolment.start import token_hash
from surveys.pages.participant.languages import speaking
from surveys.pages.participant.unknown import unknown
from surveys.participation.facts import Facts, facts_for
from surveys.participation.followups import windows
from surveys.participation.window import Window
from surveys.protocols.freeze import definition_of

# How long an entry lasts that never closes.
OPEN_ENDED = timedelta(minutes=30)


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The windows that lie ahead, with an alarm each; no entry says what the study is about."""
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    now = time.time()
    known = windows(definition_of(facts.version), facts, now=now, pace=settings.CLOCK_DIVISOR)
    ahead = [window for window in known.values() if window.closes is None or window.closes > now]
    file = calendar_of(facts, ahead, address_of(f"/p/{token}/"))
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="study.ics"'
    return response


def calendar_of(facts: Facts, ahead: list[Window], link: str) -> bytes:
    """A calendar file with an entry for each window (RFC 5545)."""
    made = Calendar()
    made.add("prodid", "-//Lacrima//EN")
    made.add("version", "2.0")
    with speaking(facts.language):
        summary, note = gettext("Next part of the study"), gettext("Open this link:")
    for window in sorted(ahead, key=lambda each: each.due):
        begins = datetime.fromtimestamp(round(window.due), UTC)
        event, alarm = Event(), Alarm()
        event.add("uid", f"{round(window.due)}-{facts.participant}@lacrima")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", begins)
        ends = datetime.fromtimestamp(round(window.closes), UTC) if window.closes is not None else begins + OPEN_ENDED
        event.add("dtend", ends)
        event.add("summary", summary)
        event.add("description", f"{note} {link}")
        event.add("url", link)
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", timedelta(0))
        event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())


@require_safe
def own_code(request: HttpRequest, token: str) -> HttpResponse:
    """The personal link as a QR code, to go on with another device."""
    if facts_for(token_hash(token)) is None:
        return unknown(request)
    file = io.BytesIO()
    code = segno.make(address_of(f"/p/{token}/"), error="m", micro=False)
    code.save(file, kind="svg", border=4, light="white", scale=4)
    return HttpResponse(file.getvalue(), content_type="image/svg+xml")
