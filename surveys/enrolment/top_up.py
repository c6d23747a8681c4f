"""Keep rosters filled ahead of people."""

from collections.abc import Iterator
from random import Random

from django.db import transaction

from surveys.enrolment.allocate import add_block, roster_prefix, stratum_of
from surveys.enrolment.models import Allocation
from surveys.protocols.definition import Allocate, Definition
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study, Version

SLOTS_AHEAD = 24


def top_up_rosters(*, dice: Random) -> int:
    """Fill the rosters of all open studies' latest versions; the number of blocks added."""
    return sum(fill(prefix, definition, dice) for prefix, definition in rosters_in_use())


def rosters_in_use() -> Iterator[tuple[str, Definition]]:
    """What the rosters of each open study's latest version begin with, and its definition."""
    for version in latest_versions():
        definition = definition_of(version.pk)
        if len(definition.conditions) > 1 and any(isinstance(step, Allocate) for step in definition.steps):
            yield roster_prefix(version.study_id, definition), definition


def latest_versions() -> list[Version]:
    """The latest version of each open study."""
    open_versions = Version.objects.filter(study__state=Study.State.OPEN)
    return list(open_versions.order_by("study_id", "-number").distinct("study_id").defer("definition"))


def fill(prefix: str, definition: Definition, dice: Random) -> int:
    """Blocks for every roster that runs low, and how many; without strata there is one roster."""
    added = 0
    rosters = set(Allocation.objects.filter(roster__startswith=f"{prefix}:").values_list("roster", flat=True))
    if not definition.allocation.strata:
        rosters.add(f"{prefix}:{stratum_of(definition.allocation, {})}")
    for roster in rosters:
        while Allocation.objects.filter(roster=roster, claimed_at=None).count() < SLOTS_AHEAD:
            with transaction.atomic():
                add_block(roster, definition, dice)
            added += 1
    return added
