"""Bring the catalogues of participants' pages up to date, and compile them."""

from typing import Any

from django.core.management.base import BaseCommand

from surveys.pages.words.catalogues import PLURALS, file_of, update


class Command(BaseCommand):
    """`manage.py catalogues`: new texts come in without translation, those that are gone go out."""

    help = __doc__ or ""
    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Update every language and say what is open."""
        for language in PLURALS:
            units = update(language)
            missing = sum(not all(unit.forms) for unit in units)
            self.stdout.write(f"{language}: {len(units)} texts, {missing} to translate ({file_of(language)})")
