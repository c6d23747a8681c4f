"""manage.py findings SLUG --json [--films] [--recompute] [--simulated] [--version N] [--unblind REASON]"""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.findings.aggregate import aggregate
from surveys.findings.film_report import film_report
from surveys.findings.findings import NotPublishedError, findings
from surveys.findings.look import LookError, look
from surveys.findings.recompute import recompute
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Study


class Command(BaseCommand):
    """Print a study's findings document."""

    help = "Print a study's findings: means and changes by condition and group, and the flow of people."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's own --version would say Django's; here it is the study's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the study")
        parser.add_argument("--json", action="store_true", help="as a JSON document, the only form so far")
        parser.add_argument("--films", action="store_true", help="what each film does to people, instead of outcomes")
        parser.add_argument("--recompute", action="store_true", help="from raw answers instead of score rows (slow)")
        parser.add_argument("--simulated", action="store_true", help="of simulated people alone")

        parser.add_argument(
            "--version", dest="of_version", type=int, metavar="N", help="of the people of one version alone"
        )
        parser.add_argument(
            "--unblind", metavar="REASON", help="open a blinded study before its stop, for everybody; this is logged"
        )

    def handle(
        self, *args: Any, slug: str, films: bool, recompute: bool, simulated: bool, of_version: int | None,
        unblind: str | None, **options: Any,
    ) -> None:  # fmt: skip
        study = Study.objects.filter(slug=slug).first()
        if study is None:
            raise CommandError(f"There is no study “{slug}”.")
        now = timezone.now()
        score_new_responses(now)
        origin = Participant.Origin.SIMULATED if simulated else Participant.Origin.REAL
        try:
            counting = by_answers if recompute else aggregate
            if unblind is not None:
                open_up(study, origin, unblind, now)
            if films:
                # Always from the answers as they are stored, so there is nothing to recompute.
                document = film_report(study, now=now, origin=origin, version=of_version)
            else:
                document = findings(study, now=now, origin=origin, by=counting, version=of_version)
        except (NotPublishedError, LookError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def open_up(study: Study, origin: str, reason: str, now: datetime) -> None:
    """One look before the stop; nobody is named, for a command has no user."""
    if origin != Participant.Origin.REAL:
        raise LookError("Simulated people's findings are never blinded. Leave “--unblind” out.")
    look(study, by=None, reason=reason, at=now)


by_answers = recompute
