"""A picture or a table of the validation report as a file of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.findings import findings as room
from surveys.pages.researcher.film_report import PICTURE, AskedReport
from surveys.pages.researcher.find_findings import study_of
from surveys.pages.researcher.picture import TYPES, drawn
from surveys.pages.researcher.table_file import Row, as_csv, looked

Part = Mapping[str, Any]
MEASURES = ("intensity", "discreteness", "valence", "arousal")
BREAKDOWNS = ("sex", "familiarity", "exposure")


@require_safe
@login_required
@never_cache
def film_report_file(request: HttpRequest, slug: str, kind: str, ending: str) -> HttpResponse:
    """The picture (intensity) or a table (films, feelings, affect, norms, sex, familiarity, exposure); 404 for none."""
    report = AskedReport(study_of(request, slug))
    try:
        report.document  # noqa: B018  (reads it)
    except room.NotPublishedError as error:
        raise Http404(str(error)) from None
    if ending == "csv":
        answer = HttpResponse(table_of(report, kind), content_type="text/csv; charset=utf-8")
    else:
        found = report.picture if kind == PICTURE else None
        if found is None or ending not in TYPES:
            raise Http404("There is no such picture.")
        answer = HttpResponse(drawn(found, request, ending), content_type=TYPES[ending])
    if ending != "svg" or "save" in request.GET:
        answer.headers["Content-Disposition"] = f'attachment; filename="{name_of(report, kind)}.{ending}"'
    return answer


def name_of(report: AskedReport, kind: str) -> str:
    """What a file is called: the study, what it shows, whose figures, and the day."""
    asked = report.asked
    words = [asked.study.slug, "films" if kind != "films" else "", kind]
    words += [f"version-{asked.version}" if asked.version is not None else ""]
    words += [asked.origin if asked.origin != room.REAL else "", report.document["computed_at"][:10]]
    return "-".join(word for word in words if word)


def table_of(report: AskedReport, kind: str) -> str:
    """A table as CSV, with full precision, gaps empty; 404 for one that there isn't."""
    makers = {"films": film_rows, "feelings": feeling_rows, "affect": affect_rows, "norms": norm_rows}
    films, document = report.document["films"], report.document
    if kind in makers:
        rows = [row for film in films for row in makers[kind](film)]
    elif kind in BREAKDOWNS:
        rows = [row for film in films for row in level_rows(film, kind)]
    else:
        raise Http404("There is no such table.")
    about = {"study": report.asked.study.slug, "people": report.asked.origin, "computed_at": document["computed_at"]}
    about |= {key: said for key, said in looked(document) if said}
    return as_csv([{**about, **row} for row in rows])


def film_rows(film: Part) -> Iterator[Row]:
    """A film in one row."""
    about = {"conditions": " ".join(film["conditions"]), "versions": " ".join(map(str, film["versions"]))}
    yield {
        **named(film),
        **about,
        "sha256": " ".join(film["sha256"]),
        **measured(film),
        **{f"success_{key}": film["success"][key] for key in ("index", "z_hits", "z_intensity")},
        **flat("exposure", film["exposure"]),
    }


def named(film: Part) -> Row:
    """Which film."""
    low, high = film["scale"] or (None, None)
    return {"film": film["id"], "target": film["target"], "scale_low": low, "scale_high": high}


def measured(part: Part) -> Row:
    """The measures in columns."""
    found = flat("hits", part["hits"])
    for name in MEASURES:
        found |= flat(name, part[name])
    return found


def flat(name: str, part: Part) -> Row:
    """A part's numbers in columns that begin with its name; intervals take two."""
    row: Row = {}
    for key, value in part.items():
        if key.endswith("ci95"):
            row |= dict(zip((f"{name}_{key}_low", f"{name}_{key}_high"), value or (None, None), strict=True))
        elif isinstance(value, Mapping):
            row |= flat(f"{name}_{key}", value)
        else:
            row[f"{name}_{key}"] = value
    return row


def feeling_rows(film: Part) -> Iterator[Row]:
    """A row for each rating."""
    for each in film["feelings"]:
        about = {
            "feeling": each["id"],
            "label": each["label"],
            "is_target": each["target"],
            "declared": each["declared"],
        }
        rest = {key: value for key, value in each.items() if key not in ("id", "label", "target", "declared")}
        yield {
            **named(film),
            **about,
            **{key.removeprefix("rating_"): one for key, one in flat("rating", rest).items()},
        }


def affect_rows(film: Part) -> Iterator[Row]:
    """Valence and arousal."""
    yield {"film": film["id"], **flat("valence", film["valence"]), **flat("arousal", film["arousal"])}


def norm_rows(film: Part) -> Iterator[Row]:
    """A row for each norm."""
    for norm in film["norms"]:
        scale, rest = norm["scale"] or (None, None), {key: one for key, one in norm.items() if key != "scale"}
        row = {key.removeprefix("norm_"): one for key, one in flat("norm", rest).items()}
        yield {"film": film["id"], "norm_scale_low": scale[0], "norm_scale_high": scale[1], **row}


def level_rows(film: Part, kind: str) -> Iterator[Row]:
    """A row for each level of something observed."""
    for part in film["by"]:
        if part["id"] == kind:
            for level in part["levels"]:
                about = {"by": kind, "measured": part["measured"], "observed": "yes", "level": level["id"]}
                yield {**named(film), **about, "n": level["n"], **measured(level)}
