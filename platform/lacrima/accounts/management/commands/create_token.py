"""manage.py create_token EMAIL --name NAME"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lacrima.accounts.issue_token import issue_token
from lacrima.accounts.models import User


class Command(BaseCommand):
    """Prints a new token's secret, once."""

    help = "Make an API token for a user and print its secret, which is shown only now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For whom, and what the token is for."""
        parser.add_argument("email")
        parser.add_argument(
            "--name", required=True, help="what the token is for, such as “R script on the lab machine”"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the user, make the token, print the secret."""
        user = User.objects.filter(email=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user with the address {options['email']}.")
        _, secret = issue_token(user, options["name"], at=timezone.now())
        self.stdout.write(secret)
