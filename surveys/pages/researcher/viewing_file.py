"""A picture or a table of a film's page as a file of its own."""

from collections.abc import Iterator
from dataclasses import asdict

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from surveys.findings.charts.draw import Picture
from surveys.findings.viewings import Strip
from surveys.pages.researcher.film_sections import exposure_picture, feelings_picture, strips_picture
from surveys.pages.researcher.film_tables import SPELLS
from surveys.pages.researcher.find_film import AskedFilm, asked_film, listed
from surveys.pages.researcher.picture import TYPES, drawn, saved_as
from surveys.pages.researcher.table_file import Row, as_csv, flat_rows
from surveys.pages.researcher.viewings import sheet_of


@require_safe
@login_required
@cache_control(private=True, max_age=60)
def viewing_file(request: HttpRequest, slug: str, step: str, kind: str, ending: str) -> HttpResponse:
    """A picture (exposure, feelings, strips) or a table (those, verdicts, spells, trace, taps); 404 for none."""
    film = asked_film(request, slug, step)
    if ending == "csv":
        answer = HttpResponse(table_of(request, film, kind), content_type="text/csv; charset=utf-8")
    else:
        found = picture_of(request, film, kind)
        if found is None or ending not in TYPES:
            raise Http404("There is no such picture.")
        answer = HttpResponse(drawn(found, request, ending), content_type=TYPES[ending])
    if ending != "svg" or "save" in request.GET:
        name = f"{film.step.base}-{request.GET.get('verdict', '')}".strip("-")
        answer.headers["Content-Disposition"] = saved_as(film.asked, request, kind, name, ending)
    return answer


def picture_of(request: HttpRequest, film: AskedFilm, kind: str) -> Picture | None:
    """The picture of a kind; None where there is nothing to draw."""
    if kind == "strips":
        sheet = sheet_of(request, film)
        return strips_picture(film, sheet.people, sheet.said)
    made = {"exposure": exposure_picture, "feelings": feelings_picture}.get(kind)
    return made(film) if made else None


def table_of(request: HttpRequest, film: AskedFilm, kind: str) -> str:
    """A table as CSV, with full precision; 404 for one that there isn't."""
    if kind == "strips":
        rows = list(strip_rows(request, film))
    elif kind in TABLES:
        rows = [row for part in TABLES[kind](film) for row in flat_rows(part)]
    else:
        raise Http404("There is no such table.")
    about = {"study": film.asked.study.slug, "people": film.asked.origin, "step": film.step.base}
    return as_csv([{**about, **row} for row in rows])


def exposure_rows(film: AskedFilm) -> Iterator[Row]:
    """Coverage, with the count of each tenth."""
    for each in film.figures.exposed:
        found = {"n": each.n, "without_evidence": each.without, "seen": each.enough}
        found |= {f"coverage_{key}": value for key, value in asdict(each.coverage).items() if key != "n"}
        tenths = {f"from_{10 * place}": count for place, count in enumerate(each.bins)}
        yield {"condition": each.condition, "films": listed(each.films), **found, **tenths}


def verdict_rows(film: AskedFilm) -> Iterator[Row]:
    """How many showings have each verdict."""
    for each in film.figures.exposed:
        for word, count in each.verdicts.items():
            yield {
                "condition": each.condition, "films": listed(each.films), "verdict": word, "people": count, "n": each.n
            }  # fmt: skip


def spell_rows(film: AskedFilm) -> Iterator[Row]:
    """What disturbed the showings."""
    for each in film.figures.exposed:
        about = {"condition": each.condition, "films": listed(each.films), "n": each.n}
        for name in SPELLS:
            spell = each.spells[name]
            seconds = {f"seconds_{key}": value for key, value in asdict(spell.seconds).items() if key != "n"}
            yield {**about, "what": name.removesuffix("_s"), "people": spell.people, **seconds}
        yield {**about, "what": "refused", "people": each.refused}


def curve_rows(film: AskedFilm) -> Iterator[Row]:
    """Every place of the mean curves."""
    for each in film.figures.felt:
        for moment in each.curve:
            yield {"condition": each.condition, "films": listed(each.films), **asdict(moment)}


def taps_rows(film: AskedFilm) -> Iterator[Row]:
    """Who tapped in each part of the films."""
    for each in film.figures.felt:
        for part in each.taps:
            about = {"condition": each.condition, "films": listed(each.films)}
            yield {**about, **asdict(part), "share": part.share, "ci95": part.ci95}


def strip_rows(request: HttpRequest, film: AskedFilm) -> Iterator[Row]:
    """Each person of a page of strips; while the study is blinded nothing by condition, and no taps."""
    kept = ("verdict", "coverage", "stalled_s", "paused_s", "hidden_s", "muted_s", "pauses", "refused")
    for name, person in sheet_of(request, film).people:
        row: Row = {"person": name, **{key: getattr(person, key) for key in kept}}
        yield row if film.pooled else row | told_of(person)


def told_of(person: Strip) -> Row:
    """What would tell the condition; a film's length does, too."""
    return {
        "condition": person.condition,
        "films": listed(person.films),
        "longest_gap_s": person.longest_gap_s,
        "played_s": " ".join(f"{start:g}-{end:g}" for start, end in person.strip.get("played", ())),
        "tapped_at_s": " ".join(f"{each:g}" for each in person.markers),
    }


TABLES = {
    "exposure": exposure_rows,
    "verdicts": verdict_rows,
    "spells": spell_rows,
    "trace": curve_rows,
    "taps": taps_rows,
}
