"""Whether every derived figure is what the answers give."""

from collections.abc import Iterator
from datetime import datetime

from surveys.enrolment.models import Participant
from surveys.findings.aggregate import aggregate
from surveys.findings.differences import differences
from surveys.findings.findings import computed, one_state
from surveys.findings.models import Aggregate
from surveys.findings.plain_scores import plain_scores
from surveys.findings.rebuild import fingerprints
from surveys.findings.recompute import recompute
from surveys.findings.score import score_new_responses, unscored
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
    return faults


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
