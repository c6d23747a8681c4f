"""A study's findings: what changed at a glance, pictures with their tables, groups, and the flow of people."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime
from django.utils.http import quote_etag
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.findings import findings as room
from surveys.findings.charts.arms import Part
from surveys.findings.charts.levels import levels
from surveys.findings.questions import analysed_at, steps_asked
from surveys.pages.researcher.at_a_glance import at_a_glance
from surveys.pages.researcher.find_findings import Asked, study_of
from surveys.pages.researcher.find_picture import FLOW, flow_picture
from surveys.pages.researcher.pooled import pooled
from surveys.pages.researcher.sections import Shown, section, shown
from surveys.pages.researcher.tables import flow_table, levels_table
from surveys.protocols.access import studies_owned_by
from surveys.protocols.models import Study

ORIGINS = {"real": "Real people", "simulated": "Simulated people", "test": "Test people"}
PLACE = {"place": "findings", "page_title": "Findings"}
KEPT_SECONDS = 300


@require_safe
@login_required
@never_cache
def findings(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; its script asks for it again while data come, and mostly hears that nothing is new."""
    asked = study_of(request, slug)
    state = f"{asked.stored_at()} {asked.study.state} {asked.version or ''} {asked.blinding.state}"
    stored = not state.startswith(" ")
    unchanged = get_conditional_response(request, etag=quote_etag(state)) if stored else None
    if unchanged is not None:
        return unchanged
    try:
        body = kept_body(asked, state) if stored else body_of(asked)
    except room.NotPublishedError as error:
        return render(request, "researcher/findings.html", {"study": asked.study, "nothing": str(error), **PLACE})
    shown_here = {"study": asked.study, "people": asked.origin, "version": asked.version, "body": body}
    shown_here |= {"origins": ORIGINS, "numbers": numbers_of(asked.study)}
    owned = asked.blinding.is_blinded and studies_owned_by(request.user).filter(pk=asked.study.pk).exists()
    shown_here |= {"may_look": owned}
    page = render(request, "researcher/findings.html", {**shown_here, **PLACE})
    if stored:
        page.headers["ETag"] = quote_etag(state)
    return page


def numbers_of(study: Study) -> list[int]:
    """The numbers of a study's versions."""
    return list(study.versions.order_by("number").values_list("number", flat=True))


def kept_body(asked: Asked, state: str) -> SafeString:
    """The figures' HTML, made once for all who look at the same numbers."""
    key = f"findings:{asked.study.pk}:{asked.origin}:{get_language()}:{state.replace(' ', '_')}"
    kept: str | None = cache.get(key)
    if kept is None:
        kept = body_of(asked)
        cache.set(key, kept, KEPT_SECONDS)
    return mark_safe(kept)  # noqa: S308  (made by the template below)


def body_of(asked: Asked) -> SafeString:
    """The figures' HTML."""
    return render_to_string("researcher/parts/figures.html", {"study": asked.study, **parts_of(asked)})


def parts_of(asked: Asked) -> dict[str, Any]:
    """What the template prints of a document; stored JSON forgets the order of steps, the definition knows it."""
    document, definition = asked.document, asked.definition
    arms, primary = asked.arms(), analysed_at(definition) if definition else None
    outcomes = primary_first(document["outcomes"], primary[0] if primary else "")
    steps = steps_asked(definition) if definition else []
    return {
        "document": document,
        "people": asked.origin,
        "pooled": pooled(asked.study, asked.origin) if asked.version is None else None,
        "version": asked.version,
        "interim": asked.interim,
        "looks": [{**each, "at": parse_datetime(each["at"])} for each in document.get("looks", ())],
        "blinding": asked.blinding,
        "computed_at": parse_datetime(document["computed_at"]),
        "completed": sum(each["completed"] for each in document["flow"]),
        "primary": {"outcome": primary[0], "occasion": primary[1]} if primary else None,
        "glance": at_a_glance(outcomes, arms),
        "outcomes": [section(asked, outcome) for outcome in outcomes],
        "groups": [group_parts(asked, group, outcomes) for group in document["groups"]],
        "flow": shown(asked, FLOW, FLOW, flow_picture(asked), flow_table(document, arms, steps), None, "the"),
    }


def group_parts(asked: Asked, group: Part, order: list[Part]) -> dict[str, Any]:
    """A group: how many are in it by condition, and its outcomes in the order of the page."""
    places = [outcome["id"] for outcome in order]
    outcomes = sorted(group["outcomes"], key=lambda outcome: places.index(outcome["id"]))
    return {
        "id": group["id"],
        "label": group["label"],
        "levels": levels_shown(asked, group),
        "outcomes": [section(asked, outcome, group) for outcome in outcomes],
    }


def levels_shown(asked: Asked, group: Part) -> Shown | None:
    """A group's people by condition; None in a document of an older release."""
    if not group.get("levels"):
        return None
    arms = asked.arms()
    picture, table = levels(group, arms), levels_table(group, arms)
    return shown(asked, "levels", group["id"], picture, table, None, group["id"])


def primary_first(outcomes: list[Part], primary: str) -> list[Part]:
    """The outcomes with the primary one first."""
    return sorted(outcomes, key=lambda outcome: outcome["id"] != primary)
