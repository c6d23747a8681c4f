"""Ask for an export: checked at once, made in the background."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from surveys.enrolment.models import Participant
from surveys.exports.blinded import refuse_blinded
from surveys.exports.error import ExportError
from surveys.exports.models import Export
from surveys.ledger.append import append
from surveys.protocols.access import studies_owned_by
from surveys.protocols.models import Study

FORMATS = ("csv",)
NO_GATE = (
    "Anonymised data can't be exported yet: the check that no person can be recognised is not built, and without it"
    " nothing is called anonymised. Ask for the pseudonymous level, under an agreement."
)
OWNERS_ONLY = "Words that people typed may name somebody, so only owners of the study take them home. Ask one of them."
UNREAD = (
    "Words that people typed may name somebody. Tick that you will read and clean them before you give them on; then"
    " ask again."
)
UNDER_WAY = (Export.State.WAITING, Export.State.RUNNING)


def ask(
    study: Study,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    level: str = Export.Level.PSEUDONYMOUS,
    layout: str = Export.Layout.BOTH,
    format: str = "csv",
    origin: str = Participant.Origin.REAL,
    now: bool = False,
    will_read: bool = False,
) -> Export:
    """The export's row, waiting for a worker, or with `now` taken by whoever calls. ExportError says why not."""
    check(study, level, layout, format, origin)
    if layout == Export.Layout.TEXTS:
        check_texts(study, by, will_read)
    refuse_blinded(study, origin, at=at)
    state = Export.State.RUNNING if now else Export.State.WAITING
    taken = {"started_at": at, "beat_at": at, "attempts": 1} if now else {}
    with transaction.atomic():
        # One at a time looks whether the same is under way.
        Study.objects.select_for_update().get(pk=study.pk)
        same = Export.objects.filter(study=study, level=level, layout=layout, origin=origin, state__in=UNDER_WAY)
        if same.exists():
            raise ExportError("This export has been asked for and is not ready yet. Wait for it, or cancel it.")
        export = Export.objects.create(
            study=study,
            origin=origin,
            level=level,
            layout=layout,
            format=format,
            state=state,
            asked_by_id=by.pk if by is not None else None,
            asked_at=at,
            **taken,
        )
        note("export asked", export, by=by, at=at)
    return export


def check(study: Study, level: str, layout: str, format: str, origin: str) -> None:
    """ExportError where nothing can be made of this."""
    if level == Export.Level.ANONYMISED:
        raise ExportError(NO_GATE)
    if level not in Export.Level.values:
        raise ExportError(f"There is no level “{level}”. The levels are pseudonymous and anonymised.")
    if format not in FORMATS:
        raise ExportError(f"There is no format “{format}” yet. Use {', '.join(FORMATS)}.")
    if layout not in Export.Layout.values:
        raise ExportError(f"There is no layout “{layout}”. Use {', '.join(Export.Layout.values)}.")
    if origin not in Participant.Origin.values:
        raise ExportError(f"There are no “{origin}” people. Use {', '.join(Participant.Origin.values)}.")
    if not study.versions.exists():
        raise ExportError(f"“{study.slug}” has no published version yet, so there is nothing to export.")
    if not somebody(study, origin).exists():
        raise ExportError(nobody(study, origin))


def check_texts(study: Study, by: AbstractBaseUser | None, will_read: bool) -> None:
    """ExportError unless an owner, or whoever runs the installation, asks for words and says that they get read."""
    if by is not None and not studies_owned_by(by).filter(pk=study.pk).exists():
        raise ExportError(OWNERS_ONLY)
    if not will_read:
        raise ExportError(UNREAD)


def somebody(study: Study, origin: str) -> QuerySet[Participant]:
    """The people whose data an export holds: those who consented."""
    return Participant.objects.filter(version__study=study, origin=origin, consented_at__isnull=False)


def nobody(study: Study, origin: str) -> str:
    """The sentence for an export without data."""
    who = {"real": "Nobody", "simulated": "No simulated person", "test": "No test person"}
    return f"{who[origin]} has consented to take part in “{study.slug}” yet, so there is nothing to export."


def note(verb: str, export: Export, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """An entry in the audit trail."""
    detail: dict[str, str | int] = {
        "level": export.level,
        "layout": export.layout,
        "format": export.format,
        "origin": export.origin,
    }
    if export.sha256:
        detail |= {"sha256": export.sha256, "people": export.people, "rows": export.rows}
    append(
        verb,
        by=by.pk if by is not None else "",
        about=f"export:{export.pk}",
        study=export.study.slug,
        detail=detail,
        at=at,
    )
