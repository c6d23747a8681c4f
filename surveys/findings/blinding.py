"""Whether a study's findings by condition may be shown, and what is handed out while they may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from surveys.enrolment.models import Participant
from surveys.findings.models import Look
from surveys.protocols.design import Stop
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study, Version

if TYPE_CHECKING:
    # An export asks for the blinding, and needs neither numpy nor scipy.
    from surveys.findings.report import Document

REAL_PEOPLE = Participant.objects.filter(origin=Participant.Origin.REAL)
REASON = "Blinded until {}. Until then there are figures of everybody together and the flow of people, but no outcome by condition or group."  # noqa: E501


@dataclass(frozen=True)
class Blinding:
    """How a study's findings are shown: its declared stop, None where there is none or it is reached, and the looks.

    Looks are those before the stop.
    """

    stop: Stop | None = None
    looks: tuple[Look, ...] = ()

    @property
    def is_blinded(self) -> bool:
        """Whether nothing by condition is shown."""
        return self.stop is not None and not self.looks

    @property
    def state(self) -> str:
        """Another one whenever what is handed out is another; without blanks."""
        return f"{self.stop.until if self.stop else 'open'}-{len(self.looks)}".replace(" ", "")


OPEN = Blinding()


def blinding(study: Study, *, now: datetime) -> Blinding:
    """How the findings of a study's real people are shown now."""
    stops = declared_stops(study)
    if not stops:
        return OPEN
    looks = list(Look.objects.filter(study=study))
    before_stop = tuple(look for look in looks if not look.planned)
    if len(before_stop) < len(looks):
        return Blinding(None, before_stop)
    return Blinding(open_stop(stops, completed_by(study), now), before_stop)


def open_stop(stops: Iterable[Stop], completed: int, now: datetime) -> Stop | None:
    """The first stop that isn't reached, when so many people of all conditions have reached the end."""
    return next((stop for stop in stops if not stop.is_reached(completed, now)), None)


def declared_stops(study: Study) -> list[Stop]:
    """The stops of the newest version and of every other one with real people, newest first.

    A new version that says nothing of blinding, or an earlier stop, opens nothing that was collected under another.
    """
    people = REAL_PEOPLE.filter(version=OuterRef("pk"), consented_at__isnull=False)
    versions = Version.objects.filter(study=study).order_by("-number").annotate(used=Exists(people))
    rows = list(versions.values_list("pk", "used"))
    stops = [definition_of(pk).blinded for place, (pk, used) in enumerate(rows) if used or place == 0]
    return [stop for stop in stops if stop is not None]


def completed_by(study: Study) -> int:
    """How many real people have reached the end of the journey."""
    return REAL_PEOPLE.filter(version__study=study, completed_at__isnull=False).count()


def handed_out(document: "Document", shown: Blinding) -> "Document":
    """What anybody gets of a whole document."""
    found = {key: part for key, part in document.items() if key != "everybody"}
    if shown.is_blinded and shown.stop is not None:
        until = {"until": shown.stop.until, "reason": REASON.format(shown.stop.said)}
        return {**found, "outcomes": document.get("everybody", []), "groups": [], "blinded": until}
    if shown.looks:
        looks = [{"at": stamp(look.at), "reason": look.reason} for look in shown.looks]
        return {**found, "interim": shown.stop is not None, "looks": looks}
    return found


def stamp(at: datetime) -> str:
    """A time as documents have it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
