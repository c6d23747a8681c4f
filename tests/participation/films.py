"""A study of one long film and a page behind it, and somebody in front of the film."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from django.utils import timezone

from surveys.enrolment.consent import consent
from surveys.enrolment.models import Participant
from surveys.enrolment.start import start, token_hash
from surveys.films.evidence import Batch
from surveys.participation.expose import expose
from surveys.participation.facts import facts_for
from surveys.participation.models import Response
from surveys.participation.nonce import sign
from surveys.participation.record import Post, record
from surveys.protocols.documents import Folder
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.films.batches import LOADED
from tests.participation.studies import SHORT, folder_with

COMFORT = SHORT.parents[2] / "surveys" / "protocols" / "examples" / "good-cry" / "films" / "comfort.mp4"
JOURNEY = """
  - film: clip
    id: film
    trace: {label: How sad, ends: [Not at all, Very]}
    marker: {label: Tearing up}
  - ask: strain
"""
# The page in front of the film was sent so long before the film's page was loaded.
BEFORE_S = 2.0


def long_film(folder: Path, journey: str = JOURNEY) -> Version:
    """The study, published; its film lasts 52 seconds."""
    shutil.copytree(SHORT, folder / "study")
    for name in ("clip", "calm"):
        shutil.copy(COMFORT, folder / "study" / "films" / f"{name}.mp4")
    return publish(Folder(folder_with(journey).texts, folder / "study"), by=None, at=timezone.now())


class Viewer:
    """Somebody who agreed just before the film's page was loaded."""

    def __init__(self, version: Version) -> None:
        self.definition = definition_of(version.pk)
        agreed = datetime.fromtimestamp(LOADED - BEFORE_S, UTC)
        self.token = start(version.pk, self.definition, language="en", panel={}, condition="", at=agreed)
        self.participant = Participant.objects.get(token_hash=token_hash(self.token))
        ticked = ["minimum_age", "take_part"]
        consent(self.participant.pk, self.definition, ticked, language="en", token=self.token, at=agreed)

    def report(self, batches: Sequence[Batch], *, late_s: float = 0.0) -> None:
        """Send batches of evidence."""
        for batch in batches:
            facts = facts_for(token_hash(self.token))
            assert facts is not None
            expose(self.definition, facts, "film::0", replace(batch, at=batch.at + late_s), pace=1)

    def send(self, *, at: float) -> Response:
        """Send the film's page."""
        post = Post("film::0", sign(self.participant.pk, "film::0", shown_at=LOADED), False, {})
        assert record(token_hash(self.token), self.token, post, at=at, pace=1, dice=Random(1)).kind == "done"
        return Response.objects.get(participant=self.participant, step="film")
