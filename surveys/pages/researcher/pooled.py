"""From which versions the numbers of a findings page come, and what keeps those from being put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count

from surveys.enrolment.models import Participant
from surveys.protocols.compare import compare_versions
from surveys.protocols.comparison import Change
from surveys.protocols.models import Study


@dataclass(frozen=True)
class Between:
    """Two versions with people that follow each other, and what breaks pooling between them."""

    before: int
    after: int
    changes: Sequence[Change]


@dataclass(frozen=True)
class Pooled:
    """How many people consented on each version that has any, and where the versions don't go together."""

    people: Sequence[tuple[int, int]]
    apart: Sequence[Between]


def pooled(study: Study, origin: str) -> Pooled:
    """What the numbers of a study's people of one origin are put together from."""
    here = Participant.objects.filter(version__study=study, origin=origin, consented_at__isnull=False)
    rows = here.values_list("version", "version__number").annotate(n=Count("id")).order_by("version__number")
    found = [(pk, number, n) for pk, number, n in rows]
    apart = []
    for (older, before, _), (newer, after, _) in pairwise(found):
        breaking = [change for change in compare_versions(older, newer) if change.breaks_pooling]
        if breaking:
            apart.append(Between(before, after, breaking))
    return Pooled([(number, n) for _, number, n in found], apart)
