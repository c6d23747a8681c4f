"""manage.py backup --to DIR"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from surveys.api.backup import backup


class Command(BaseCommand):
    """Back up everything into one archive."""

    help = "Write the database and the films into one archive, as they are at one moment, while people go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder for the archive")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        self.stdout.write(f"Backed up: {backup(to, at=timezone.now())}")
