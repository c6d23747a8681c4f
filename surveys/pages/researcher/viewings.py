"""What a study's people saw of its films, and felt meanwhile: all film steps on a page, and each person's strip."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.films.verdict import VERDICTS
from surveys.findings.viewings import Strip, film_step, film_steps, strips
from surveys.pages.researcher.film_sections import section, shown, strips_picture
from surveys.pages.researcher.film_tables import short, strips_table
from surveys.pages.researcher.find_film import AskedFilm, asked_film, row_name
from surveys.pages.researcher.find_findings import Asked, study_of
from surveys.pages.researcher.findings import ORIGINS, numbers_of

STRIPS_A_PAGE = 50
PLACE = {"place": "films", "page_title": "Films"}


@dataclass(frozen=True)
class Sheet:
    """A page of strips: the people on it by the names that they have here, and where it stands among all."""

    people: list[tuple[str, Strip]]
    verdict: str
    number: int
    pages: int
    total: int

    @property
    def about(self) -> dict[str, str]:
        """What the address says of it."""
        found = {"verdict": self.verdict} if self.verdict else {}
        return found | ({"page": str(self.number)} if self.number > 1 else {})

    @property
    def filter(self) -> str | None:
        """The verdict for an address; None leaves it out."""
        return self.verdict or None

    @property
    def before(self) -> int | None:
        """The page before, where there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The next page, where there is one."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def said(self) -> str:
        """Which page it is, for a subtitle."""
        return f", page {self.number} of {self.pages}" if self.pages > 1 else ""


@require_safe
@login_required
@never_cache
def viewings(request: HttpRequest, slug: str) -> HttpResponse:
    """All steps with a film: coverage, verdicts, feelings."""
    asked = study_of(request, slug)
    definition = asked.definition
    films = []
    if definition is not None:
        found = [(base, film_step(definition, base)) for base in film_steps(definition)]
        films = [AskedFilm(asked, definition, step) for _, step in found if step is not None]
    sections = [section(film) for film in films]
    page = {**surroundings(asked), "published": definition is not None, "sections": sections, "verdicts": explained()}
    return render(request, "researcher/viewings.html", page)


@require_safe
@login_required
@never_cache
def viewing_strips(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """What each person saw, fifty to a page, all of them or those with one verdict."""
    film = asked_film(request, slug, step)
    sheet = sheet_of(request, film)
    picture = strips_picture(film, sheet.people, sheet.said)
    counts = [(word, sum(each.verdicts.get(word, 0) for each in film.figures.exposed)) for word in VERDICTS]
    strip = shown(film, "strips", picture, strips_table(film, sheet.people), about=sheet.about)
    about = QueryDict(mutable=True)
    about.update(film.about())
    page = {
        **surroundings(film.asked),
        "film": film,
        "sheet": sheet,
        "shown": strip if sheet.people else None,
        "filters": [(word, short(word), count) for word, count in counts if count],
        "about": about,
    }
    return render(request, "researcher/viewing_strips.html", page)


def sheet_of(request: HttpRequest, film: AskedFilm) -> Sheet:
    """The people of the page that the address asks for; 404 for a page or a verdict that there isn't."""
    verdict, page = request.GET.get("verdict", ""), request.GET.get("page", "1")
    if (verdict and verdict not in VERDICTS) or not (page.isascii() and page.isdigit() and 0 < len(page) < 7):
        raise Http404("There is no such page.")
    number = int(page)
    if not number:
        raise Http404("Pages are counted from 1.")
    found, total = strips(
        film.whose,
        conditions=[arm.id for arm in film.definition.conditions],
        pooled=film.pooled,
        verdict=verdict,
        salt=settings.SECRET_KEY,
        first=(number - 1) * STRIPS_A_PAGE,
        most=STRIPS_A_PAGE,
    )
    if number > 1 and not found:
        raise Http404("There is no such page.")
    people = [(row_name(film.asked.study.pk, each.participant), each) for each in found]
    return Sheet(people, verdict, number, max(1, -(-total // STRIPS_A_PAGE)), total)


def surroundings(asked: Asked) -> dict[str, Any]:
    """What both pages say around their figures."""
    return {
        "study": asked.study,
        "people": asked.origin,
        "version": asked.version,
        "origins": ORIGINS,
        "numbers": numbers_of(asked.study),
        "blinding": asked.blinding,
        **PLACE,
    }


def explained() -> list[tuple[str, str]]:
    """What each verdict means."""
    return [(short(word), said) for word, said in VERDICTS.items()]
