"""manage.py publish PATH [--owner EMAIL] [--ask-consent-again]"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.instruments.document import DefinitionError
from surveys.protocols.ask_again import ask_again
from surveys.protocols.compare import compare_versions
from surveys.protocols.documents import read_folder
from surveys.protocols.freeze import definition_of
from surveys.protocols.mails import warnings_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish


class Command(BaseCommand):
    """Publish a study's folder as its next version."""

    help = "Check a study's folder, freeze it as the next version, and open the study."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the study's folder or its protocol.yaml")
        parser.add_argument("--owner", metavar="EMAIL", help="who publishes; owns a study that nobody owns yet")

        parser.add_argument(
            "--ask-consent-again",
            action="store_true",
            help="people under way, if their consent text is another one, are asked for their consent to the new one",
        )

    def handle(self, *args: Any, path: Path, owner: str | None, **options: Any) -> None:
        user = None
        if owner:
            user = get_user_model().objects.filter(email__iexact=owner).first()
            if user is None:
                raise CommandError(f"There is no user {owner}. Create one with: manage.py create_user {owner}")
        try:
            version = publish(read_folder(path), by=user, at=timezone.now())
        except DefinitionError as error:
            raise CommandError(f"Nothing was published. {len(error.faults)} to mend:\n{error}") from None
        if options["ask_consent_again"]:
            ask_again(version, by=user, at=timezone.now())
        self.stdout.write(
            f"{version.study.slug}: version {version.number} is published. Link: /s/{version.study.slug}/"
        )
        if user is not None and not version.study.memberships.filter(user=user).exists():
            self.stdout.write(f"The study has an owner already, so {owner} was not added to it.")
        thoughts = (f"Think about this: {each}" for each in warnings_of(definition_of(version.pk)))
        for line in (*what_changed(version), *thoughts):
            self.stdout.write(line)


def what_changed(version: Version) -> Iterator[str]:
    """What a version changes against the one before, line by line; nothing for the first."""
    before = version.study.versions.filter(number=version.number - 1).first()
    if before is None:
        return
    changes = compare_versions(before.pk, version.pk)
    yield f"Against version {before.number}:" if changes else f"What people see is as in version {before.number}."
    for change in changes:
        yield f"{'!' if change.breaks_pooling else '-'} {change.words}"
    if any(change.breaks_pooling for change in changes):
        yield "Data from before and after what is marked with “!” can’t simply be put together."
