"""manage.py create_user EMAIL [--name NAME] [--admin] (--generate | --password-file FILE)"""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from lacrima.accounts.models import User

RANDOM_BYTES = 15  # 20 letters


class Command(BaseCommand):
    """Makes the account that nobody can make for themselves."""

    help = "Make an account for a researcher, or with --admin for an admin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who it is, and where the password comes from; never the command line, which others can read."""
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="how the person is called in lists")
        parser.add_argument("--admin", action="store_true", help="may see every study and hand out data")
        password = parser.add_mutually_exclusive_group(required=True)
        password.add_argument("--password-file", type=Path, help="a file whose first line is the password")
        password.add_argument("--generate", action="store_true", help="make a password and print it once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, create, and print the password when it was made here."""
        file = options["password_file"]
        password = _first_line(file) if file else secrets.token_urlsafe(RANDOM_BYTES)
        _check(User(email=options["email"], name=options["name"]), password)
        try:
            with transaction.atomic():
                User.objects.create_user(options["email"], password, name=options["name"], is_staff=options["admin"])
        except IntegrityError:
            raise CommandError(f"There is already a user with the address {options['email']}.") from None
        self.stdout.write(password if options["generate"] else f"Made the account of {options['email'].lower()}.")


def _first_line(file: Path) -> str:
    try:
        return file.read_text().partition("\n")[0]
    except (OSError, UnicodeDecodeError) as fault:
        raise CommandError(f"The password file {file} can't be read: {fault}") from None


def _check(user: User, password: str) -> None:
    try:
        validate_email(user.email)
        validate_password(password, user)
    except ValidationError as fault:
        raise CommandError(" ".join(fault.messages)) from None
