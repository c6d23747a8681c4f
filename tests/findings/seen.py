"""A study of two conditions with a film each, and people who saw them, with a record of any shape."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from surveys.enrolment.models import Participant
from surveys.participation.models import Viewing
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.findings.people import NOON, begin, send

FILMS = Path(__file__).resolve().parents[2] / "surveys/protocols/examples/film-validation/films"
PROTOCOL = """
lacrima: 1
study: seen
title: Seen
languages: [en]
lead: {team: Lab, email: lab@example.org}
consent: {text: consent.md, clauses: [{id: agree, text: I agree.}]}
films:
  one: {file: films/one.mp4, licence: CC0-1.0}
  two: {file: films/two.mp4, licence: CC0-1.0}
conditions:
  - {id: warm, label: Warm light, set: {film: one}}
  - {id: cold, label: Cold light, set: {film: two}}
allocation: {method: blocks, sizes: [2]}
journey:
  - allocate
  - film: condition.film
    watched: 0.8
    trace: {label: How sad?, ends: [Not at all, Very]}
    marker: {label: Tearing up}
  - {film: one, id: same, marker: {label: Tears}}
"""
DURATION_S = 2.0
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("longest_gap_s", "stalled_s", "paused_s", "hidden_s", "muted_s"), 0.0),
    **dict.fromkeys(("pauses", "seeks", "rate_changes", "refused"), 0),
}


def published(folder: Path, protocol: str = PROTOCOL) -> Version:
    """The study, published; again as its next version."""
    (folder / "films").mkdir(parents=True, exist_ok=True)
    for name, film in (("one", "a"), ("two", "b")):
        shutil.copy(FILMS / f"{film}.mp4", folder / "films" / f"{name}.mp4")
    (folder / "consent.md").write_text("Some text.")
    (folder / "protocol.yaml").write_text(protocol)
    kept: Folder = read_folder(folder)
    return publish(kept, by=None, at=NOON)


def see(version: Version, condition: str = "warm", until: float = DURATION_S, **more: Any) -> Participant:
    """Somebody who saw a film up to a second, with what else was recorded of the showing."""
    origin, step, film = more.pop("origin", "real"), more.pop("step", "film"), more.pop("film", "")
    person = begin(version, condition=condition, origin=origin)
    send(person, step, [1, 1, 0])
    strip = {"played": [[0, until]], "hidden": [], "muted": [], "paused": [], "stalled": []} | more.pop("strip", {})
    whole: dict[str, Any] = {
        **NOTHING,
        "films": [film or {"warm": "one", "cold": "two"}[condition]],
        "duration_s": DURATION_S,
        "coverage": until / DURATION_S,
        "verdict": "seen" if until >= 0.8 * DURATION_S else "partly",
        "markers": [],
        "trace": [],
        **more,
    }
    Viewing.objects.create(
        participant=person, step=step, strip=strip, batches=1, at=NOON + timedelta(minutes=1), **whole
    )  # fmt: skip
    return person
