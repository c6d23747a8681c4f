"""manage.py import_instrument PATH [--to FOLDER | --draft SLUG] [--language CODE] [--fill SKELETON] [--replace]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.instruments.exchange.fill_skeleton import fill_skeleton
from surveys.instruments.exchange.read_exchange import Found, read_exchange, read_files
from surveys.instruments.exchange.read_folder import read_folder_files
from surveys.instruments.exchange.report import ExchangeError, as_lines
from surveys.protocols.add_instruments import add_instruments, languages_of, write_instruments
from surveys.protocols.documents import read_folder
from surveys.protocols.draft import DraftError, draft_of, revision_of
from surveys.protocols.models import Study


class Command(BaseCommand):
    """Read a questionnaire from another program's file."""

    help = (
        "Read a questionnaire from ReproSchema files (folder or zip), a REDCap data dictionary (CSV) or our own YAML."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file or, for ReproSchema, the activity's folder")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--to", type=Path, metavar="FOLDER", help="the study's folder it is written to")
        where.add_argument("--draft", metavar="SLUG", help="the study whose draft it is added to")
        parser.add_argument("--language", action="append", metavar="CODE", help="keep this language; may be repeated")
        parser.add_argument("--fill", metavar="SKELETON", help="put its texts into this skeleton of a published scale")
        parser.add_argument("--replace", action="store_true", help="write over an instrument of the same name")

    def handle(self, *args: Any, path: Path, to: Path | None, draft: str | None, **options: Any) -> None:
        study = Study.objects.filter(slug=draft).first() if draft else None
        if draft and study is None:
            raise CommandError(f"There is no study “{draft}”.")
        if to is not None and not to.is_dir():
            raise CommandError(f"There is no folder {to}.")
        languages = options["language"] or self.languages(to, study)
        try:
            found = (
                read_files(read_folder_files(path), languages)
                if path.is_dir()
                else read_exchange(read(path), languages)
            )
            found = fill_skeleton(found, options["fill"]) if options["fill"] else found
        except (ExchangeError, OSError) as error:
            raise CommandError(f"Nothing was imported. {error}") from None
        self.report(found)
        texts = {each.id: each.text for each in found.instruments if each.text}
        if not texts:
            raise CommandError("Nothing was imported: see above.")
        self.put(texts, to, study, replace=options["replace"])

    def languages(self, to: Path | None, study: Study | None) -> list[str]:
        """The languages of the study that it is for."""
        if study is not None:
            return languages_of(draft_of(study).texts)
        return languages_of(read_folder(to).texts) if to is not None else []

    def report(self, found: Found) -> None:
        """What was found, and what was not carried over, to the error stream: the document may go to a file."""
        for each in found.instruments:
            self.stderr.write(f"{each.id or 'instrument'}: {each.items} items, {each.scores} scores.")
            for line in as_lines(each.remarks):
                self.stderr.write(f"  - {line}")

    def put(self, texts: dict[str, str], to: Path | None, study: Study | None, *, replace: bool) -> None:
        """Write the documents where they were meant to go."""
        try:
            if study is not None:
                revision = revision_of(study, draft_of(study))
                add_instruments(study, texts, replace=replace, revision=revision, by=None, at=timezone.now())
                self.stdout.write(f"Added to the draft of {study.slug}: {', '.join(texts)}.")
            elif to is not None:
                for path in write_instruments(to, texts, replace=replace):
                    self.stdout.write(str(path))
            else:
                self.stdout.write("---\n".join(texts.values()))
        except DraftError as error:
            raise CommandError(f"Nothing was imported. {error} Use --replace to write over it.") from None


def read(path: Path) -> bytes:
    """A file's content, within the limits of what can be imported."""
    if not path.is_file():
        raise ExchangeError(f"There is no file {path}.")
    return path.read_bytes()
