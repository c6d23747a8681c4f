"""The findings that a request asks for: of a study that its user may see, of which people, and of which version."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.findings import findings as room
from surveys.findings.blinding import OPEN, Blinding, blinding
from surveys.findings.charts.arms import Arms, Part, arms_of
from surveys.findings.models import Aggregate
from surveys.findings.report import Document
from surveys.protocols.access import studies_visible_to
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Study

KEPT_SECONDS = 300


@dataclass
class Asked:
    """A study and the people whose findings are asked for: real, simulated or test."""

    study: Study
    origin: str
    # The number of the one version whose people are asked for; None for all.
    version: int | None = None

    @cached_property
    def document(self) -> Document:
        """Their findings; NotPublishedError before the first version. Those of one version are kept for a while."""
        stored = self.stored_at() if self.version is not None else ""
        key = f"findings-of:{self.study.pk}:{self.origin}:{self.version}:{stored}:{self.blinding.state}"
        key = key.replace(" ", "_")
        kept: Document | None = cache.get(key) if stored else None
        if kept is not None:
            return kept
        made = room.findings(self.study, now=timezone.now(), origin=self.origin, version=self.version)
        if stored:
            cache.set(key, made, KEPT_SECONDS)
        return made

    @cached_property
    def definition(self) -> Definition | None:
        """The definition of the version that asks: the study's latest, or the one asked for; None before the first."""
        if self.version is not None:
            return definition_of(self.study.versions.values_list("id", flat=True).get(number=self.version))
        newest = newest_version(self.study.slug)
        return definition_of(newest[0]) if newest else None

    def arms(self, group: Part | None = None) -> Arms:
        """What is compared: the conditions, or a group's levels."""
        return arms_of(self.document, group, self.origin, self.version)

    @property
    def interim(self) -> bool:
        """Whether people may still come, or the declared stop isn't reached: every test is one look among several."""
        return self.study.state == Study.State.OPEN or self.blinding.stop is not None

    @cached_property
    def blinding(self) -> Blinding:
        """How much may be shown; made-up and test people betray nothing."""
        return blinding(self.study, now=timezone.now()) if self.origin == room.REAL else OPEN

    def stored_at(self) -> str:
        """When the stored document was counted; empty while none is stored. It costs next to nothing to ask."""
        found = Aggregate.objects.filter(study=self.study, origin=self.origin)
        when = found.values_list("computed_at", flat=True).first()
        return when.isoformat() if when else ""


def study_of(request: HttpRequest, slug: str) -> Asked:
    """What is asked for, before any findings are read; 404 for what isn't there or may not be seen."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    origin = request.GET.get("people", room.REAL)
    if origin not in Participant.Origin.values:
        raise Http404("People are real, simulated or test.")
    return Asked(study, origin, version_of(study, request.GET.get("version", "")))


def version_of(study: Study, number: str) -> int | None:
    """The version that is asked for, None for all; 404 for one that there isn't."""
    if not number:
        return None
    if not re.fullmatch("[1-9][0-9]{0,8}", number) or not study.versions.filter(number=int(number)).exists():
        raise Http404("There is no such version.")
    return int(number)


def asked_of(request: HttpRequest, slug: str) -> Asked:
    """The same, with findings that are there; 404 before the first version."""
    asked = study_of(request, slug)
    try:
        asked.document  # noqa: B018  (reads it)
    except room.NotPublishedError as error:
        raise Http404(str(error)) from None
    return asked
