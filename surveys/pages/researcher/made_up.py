"""Made-up people: go through the study oneself, or let simulated ones come; and take them away again."""

import secrets

from celery import current_app
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from surveys.enrolment.models import Participant
from surveys.enrolment.start import NoSuchConditionError, start
from surveys.ledger.append import append
from surveys.pages.researcher.people import shown
from surveys.participation.simulate import clear_made_up
from surveys.protocols.access import studies_editable_by, studies_visible_to
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Study

MOST_AT_ONCE = 2_000
# By name: nothing imports tasks but the worker that runs them.
SIMULATE = "surveys.participation.tasks.simulate"
CLEARED = {"simulated": "Simulated people taken away: {}.", "test": "Test persons taken away: {}."}


@require_POST
@login_required
@never_cache
def test_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Start as a test person, with the fast clock, and go to the personal link."""
    study = get_object_or_404(studies_visible_to(request.user), slug=slug)
    found = newest_version(slug)
    if found is None:
        messages.error(request, "Publish the study first; there is nothing to go through yet.")
        return redirect("people", slug)
    definition = definition_of(found[0])
    try:
        token = start(
            found[0],
            definition,
            language=request.POST.get("lang", ""),
            panel={},
            condition=request.POST.get("c", ""),
            at=timezone.now(),
            origin=Participant.Origin.TEST,
        )
    except NoSuchConditionError:
        messages.error(request, "Choose a condition: in this study the link decides it.")
        return redirect("people", slug)
    append("test person started", by=str(request.user.pk), study=study.slug, at=timezone.now())
    answer = HttpResponseRedirect(f"/p/{token}/")
    answer.status_code = 303
    return answer


@require_POST
@login_required
@never_cache
def simulate_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for simulated people; they arrive in the background."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    number, dropout = request.POST.get("number", "").strip(), request.POST.get("dropout", "").strip()
    wrong = wrong_with(number, dropout)
    if newest_version(slug) is None:
        wrong = "Publish the study first; simulated people go through its newest version."
    if wrong:
        page = shown(request, study, number=number, dropout=dropout, wrong=wrong)
        return render(request, "researcher/people.html", page, status=422)
    count, share, seed = int(number), float(dropout.replace(",", ".")) / 100, secrets.token_hex(4)
    with transaction.atomic():
        append("simulated", by=str(request.user.pk), study=study.slug, detail={"people": count}, at=timezone.now())
        transaction.on_commit(lambda: current_app.send_task(SIMULATE, (slug, count, share, seed)))
    messages.success(request, f"{count} simulated people are on their way; they appear here and in the findings.")
    return to_people(study, Participant.Origin.SIMULATED)


@require_POST
@login_required
@never_cache
def clear_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Take simulated people or test persons away."""
    study = get_object_or_404(studies_editable_by(request.user), slug=slug)
    origin = request.POST.get("origin", "")
    if origin not in CLEARED:
        messages.error(request, "Only simulated people and test persons can be taken away here.")
        return redirect("people", slug)
    count = clear_made_up(study, origin, at=timezone.now(), by=str(request.user.pk))
    messages.success(request, CLEARED[origin].format(count))
    return to_people(study, origin)


def wrong_with(number: str, dropout: str) -> str:
    """What is wrong with the two numbers, as a sentence; empty when nothing is."""
    if not (number.isascii() and number.isdigit() and len(number) <= 6 and 1 <= int(number) <= MOST_AT_ONCE):
        return f"How many people: give a whole number from 1 to {MOST_AT_ONCE}."
    try:
        share = float(dropout.replace(",", ".")) if len(dropout) <= 8 else -1.0
    except ValueError:
        share = -1.0
    return "" if 0 <= share <= 100 else "Share that leaves early: give a number from 0 to 100."


def to_people(study: Study, origin: str) -> HttpResponse:
    """Back to the page, with these people in sight."""
    return HttpResponseRedirect(f"{reverse('people', args=[study.slug])}?people={origin}")
