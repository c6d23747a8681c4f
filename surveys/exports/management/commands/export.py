"""manage.py export SLUG --to DIR [--level pseudonymous] [--format csv] [--layout both] [--simulated]"""

import os
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.exports.ask import ask
from surveys.exports.build import build
from surveys.exports.error import ExportError
from surveys.exports.hand_out import hand_out
from surveys.exports.models import Export
from surveys.protocols.models import Study

REVIEW = "Own words may name people. Read and clean every line of texts.csv before you give it on."


class Command(BaseCommand):
    """Make an export now, and put it into a folder."""

    help = "Make an export of a study's data now, and put it into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the study")
        parser.add_argument("--level", default="pseudonymous", help="pseudonymous (default) or anonymised")
        parser.add_argument("--format", default="csv", help="csv")
        parser.add_argument("--layout", default="both", help="wide, long, both (default) or texts, to be reviewed")
        parser.add_argument("--to", type=Path, required=True, help="the folder for the file")
        parser.add_argument("--simulated", action="store_true", help="of simulated people alone")

    def handle(self, *args: Any, slug: str, to: Path, simulated: bool, **options: Any) -> None:
        study = Study.objects.filter(slug=slug).first()
        if study is None:
            raise CommandError(f"There is no study “{slug}”.")
        if not to.is_dir():
            raise CommandError(f"There is no folder {to}: make it first.")
        origin = Participant.Origin.SIMULATED if simulated else Participant.Origin.REAL
        wanted = {name: options[name] for name in ("level", "format", "layout")}
        try:
            export = ask(study, by=None, at=timezone.now(), origin=origin, now=True, will_read=True, **wanted)
            build(export, now=timezone.now)
            made = hand_out(export, to=None, at=timezone.now())
            put(made, to / export.download_name)
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from None
        export = Export.objects.select_related("study").get(pk=export.pk)
        if export.layout == Export.Layout.TEXTS:
            self.stderr.write(REVIEW)
        self.stdout.write(
            f"{to / export.download_name}: {export.people:,} people, {export.rows:,} lines, sha256 {export.sha256}"
        )


def put(file: Path, target: Path) -> None:
    """Copy a file to its place, whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        with file.open("rb") as source, part.open("wb") as copy:
            part.chmod(0o600)
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
