"""The validation report as a page: what each film elicits, how strongly, how purely, beside norms."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.findings import findings as room
from surveys.findings.charts.film_intensity import FilmIntensity, film_intensity
from surveys.findings.film_report import Document, film_report
from surveys.pages.researcher.film_report_tables import (
    affect_table,
    breakdown_tables,
    feelings_table,
    films_table,
    norms_table,
)
from surveys.pages.researcher.find_findings import Asked, study_of
from surveys.pages.researcher.sections import Shown, drawings
from surveys.pages.researcher.tables import Table
from surveys.pages.researcher.viewings import surroundings

# Several people and their pictures ask at once; new answers may take so long to be seen.
KEPT_SECONDS = 20
PICTURE = "intensity"


@dataclass
class AskedReport:
    """The report of the people who are asked for."""

    asked: Asked

    @cached_property
    def document(self) -> Document:
        """Kept for a moment; NotPublishedError before the first version."""
        asked = self.asked
        key = f"film-report:{asked.study.pk}:{asked.origin}:{asked.version}:{asked.blinding.state}"
        kept: Document | None = cache.get(key)
        if kept is None:
            kept = film_report(asked.study, now=timezone.now(), origin=asked.origin, version=asked.version)
            cache.set(key, kept, KEPT_SECONDS)
        return kept

    @property
    def picture(self) -> FilmIntensity | None:
        """The picture of all films."""
        return film_intensity(self.document, self.asked.origin)

    @property
    def tables(self) -> dict[str, Table]:
        """The tables that have something to say, by kind."""
        films = self.document["films"]
        made = (films_table(films), feelings_table(films), affect_table(films), norms_table(films))
        return {each.kind: each for each in (*made, *breakdown_tables(films)) if each is not None}

    def address(self, kind: str, ending: str, **look: str) -> str:
        """Where a file is."""
        about = {"people": self.asked.origin} if self.asked.origin != room.REAL else {}
        about |= {"version": str(self.asked.version)} if self.asked.version is not None else {}
        found = reverse("film_report_file", args=[self.asked.study.slug, kind, ending])
        return f"{found}?{urlencode({**about, **look})}" if about or look else found


@require_safe
@login_required
@never_cache
def report_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    report = AskedReport(study_of(request, slug))
    page = surroundings(report.asked)
    try:
        page |= parts_of(report)
    except room.NotPublishedError as error:
        page["nothing"] = str(error)
    return render(request, "researcher/film_report.html", page)


def parts_of(report: AskedReport) -> dict[str, Any]:
    """What the template prints of a report."""
    document, tables = report.document, report.tables
    looks = [{**each, "at": parse_datetime(each["at"])} for each in document.get("looks", ())]
    parts = [shown(report, kind, table) for kind, table in tables.items()]
    return {
        "document": document,
        "computed_at": parse_datetime(document["computed_at"]),
        "looks": looks,
        "parts": [each for each in parts if not each.observed],
        "by": [each for each in parts if each.observed],
    }


def shown(report: AskedReport, kind: str, table: Table) -> Shown:
    """A table with its files; above that of the films stands their picture."""
    picture = report.picture if kind == "films" else None
    files = [("CSV", report.address(kind, "csv"))]
    if picture is not None:
        svg, png = report.address(PICTURE, "svg", save="1"), report.address(PICTURE, "png")
        files = [("SVG", svg), ("PNG", png), *files]
    return Shown(
        place=f"report-{kind}",
        title=picture.title if picture else "",
        alt=picture.alt if picture else "",
        sources=drawings(picture, lambda look: report.address(PICTURE, "svg", **look)) if picture else (),
        files=files,
        table=table,
        observed=table.observed,
    )
