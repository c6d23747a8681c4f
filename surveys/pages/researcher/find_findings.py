"""The findings that a request asks for: of a study that its user may see, and of which people."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.findings import findings as room
from surveys.findings.charts.arms import Arms, Part, arms_of
from surveys.findings.models import Aggregate
from surveys.findings.report import Document
from surveys.protocols.access import studies_visible_to
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Study


@dataclass
class Asked:
    """A study and the people whose findings are asked for: real, simulated or test."""

    study: Study
    origin: str

    @cached_property
    def document(self) -> Document:
        """Their findings; NotPublishedError before the first version."""
        return room.findings(self.study, now=timezone.now(), origin=self.origin)

    @cached_property
    def definition(self) -> Definition | None:
        """The definition of the study's latest version, None before the first."""
        newest = newest_version(self.study.slug)
        return definition_of(newest[0]) if newest else None

    def arms(self, group: Part | None = None) -> Arms:
        """What is compared: the conditions, or a group's levels."""
        return arms_of(self.document, group, self.origin)

    @property
    def interim(self) -> bool:
        """Whether people may still come, so that every test is one look among several."""
        return self.study.state == Study.State.OPEN

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
    return Asked(study, origin)


def asked_of(request: HttpRequest, slug: str) -> Asked:
    """The same, with findings that are there; 404 before the first version."""
    asked = study_of(request, slug)
    try:
        asked.document  # noqa: B018  (reads it)
    except room.NotPublishedError as error:
        raise Http404(str(error)) from None
    return asked
