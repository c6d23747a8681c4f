"""manage.py simulate SLUG -n N [--dropout P] [--seed S] [--days D] [--clear]"""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random, SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from surveys.ledger.append import append
from surveys.participation.simulate import DROPOUT, NothingToSimulateError, clear_made_up, newest, simulate
from surveys.protocols.models import Study

BATCH = 25
WORTH_TWO_PROCESSES = 4


class Command(BaseCommand):
    """Let made-up people take a study, or take them away."""

    help = "Let simulated participants go through a study's newest version; they are never mixed with real data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the study")
        parser.add_argument("-n", type=int, default=100, help="how many people (100)")
        parser.add_argument("--dropout", type=float, default=DROPOUT, help=f"the share that leaves early ({DROPOUT})")
        parser.add_argument("--seed", type=int, help="the same seed makes up the same people")
        parser.add_argument("--days", type=float, default=3, help="they start at random within so many days (3)")
        parser.add_argument("--clear", action="store_true", help="take all simulated people of the study away instead")

    def handle(
        self, *args: Any, slug: str, n: int, dropout: float, seed: int | None, days: float, clear: bool, **options: Any
    ) -> None:
        study = Study.objects.filter(slug=slug).first()
        now = timezone.now()
        if study is None:
            raise CommandError(f"There is no study “{slug}”.")
        if clear:
            self.stdout.write(f"Simulated people taken away: {clear_made_up(study, at=now)}.")
            return
        if not 0 < n <= 1_000_000 or not 0 <= dropout <= 1 or not 0 <= days <= 3650:
            raise CommandError("-n is a number from 1 to a million, --dropout a share from 0 to 1, --days up to 3650.")
        try:
            newest(slug)
        except NothingToSimulateError as error:
            raise CommandError(str(error)) from None
        append("simulated", study=slug, detail={"people": n}, at=now)
        number = seed if seed is not None else SystemRandom().getrandbits(32)
        batches = [
            Batch(slug, min(BATCH, n - first), now, timedelta(days=days), dropout, f"{number}:{first}")
            for first in range(0, n, BATCH)
        ]
        done = sum(simulated(batches))
        self.stdout.write(f"Simulated people who started “{slug}”: {done}.")


@dataclass(frozen=True)
class Batch:
    """Some people that one process makes up, with dice of their own."""

    slug: str
    count: int
    now: datetime
    within: timedelta
    dropout: float
    seed: str


def simulated(batches: Sequence[Batch]) -> Iterable[int]:
    """How many people each batch brought; many batches are shared by two processes."""
    if len(batches) < WORTH_TWO_PROCESSES:
        return map(simulate_batch, batches)
    # A connection that two processes share belongs to neither.
    connections.close_all()
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("fork")) as pool:
        return list(pool.map(simulate_batch, batches))


def simulate_batch(batch: Batch) -> int:
    """The people of one batch."""
    dice = Random(batch.seed)
    return simulate(batch.slug, batch.count, now=batch.now, within=batch.within, dropout=batch.dropout, dice=dice)
