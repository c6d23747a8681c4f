"""manage.py texts export|import STUDY_OR_FOLDER --language CODE [--to FILE.po | --from FILE.po]"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.instruments.document import DefinitionError
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.draft import DraftError, draft_of, revision_of
from surveys.protocols.models import Study
from surveys.protocols.translate import Taken, TranslationError, export_texts, import_texts
from surveys.protocols.translate_draft import translate_draft


class Command(BaseCommand):
    """A study's texts for translators, and their translations back."""

    help = "Write a study's texts to a PO file for translators, or take their translations in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("do", choices=("export", "import"))
        parser.add_argument("where", metavar="STUDY_OR_FOLDER", help="a study's name, or its folder")
        parser.add_argument("--language", required=True, metavar="CODE", help="the language to translate to")
        file = parser.add_mutually_exclusive_group(required=True)
        file.add_argument("--to", type=Path, metavar="FILE.po", help="where to write")
        file.add_argument("--from", dest="to", type=Path, metavar="FILE.po", help="what to take in")

    def handle(self, *args: Any, do: str, where: str, language: str, to: Path, **options: Any) -> None:
        try:
            if do == "export":
                text = export_texts(self.folder(where), language, at=timezone.now())
                to.write_text(text, encoding="utf-8")
                self.stdout.write(f"{text.count('msgctxt')} texts written to {to}.")
            else:
                self.report(self.take(where, to.read_text(encoding="utf-8"), language))
        except (TranslationError, DraftError, DefinitionError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from None

    def folder(self, where: str) -> Folder:
        """The study's texts, from a folder or from its draft."""
        study = Study.objects.filter(slug=where).first() if "/" not in where and not Path(where).is_dir() else None
        return Folder(draft_of(study).texts) if study is not None else read_folder(Path(where))

    def take(self, where: str, text: str, language: str) -> Taken:
        """Write the translations to where the texts are."""
        folder = self.folder(where)
        if folder.folder is None:
            study = Study.objects.get(slug=where)
            revision = revision_of(study, draft_of(study))
            return translate_draft(study, text, language, revision=revision, by=None, at=timezone.now())
        taken = import_texts(folder, text, language)
        for path, new in taken.texts.items():
            if folder.texts.get(path) != new:
                file = folder.folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(new, encoding="utf-8")
        return taken

    def report(self, taken: Taken) -> None:
        """How many fitted, and which ones didn't."""
        self.stdout.write(f"{taken.count} translations taken in.")
        for problem in taken.problems:
            self.stderr.write(f"- {problem}")
