"""manage.py export_instrument NAME --format reproschema|redcap|yaml --to DIR [--study SLUG] [--language CODE]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.instruments.document import ID, DefinitionError
from surveys.instruments.exchange.report import ExchangeError, as_lines
from surveys.instruments.exchange.write_exchange import FORMATS, write_exchange
from surveys.protocols.documents import LIBRARY
from surveys.protocols.draft import draft_of
from surveys.protocols.models import Study


class Command(BaseCommand):
    """Write an instrument for another program."""

    help = "Write an instrument as ReproSchema files, a REDCap data dictionary or YAML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="an instrument of the library or of --study, or the path of a YAML file")
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--to", type=Path, metavar="DIR", required=True, help="the folder it is written to")
        parser.add_argument("--study", metavar="SLUG", help="the study whose own instrument it is")
        parser.add_argument("--language", action="append", metavar="CODE", help="write this language; may be repeated")

    def handle(self, *args: Any, name: str, to: Path, study: str | None, **options: Any) -> None:
        text = self.text(name, study)
        try:
            exported = write_exchange(text, options["format"], options["language"] or ())
        except (ExchangeError, DefinitionError) as error:
            raise CommandError(f"Nothing was written.\n{error}") from None
        for line in as_lines(exported.remarks):
            self.stderr.write(f"  - {line}")
        for path, content in exported.files.items():
            file = to / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8", newline="")
            self.stdout.write(str(file))

    def text(self, name: str, slug: str | None) -> str:
        """The YAML text of the instrument that is meant."""
        if slug:
            study = Study.objects.filter(slug=slug).first()
            if study is None:
                raise CommandError(f"There is no study “{slug}”.")
            found = draft_of(study).texts.get(f"instruments/{name}.yaml")
            if found is not None:
                return str(found)
        file = LIBRARY / f"{name}.yaml" if ID.fullmatch(name) else Path(name)
        if not file.is_file():
            raise CommandError(f"There is no instrument “{name}”, neither in the library nor as a file.")
        return file.read_text(encoding="utf-8-sig")
