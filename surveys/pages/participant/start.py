"""The start link: what the study is, and a button. Opening it starts nothing: mail and chat scanners open links."""

from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.enrolment.start import NoSuchConditionError, start
from surveys.pages.participant.answer import answer, failed
from surveys.pages.participant.compile import surroundings
from surveys.pages.participant.languages import asked_for, name_of, own_for, speaking
from surveys.pages.participant.posted import UnreadableError, posted
from surveys.pages.participant.slots import Compiled, compiled, slot
from surveys.pages.participant.texts import prose
from surveys.pages.participant.waiting import SECONDS, unit_of
from surveys.pages.participant.warning import warning_of_study
from surveys.participation.itinerary import order_of
from surveys.participation.remaining import minutes_from
from surveys.protocols.definition import Day, Definition, Repeat, Step, Wait
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Study

LONGEST_PARAMETER = 200
CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def information(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the study, POST starts a journey and leads to its personal link."""
    found = newest_version(slug)
    if found is None:
        return answer("participant/unknown.html", own_for(request), status=404)
    version, state = found
    definition = definition_of(version)
    try:
        fields = posted(request) if request.method == "POST" else {}
    except UnreadableError as error:
        return failed(request, str(error), status=error.status)
    language = asked_for(request, definition.languages, (fields.get("lang") or [""])[0])
    if state != Study.State.OPEN:
        return answer("participant/closed.html", surroundings(definition, language), status=410)
    if request.method == "POST":
        return begin(request, version, definition, language, fields)
    return show(request, definition, language)


def begin(
    request: HttpRequest, version: int, definition: Definition, language: str, fields: Mapping[str, list[str]]
) -> HttpResponse:
    """Start, and lead to the personal link."""

    def field(name: str) -> str:
        return (fields.get(name) or [request.GET.get(name, "")])[0][:LONGEST_PARAMETER].replace("\0", "")

    panel = {name: field(name) for name in definition.recruitment.keep if field(name)}
    try:
        token = start(
            version,
            definition,
            language=language,
            panel=panel,
            condition=field("c"),
            at=timezone.now(),
            timezone=next(filter(None, fields.get("tz", ())), ""),
        )
    except NoSuchConditionError as error:
        return failed(request, str(error), status=400)
    response = HttpResponseRedirect(f"/p/{token}/")
    response.status_code = 303
    return response


def show(request: HttpRequest, definition: Definition, language: str) -> HttpResponse:
    """The page about the study, with what the link carries kept in hidden fields."""
    names = [name for name in ("c", *definition.recruitment.keep) if name in request.GET]
    kept = {name: request.GET[name][:LONGEST_PARAMETER] for name in names}
    fields = [f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept.items()]
    addresses = {f"lang:{code}": str(escape(f"?{urlencode({**kept, 'lang': code})}")) for code in definition.languages}
    return HttpResponse(page(definition, language).fill({"kept": "".join(fields), **addresses}))


@lru_cache(maxsize=256)
def page(definition: Definition, language: str) -> Compiled:
    """The page about the study, compiled once."""
    with speaking(language):
        context = {
            **surroundings(definition, language),
            "body": prose(about(definition)),
            "lasts": lasts(definition),
            "warning": warning_of_study(definition, language),
            "way_out": gettext("If you would rather not see this, just close this page. Nothing bad follows from it."),
            "zones": zones() if days(definition) else (),
            "languages": links(definition),
            "kept": slot("kept"),
        }
        return compiled("participant/information.html", context)


def links(definition: Definition) -> list[tuple[str, str, SafeString]]:
    """The languages to choose from, with slots for their addresses; none where there is one only."""
    offered = definition.languages if len(definition.languages) > 1 else ()
    return [(code, name_of(code), slot(f"lang:{code}")) for code in offered]


def about(definition: Definition) -> str:
    """Who asks, in one sentence."""
    lead = definition.lead
    by = f"{lead.team}, {lead.controller}" if lead.controller else lead.team
    return gettext("A study by %(team)s. Questions: %(email)s.") % {"team": by, "email": lead.email}


def lasts(definition: Definition) -> str:
    """How long it takes, in what people count so long a time in; of a diary, the work alone and the days it goes on."""
    if days(definition):
        said = gettext("Takes about %(n)s minutes in all, spread over %(d)s days.")
        return said % {"n": minutes(definition), "d": days(definition)}
    unit = unit_of(minutes(definition) * 60)
    count = round(minutes(definition) * 60 / SECONDS[unit])
    if unit == "minute":
        said = ngettext(
            "Takes about %(n)s minute in all, breaks included.",
            "Takes about %(n)s minutes in all, breaks included.",
            count,
        )
    elif unit == "hour":
        said = ngettext(
            "Takes about %(n)s hour in all, breaks included.", "Takes about %(n)s hours in all, breaks included.", count
        )
    else:
        said = ngettext(
            "Takes about %(n)s day in all, breaks included.", "Takes about %(n)s days in all, breaks included.", count
        )
    return said % {"n": count}


@lru_cache(maxsize=256)
def minutes(definition: Definition) -> int:
    """Minutes of the whole journey; without a diary, the longest pause included."""
    steps, pause = once(definition), 0.0
    working = 0
    while steps:
        working += minutes_from(definition, steps, "")
        rest = next((index for index, step in enumerate(steps) if isinstance(step, Wait | Day)), len(steps))
        if rest < len(steps) and isinstance(step := steps[rest], Wait) and not days(definition):
            pause = max(pause, step.wait / 60)
        steps = steps[rest + 1 :]
    return round(working + pause)


def once(definition: Definition) -> tuple[Step, ...]:
    """All steps, of records on demand the first one only: nobody knows how many there will be."""
    around = definition.branches_by_id
    return tuple(
        step
        for step in order_of(definition, 0)
        if not any(isinstance(each, Repeat) and each.on_demand and step.occurrence != "e1" for each in around[step.id])
    )


@lru_cache(maxsize=256)
def days(definition: Definition) -> int:
    """Over how many days a study's diary goes; 0 without one."""
    return max((step.number for step in definition.walk() if isinstance(step, Day)), default=0)


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The time zones to choose from, where no script tells the browser's."""
    return tuple(sorted(name for name in available_timezones() if name.partition("/")[0] in CONTINENTS))
