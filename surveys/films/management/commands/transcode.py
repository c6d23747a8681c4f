"""manage.py transcode [SHA256]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from surveys.films.models import Transcode
from surveys.films.transcoder import transcoder


class Command(BaseCommand):
    """Make films ready here and now, instead of waiting for a worker."""

    help = (
        "Make all films ready that wait for it, in this terminal. Films that somebody else works on are left to them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sha256", nargs="?", default="", help="this film alone")

    def handle(self, *args: Any, sha256: str, **options: Any) -> None:
        done = transcoder(slots=1, sha256=sha256)
        self.stdout.write(f"{done} made ready.")
        for work in Transcode.objects.filter(state=Transcode.State.FAILED).select_related("film"):
            self.stdout.write(f"{work.film}: {work.reason}")
