"""A table of findings as CSV: the document's numbers as they are, with full precision, gaps empty."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.exports.guard import guard
from surveys.findings.charts.arms import Part
from surveys.findings.report import Document
from surveys.pages.researcher.find_findings import Asked, asked_of
from surveys.pages.researcher.find_picture import FLOW, by_id
from surveys.pages.researcher.picture import saved_as

Row = dict[str, Any]
PARTS = {"course": "cells", "changes": "changes", "improved": "changes", "reliability": "reliability"}


@require_safe
@login_required
@never_cache
def table_file(request: HttpRequest, slug: str, kind: str, name: str) -> HttpResponse:
    """One table: of an outcome (by condition or by a group), of a group's levels, or of the flow."""
    asked = asked_of(request, slug)
    group = request.GET.get("group", "")
    rows = list(rows_of(asked, kind, name, group))
    about = {"study": asked.study.slug, "people": asked.origin, "computed_at": asked.document["computed_at"]}
    about |= {key: said for key, said in looked(asked.document) if said}
    about |= {"outcome": name} if kind not in (FLOW, "levels") else {}
    answer = HttpResponse(as_csv([{**about, **row} for row in rows]), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = saved_as(asked, request, kind, name, "csv")
    return answer


def looked(document: Document) -> Iterator[tuple[str, str]]:
    """What the file says of blinding: until when everybody is together, or how many looks were before the stop."""
    yield "blinded_until", document.get("blinded", {}).get("until", "")
    yield "interim", "yes" if document.get("interim") else ""
    yield "looks_before_stop", str(len(document.get("looks", ())) or "")


def rows_of(asked: Asked, kind: str, name: str, group_id: str) -> Iterator[Row]:
    """The rows of a table; 404 for one that there isn't."""
    document = asked.document
    if kind == FLOW and name == FLOW:
        yield from (flow_row(asked, each) for each in document["flow"])
        return
    group = by_id(document["groups"], name if kind == "levels" else group_id)
    if kind == "levels" and group is not None:
        yield from ({"group": name, **each} for each in group.get("levels", ()))
        return
    outcome = by_id(group["outcomes"] if group else document["outcomes"], name)
    if outcome is None or (group_id and group is None) or kind not in {*PARTS, "ancova"}:
        raise Http404("There is no such table.")
    spread: Callable[[Part], Iterator[Row]] = adjusted_rows if kind == "ancova" else flat_rows
    for part in outcome.get(PARTS.get(kind, kind), ()):
        yield from spread(part)


def flat_rows(part: Part) -> Iterator[Row]:
    """A part as one row; intervals take two columns."""
    row: Row = {}
    for key, value in part.items():
        if key.endswith("ci95"):
            row |= dict(zip((f"{key}_low", f"{key}_high"), value or (None, None), strict=True))
        else:
            row[key] = value
    yield row


def adjusted_rows(part: Part) -> Iterator[Row]:
    """An analysis of covariance as a row for each adjusted mean."""
    figures = {key: value for key, value in part.items() if key != "adjusted_means"}
    for mean in part["adjusted_means"]:
        named = {"adjusted_mean": mean["mean"], "adjusted_se": mean["se"]}
        yield {**figures, **{key: value for key, value in mean.items() if key not in ("mean", "se")}, **named}


def flow_row(asked: Asked, flow: Part) -> Row:
    """A condition's way; how people came in is the same in every row."""
    reached: Mapping[str, int] = flow["reached"]
    rest = {key: value for key, value in flow.items() if key != "reached"}
    return {**asked.document["enrolment"], **rest, **{f"sent_{step}": reached[step] for step in sorted(reached)}}


def as_csv(rows: list[Row]) -> str:
    """Rows as a file; the columns of all of them, `reason` last."""
    columns = dict.fromkeys(key for row in rows for key in row)
    names = sorted(columns, key=lambda name: name == "reason")
    file = io.StringIO()
    writer = csv.DictWriter(file, names, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: guard(value) if isinstance(value, str) else value for key, value in row.items()})
    return file.getvalue()
