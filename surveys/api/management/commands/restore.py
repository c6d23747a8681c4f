"""manage.py restore FROM"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.api.archive import BackupError
from surveys.api.restore import restore


class Command(BaseCommand):
    """Restore an archive into an empty database."""

    help = "Restore an archive into an empty, migrated database; who has left since is removed again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FROM", help="the archive")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            done = restore(path, at=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored: {done.tables} tables, {done.films} films.")
        self.stdout.write(f"Removed again, because they have left since: {done.removed} people.")
