"""Keep rosters filled ahead of people."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.db import transaction

from surveys.enrolment.draw import Draw, draws_of
from surveys.enrolment.models import Allocation
from surveys.enrolment.roster import roster_prefix, stratum_of
from surveys.enrolment.slots import add_block
from surveys.protocols.design import AllocationPlan
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study, Version

SLOTS_AHEAD = 24


@dataclass(frozen=True)
class Lists:
    """The rosters of one draw, one for each stratum: what their names begin with, what they hold, and by which plan."""

    prefix: str
    draw: Draw
    plan: AllocationPlan


def top_up_rosters(*, dice: Random) -> int:
    """Fill the rosters of all open studies' latest versions; the number of blocks added."""
    return sum(fill(lists, dice) for lists in rosters_in_use())


def rosters_in_use() -> Iterator[Lists]:
    """The rosters of each open study's latest version, where it gives slots."""
    for version in latest_versions():
        definition = definition_of(version.pk)
        if len(definition.conditions) > 1 and definition.allocation.has_slots:
            for draw in draws_of(definition):
                yield Lists(roster_prefix(version.study_id, definition, draw.key), draw, definition.allocation)


def latest_versions() -> list[Version]:
    """The latest version of each open study."""
    open_versions = Version.objects.filter(study__state=Study.State.OPEN)
    return list(open_versions.order_by("study_id", "-number").distinct("study_id").defer("definition", "source"))


def fill(lists: Lists, dice: Random) -> int:
    """Blocks for every roster that runs low, and how many; without strata there is one roster."""
    added = 0
    rosters = set(Allocation.objects.filter(roster__startswith=f"{lists.prefix}:").values_list("roster", flat=True))
    if not lists.plan.strata:
        rosters.add(f"{lists.prefix}:{stratum_of((), {})}")
    for roster in rosters:
        while Allocation.objects.filter(roster=roster, claimed_at=None).count() < SLOTS_AHEAD:
            with transaction.atomic():
                add_block(roster, lists.draw.weights, lists.plan, dice)
            added += 1
    return added
