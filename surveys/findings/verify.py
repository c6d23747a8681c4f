"""Whether every derived figure is what the answers give."""

from collections.abc import Iterator
from datetime import datetime

from surveys.enrolment.models import Participant
from surveys.findings.aggregate import aggregate
from surveys.findings.differences import differences
from surveys.findings.findings import computed, one_state
from surveys.findings.look import LOOKED, digest
from surveys.findings.models import Aggregate, Look
from surveys.findings.plain_scores import plain_scores
from surveys.findings.rebuild import fingerprints
from surveys.findings.recompute import recompute
from surveys.findings.score import score_new_responses, unscored
from surveys.ledger.models import Entry
from surveys.protocols.models import Study

ATTEMPTS = 5


def verify(now: datetime) -> list[str]:
    """A sentence for every figure that an independent recomputation from raw answers doesn't give.

    What is new is scored first. Answers that come in meanwhile are no fault: the study is looked at again.
    """
    faults: list[str] = []
    for study in Study.objects.filter(versions__isnull=False).distinct().order_by("slug"):
        for origin in Participant.Origin.values:
            faults += faults_of(study, origin, now)
    return [*faults, *look_faults()]


def faults_of(study: Study, origin: str, now: datetime) -> list[str]:
    """The faults of one study and origin."""
    found: list[str] = []
    for _ in range(ATTEMPTS):
        score_new_responses(now)
        with one_state():
            found = [f"Findings of “{study.slug}” ({origin}): {each}." for each in compared(study, origin, now)]
            if not found or not unscored(study.pk):
                return found
    return found


def compared(study: Study, origin: str, now: datetime) -> Iterator[str]:
    """Score rows, aggregates and the stored document, against what the answers give."""
    yield from plain_scores(study.pk, origin)
    made = computed(study, now=now, origin=origin, by=aggregate)
    again = computed(study, now=now, origin=origin, by=recompute)
    yield from differences(made, again)
    stored = Aggregate.objects.filter(study=study, origin=origin).first()
    # A document that is due to be made anew may be behind, and that is as it should be.
    if stored is not None and stored.fingerprint == fingerprints().get((study.pk, origin)):
        yield from (f"stored document, {each}" for each in differences(stored.document, made))


def look_faults() -> Iterator[str]:
    """Looks before the stop and their entries in the audit trail: neither can be without the other."""
    made = {f"look:{each.pk}": each for each in Look.objects.filter(planned=False).select_related("study")}
    rows = Entry.objects.filter(verb=LOOKED).values_list("about", "study", "detail")
    entered = {about: (slug, detail.get("reason_sha256")) for about, slug, detail in rows}
    for about, each in made.items():
        if entered.get(about) != (each.study.slug, digest(each.reason)):
            yield f"Findings of “{each.study.slug}”: {about} is not as the audit trail has it."
    here = set(Study.objects.values_list("slug", flat=True))
    for about, (slug, _) in entered.items():
        if about not in made and slug in here:
            yield f"Findings of “{slug}”: {about} was entered in the audit trail and is gone."
