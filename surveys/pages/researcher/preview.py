"""Each page of a draft as participants will see it, in the width of a phone; nothing is stored, nothing can be sent."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from surveys.films.models import Film as StoredFilm
from surveys.instruments.document import DefinitionError
from surveys.instruments.instrument import Instrument
from surveys.instruments.plausible import Leaning, plausible_fields
from surveys.pages.participant.fill import fill
from surveys.participation.facts import Facts, Sent
from surveys.participation.itinerary import CONSENT, Place, kind_of
from surveys.participation.known import asked_by
from surveys.participation.read_answers import read_answers
from surveys.protocols.access import studies_visible_to
from surveys.protocols.definition import (
    Ask,
    Complete,
    Day,
    Definition,
    Event,
    Film,
    Safety,
    Show,
    Step,
    Timer,
    Wait,
)
from surveys.protocols.draft import checked, draft_of, revision_of
from surveys.protocols.models import Study

# One made-up person is enough: orders follow from the seed.
SEED = 1
WAITING_SECONDS = 20 * 60
# Within the page it may lead somewhere; everything else would lead out of the preview.
LINK = re.compile(r'(<a\b[^>]*?)href="[^"#][^"]*"')


@dataclass(frozen=True)
class Sight:
    """A page that can be looked at."""

    place: Place
    label: str

    @property
    def key(self) -> str:
        """What the address calls it."""
        return f"{self.place.kind}:{self.place.key}"


@require_safe
@login_required
@never_cache
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of pages beside a frame with the chosen one."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    page: dict[str, Any] = {"study": study, "place": "document", "page_title": "Preview"}
    try:
        definition = definition_now(study)
    except DefinitionError as error:
        return render(request, "researcher/preview.html", {**page, "faults": error.faults})
    sights = list(sights_of(definition))
    chosen = chosen_from(request, sights, definition)
    number = next(place for place, each in enumerate(sights) if each.key == chosen["at"])
    neighbours = {
        "before": sights[number - 1].key if number else "",
        "after": sights[number + 1].key if number + 1 < len(sights) else "",
    }
    page |= {
        "sights": sights,
        "conditions": [(arm.id, arm.label[definition.languages[0]]) for arm in definition.conditions],
        "languages": definition.languages,
        "query": urlencode(chosen),
        "rest": urlencode({key: value for key, value in chosen.items() if key != "at"}),
        **chosen,
        **neighbours,
    }
    answer = render(request, "researcher/preview.html", page)
    answer.headers["Content-Security-Policy"] = f"{settings.CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return answer


@require_safe
@login_required
@never_cache
@xframe_options_sameorigin
def preview_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page itself, made by the very functions that make participants' pages; its form leads nowhere."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    try:
        definition = definition_now(study)
    except DefinitionError:
        raise Http404("The document has faults.") from None
    sights = list(sights_of(definition))
    chosen = chosen_from(request, sights, definition)
    place = next(each.place for each in sights if each.key == chosen["at"])
    now = time.time()
    html = fill(definition, made_up(definition, place, chosen, now), dated(place, now), now=now)
    answer = HttpResponse(LINK.sub(r'\1role="link" aria-disabled="true"', html))
    answer.headers["Content-Security-Policy"] = inert(settings.CONTENT_SECURITY_POLICY)
    return answer


def inert(policy: str) -> str:
    """A policy under which a page can be framed by our own pages, and can send nothing."""
    for allowed, instead in (
        ("frame-ancestors 'none'", "frame-ancestors 'self'"),
        ("form-action 'self'", "form-action 'none'"),
        ("connect-src 'self'", "connect-src 'none'"),
    ):
        policy = policy.replace(allowed, instead)
    return policy


def definition_now(study: Study) -> Definition:
    """The draft's definition; DefinitionError with its faults."""
    return read(study.pk, revision_of(study, draft_of(study)))


