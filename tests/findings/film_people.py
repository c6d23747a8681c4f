"""People who rated films, with a record of any shape."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.participation.models import Response
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.findings.people import NOON, begin

EXAMPLES = Path(__file__).resolve().parents[2] / "surveys" / "protocols" / "examples"
NORM = "{mean: 4.0, sd: 1.5, n: 50, citation: 'Somebody (2001)', scale: [1, 7]}"


def published(name: str, *changes: tuple[str, str]) -> Version:
    """An example study with some words of its document replaced."""
    folder = read_folder(EXAMPLES / name)
    text = folder.texts["protocol.yaml"]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return publish(Folder({**folder.texts, "protocol.yaml": text}, folder.folder), by=None, at=timezone.now())


def answer(person: Participant, step_id: str, values: Mapping[str, Any]) -> None:
    """All pages of a step's questionnaire; what isn't given is a gap."""
    definition = definition_of(person.version_id)
    step = definition.step(step_id)
    assert step is not None
    instrument = definition.instruments[step.instrument]  # type: ignore[attr-defined]
    for page in range(instrument.page_count):
        items = instrument.stored(page, person.seed, step.seeded_by)
        page_of(person, step.base, step.occurrence, page, [values.get(item.id) for item in items])


def watch(person: Participant, step: str, occurrence: str, share: float | None) -> None:
    """The film's page; None is no evidence."""
    page_of(person, step, occurrence, 0, [share or 0.0, int(share is not None), NOON.timestamp()])


def page_of(person: Participant, step: str, occurrence: str, page: int, answers: Sequence[Any]) -> None:
    """One page as it is stored."""
    Response.objects.create(
        participant=person, step=step, occurrence=occurrence, page=page, answers=list(answers), shown_at=NOON, at=NOON
    )


def rate(person: Participant, clip: str, ratings: Mapping[str, Any], *, share: float | None = 1.0, **more: Any) -> None:
    """One clip of the validation study: watched, rated, placed on the grid, and whether it was seen before."""
    watch(person, "film", clip, share)
    answer(person, f"ratings.{clip}", ratings)
    answer(person, f"affect.{clip}", {"now": more.get("now")})
    answer(person, f"check.{clip}", {"seen_before": more.get("seen")})


def somebody(version: Version, sex: str = "female", **more: Any) -> Participant:
    """Somebody who has told their sex."""
    person = begin(version, condition=more.pop("condition", "all"), **more)
    answer(person, "about", {"sex": sex})
    return person
