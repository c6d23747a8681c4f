"""manage.py verify"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.api.verify import verify


class Command(BaseCommand):
    """Check everything that data can show; fails with a sentence for each fault."""

    help = "Recompute every derived figure from raw answers, look for orphans and duplicates, check the audit trail."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = verify(timezone.now())
        if faults:
            raise CommandError("\n".join([*faults, f"Faults: {len(faults)}."]))
        self.stdout.write("Everything is as it must be: records, derived figures, and the audit trail.")