@lru_cache(maxsize=16)
def read(study_id: int, revision: str) -> Definition:
    """A revision's definition, read once for all its pages: a revision never changes."""
    study = Study.objects.get(pk=study_id)
    draft = draft_of(study)
    definition = checked(study, draft.texts, draft.films)
    stored = {film.sha256: film for film in StoredFilm.objects.filter(sha256__in=draft.films.values())}
    films = {}
    for name, film in definition.films.items():
        row = stored.get(draft.films[film.file])
        length = row.duration_s if row is not None else 0.0
        films[name] = replace(film, sha256=draft.films[film.file], duration_seconds=length, captions={})
    return replace(definition, films=films)


def sights_of(definition: Definition) -> Iterator[Sight]:
    """All pages in the document's order."""
    yield Sight(Place("consent", CONSENT), CONSENT)
    last = [step for step in definition.walk() if isinstance(step, Show | Complete)][-1:]
    for step in definition.walk():
        if definition.steps_by_base[step.base][0] is not step:
            # Of what is repeated the first occurrence shows enough.
            continue
        for place in places_of(definition, step, terminal=step in last):
            pages = pages_in(definition, step)
            number = f", page {place.page + 1} of {pages}" if place.kind == "ask" and pages > 1 else ""
            yield Sight(place, f"{step.id}{number}{' (pause)' if place.kind == 'wait' else ''}")


def places_of(definition: Definition, step: Step, *, terminal: bool) -> Iterator[Place]:
    """The pages of a step."""
    if isinstance(step, Safety):
        yield Place("support", step.id, step.occurrence)
    elif isinstance(step, Wait):
        if step.filler_text:
            yield Place("show", step.id, step.occurrence)
        for page in range(pages_in(definition, step)):
            yield Place("ask", step.id, step.occurrence, page)
        yield Place("wait", step.id, step.occurrence, until=0.0)
    elif isinstance(step, Day):
        yield Place("wait", step.id, step.occurrence, until=0.0)
    elif isinstance(step, Ask | Film | Show | Complete | Timer | Event):
        for page in range(max(1, pages_in(definition, step))):
            yield Place(kind_of(step), step.id, step.occurrence, page, terminal=terminal)


def pages_in(definition: Definition, step: Step) -> int:
    """The pages of the instrument that a step asks; 0 when it asks none."""
    instrument = definition.instruments.get(asked_by(step))
    return instrument.page_count if instrument is not None else 0


def chosen_from(request: HttpRequest, sights: list[Sight], definition: Definition) -> dict[str, str]:
    """What the address asks for, or the first of each."""
    arms = [arm.id for arm in definition.conditions]
    offers = {"at": [each.key for each in sights], "condition": arms, "language": list(definition.languages)}
    wanted = {name: request.GET.get(name, "") for name in offers}
    return {name: wanted[name] if wanted[name] in offer else offer[0] for name, offer in offers.items()}


def dated(place: Place, now: float) -> Place:
    """A pause that is half over."""
    return replace(place, until=now + WAITING_SECONDS) if place.kind in ("wait", "timer") else place


def made_up(definition: Definition, place: Place, chosen: dict[str, str], now: float) -> Facts:
    """Somebody who has answered everything before this page, so that names in texts have something to say."""
    facts = Facts(
        participant=0,
        version=0,
        seed=SEED,
        origin="test",
        condition=chosen["condition"],
        language=chosen["language"],
        consented_at=None if place.kind == "consent" else now - 3600,
        completed_at=None,
        stopped_at=None,
    )
    for step in definition.walk():
        if step.id == place.step:
            break
        instrument = definition.instruments.get(asked_by(step))
        if instrument is not None:
            for page in range(instrument.page_count):
                facts.sent[step.base, step.occurrence, page] = Sent(answers(instrument, step, page), now - 60, now - 50)
    return facts


def answers(instrument: Instrument, step: Step, page: int) -> list[Any]:
    """Plausible answers of a page."""
    items = instrument.stored(page, SEED, step.seeded_by)
    dice = Random(SEED)
    fields = [plausible_fields(item, Leaning(0.5), dice) for item in items]
    return read_answers(instrument, items, {name: each[name] for each in fields for name in each}).answers
