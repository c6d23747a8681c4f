"""manage.py transcode"""

from typing import Any

from django.core.management.base import BaseCommand

from surveys.films.models import Transcode
from surveys.films.transcoder import transcoder


class Command(BaseCommand):
    """Make films ready here and now, instead of waiting for a worker."""

    help = (
        "Make all films ready that wait for it, in this terminal. Films that somebody else works on are left to them."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = transcoder(slots=1)
        self.stdout.write(f"{done} made ready.")
        for work in Transcode.objects.filter(state=Transcode.State.FAILED).select_related("film"):
            self.stdout.write(f"{work.film}: {work.reason}")
