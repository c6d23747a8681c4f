"""A study's findings: pictures, the same numbers in tables, and the flow of people."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.dateparse import parse_datetime
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.findings import findings as room
from surveys.findings.charts import Picture, picture_of
from surveys.findings.questions import steps_asked
from surveys.findings.report import Document
from surveys.findings.scale_ends import scale_ends
from surveys.pages.researcher.tables import flow_table, group_tables, outcome_tables
from surveys.protocols.access import studies_visible_to
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Study


@require_safe
@login_required
@never_cache
def findings(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; its script asks for it again while data come, and mostly hears that nothing is new."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    try:
        document = room.findings(study, now=timezone.now())
    except room.NotPublishedError as error:
        return render(request, "researcher/findings.html", {"study": study, "nothing": str(error), **PLACE})
    state = quote_etag(document["computed_at"])
    unchanged = get_conditional_response(request, etag=state)
    if unchanged is not None:
        return unchanged
    page = render(request, "researcher/findings.html", {"study": study, **PLACE, **shown(study, document)})
    page.headers["ETag"] = state
    return page


PLACE = {"place": "findings", "page_title": "Findings"}


def shown(study: Study, document: Document) -> dict[str, Any]:
    """What the template prints of a document; stored JSON forgets the order of steps, the definition knows it."""
    definition = newest_definition(study)
    labels = {condition["id"]: condition["label"] for condition in document["conditions"]}
    return {
        "document": document,
        "computed_at": parse_datetime(document["computed_at"]),
        "completed": sum(each["completed"] for each in document["flow"]),
        "outcomes": [outcome_tables(outcome, labels) for outcome in document["outcomes"]],
        "groups": [group_tables(group) for group in document["groups"]],
        "flow": flow_table(document, labels, steps_asked(definition) if definition else []),
    }


def find_picture(study: Study, document: Document, outcome_id: str, group_id: str) -> Picture | None:
    """The picture of an outcome by condition, or by a group; None where there is no such thing."""
    if group_id:
        group = next((each for each in document["groups"] if each["id"] == group_id), None)
        outcomes = group["outcomes"] if group else []
    else:
        group, outcomes = None, document["outcomes"]
    outcome = next((each for each in outcomes if each["id"] == outcome_id), None)
    if outcome is None:
        return None
    labels = {condition["id"]: condition["label"] for condition in document["conditions"]}
    return picture_of(outcome, labels, ends_for(study, outcome_id), group["label"] if group else "")


def ends_for(study: Study, outcome_id: str) -> tuple[float, float] | None:
    """The ends of an outcome's scale in the study's latest version."""
    definition = newest_definition(study)
    outcomes = definition.outcomes if definition else ()
    found = next((each for each in outcomes if each.id == outcome_id), None)
    return scale_ends(definition, found) if definition and found else None


def newest_definition(study: Study) -> Definition | None:
    """The definition of the study's latest version, None before the first."""
    newest = newest_version(study.slug)
    return definition_of(newest[0]) if newest else None
