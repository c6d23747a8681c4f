"""Data of a blinded study stay here until its stop: every row says, or lets tell, a person's condition."""

from datetime import datetime

from surveys.enrolment.models import Participant
from surveys.exports.error import ExportError
from surveys.findings.blinding import blinding
from surveys.protocols.models import Study

REFUSED = "“{slug}” is blinded until {said}, and data of its people would tell who got better in which condition. Wait until then; or an owner opens the findings before, with a reason that is kept (page “Findings”, or manage.py findings {slug} --unblind)."  # noqa: E501


def refuse_blinded(study: Study, origin: str, *, at: datetime) -> None:
    """ExportError while the study's findings are blinded; made-up and test people betray nothing."""
    shown = blinding(study, now=at) if origin == Participant.Origin.REAL else None
    if shown is not None and shown.is_blinded and shown.stop is not None:
        raise ExportError(REFUSED.format(slug=study.slug, said=shown.stop.said))
