"""A study's people: where they are now, by which links they come, and made-up ones to try the study with."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.enrolment.models import Participant
from surveys.participation.simulate import DROPOUT
from surveys.participation.whereabouts import Whereabouts, whereabouts
from surveys.protocols.access import studies_editable_by, studies_visible_to
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Study

# Several people may look at once; the walk of thousands is made once for all.
KEPT_SECONDS = 3
MINUTES_UNTIL, HOURS_UNTIL = 90, 48 * 60
DOING = {"page": "on the page", "wait": "waiting", "end": "on the last page"}


@dataclass(frozen=True)
class Link:
    """An address that people start from."""

    label: str
    address: str
    query: str


@dataclass(frozen=True)
class Line:
    """One line of the table: where, what people do there, how many by condition, in all, and how long ago."""

    step: str
    doing: str
    counts: Sequence[int]
    total: int
    heard: str = ""


@require_safe
@login_required
@never_cache
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    return render(request, "researcher/people.html", shown(request, study))


def shown(request: HttpRequest, study: Study, **more: Any) -> dict[str, Any]:
    """What the template prints; `more` is what a form that was refused gives back."""
    asked = request.GET.get("people", "")
    origin = asked if asked in Participant.Origin.values else Participant.Origin.REAL
    page = {
        "study": study,
        "page_title": "Participants",
        "place": "people",
        "origin": origin,
        "origins": Participant.Origin.choices,
        "may": studies_editable_by(request.user).filter(pk=study.pk).exists(),
        "number": "200",
        "dropout": f"{DROPOUT:.0%}".removesuffix("%"),
        **more,
    }
    found = newest_version(study.slug)
    if found is None:
        return page
    definition = definition_of(found[0])
    conditions = [(arm.id, arm.label[definition.languages[0]]) for arm in definition.conditions]
    return {
        **page,
        "published": True,
        "links": list(links_of(request, study, definition)),
        "keep": definition.recruitment.keep,
        "conditions": conditions,
        "by_link": definition.allocation.method == "link",
        **table_of(kept_whereabouts(study, origin, definition), dict(conditions)),
    }


def kept_whereabouts(study: Study, origin: str, definition: Definition) -> Whereabouts:
    """Where everybody is, some seconds ago at most."""
    key = f"whereabouts:{study.pk}:{origin}"
    found: Whereabouts | None = cache.get(key)
    if found is None:
        found = whereabouts(study.pk, origin, definition, now=time.time(), pace=settings.CLOCK_DIVISOR)
        cache.set(key, found, KEPT_SECONDS)
    return found


def ago(minutes: int) -> str:
    """How long, in the unit that people would say."""
    if minutes < MINUTES_UNTIL:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < HOURS_UNTIL else f"{round(minutes / 60 / 24)} days"


def table_of(found: Whereabouts, labels: Mapping[str, str]) -> dict[str, Any]:
    """The table, with a column for each condition; people who aren't allocated yet have one of their own."""
    parts = [each.counts for each in found.under_way] + [found.lost, found.completed, found.stopped, found.left]
    seen = {condition for part in parts for condition, count in part.items() if count}
    columns = [each for each in (*labels, *sorted(seen - labels.keys() - {""})) if each] + ([""] if "" in seen else [])

    def line(step: str, doing: str, counts: Mapping[str, int], minutes: float | None = None) -> Line:
        row = [counts.get(each, 0) for each in columns]
        return Line(step, doing, row, sum(row), "" if minutes is None else ago(max(0, round(minutes))))

    return {
        "columns": [labels.get(each, each) or "Not allocated yet" for each in columns],
        "under_way": [line(each.step, DOING[each.kind], each.counts, each.minutes) for each in found.under_way],
        "over": [
            line("", "Not heard of for two days", found.lost),
            line("", "Reached the end", found.completed),
            line("", "Stopped, answers kept", found.stopped),
            line("", "Left, answers deleted", found.left),
        ],
        "reading": found.reading,
        "more": found.more,
        "anybody": bool(seen) or bool(found.reading),
    }


def links_of(request: HttpRequest, study: Study, definition: Definition) -> Iterator[Link]:
    """The start links: one for each condition where the link decides, one for each language where there are several."""
    conditions = definition.conditions if definition.allocation.method == "link" else (None,)
    languages = definition.languages if len(definition.languages) > 1 else ("",)
    for arm in conditions:
        for language in languages:
            query = {**({"c": arm.id} if arm else {}), **({"lang": language} if language else {})}
            said = [arm.label[definition.languages[0]] if arm else "", language]
            label = ", ".join(filter(None, said)) or "Everybody"
            yield Link(label, start_address(request, study, query), urlencode(query))


def start_address(request: HttpRequest, study: Study, query: Mapping[str, str]) -> str:
    """The whole address of a start link."""
    address = request.build_absolute_uri(reverse("start", args=[study.slug]))
    return f"{address}?{urlencode(query)}" if query else address
