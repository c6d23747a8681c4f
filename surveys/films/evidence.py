"""What a film page reports: batches of played stretches and of events, read from untrusted JSON."""

import json
import math
import re
from dataclasses import dataclass

EVENTS = frozenset(
    {
        "start",
        "firstframe",
        "pause",
        "play",
        "seek",
        "rate",
        "stall",
        "hidden",
        "visible",
        "muted",
        "unmuted",
        "fullscreen",
        "ended",
        "error",
        # With a value: 1 heard, 0 not heard.
        "soundcheck",
        # With a value: 0 to 1.
        "volume",
        # With a value: the height of the rendition that plays from now on.
        "rendition",
        # With a value: which film of a playlist plays from now on, from 0.
        "clip",
        # This device can't play the film; somebody would rather not see it.
        "unplayable",
        "declined",
        # A tap of the button for tears.
        "marker",
    }
)
MAX_BYTES = 64_000
MAX_ENTRIES = 500
MAX_SEQ = 100_000
# Page clocks count from the load of the page: thirty days are more than any page stays open.
MAX_PAGE_MS = 30 * 24 * 3600 * 1000.0
LOAD = re.compile(r"[A-Za-z0-9_-]{1,32}")

# (from, to) in seconds of the film, (began, ended) in milliseconds of the page's clock.
Interval = tuple[float, float, float, float]
# Milliseconds of the page's clock, name, seconds of the film, and for some events a value.
Event = tuple[float, str, float] | tuple[float, str, float, float]
# Seconds of the film, where the slider stands, milliseconds of the page's clock.
Sample = tuple[float, float, float]


class EvidenceError(ValueError):
    """A report that can't be read, with a sentence that says why."""


@dataclass(frozen=True)
class Batch:
    """One report of one page load; `sent` is the page's clock in ms, `at` the arrival in epoch seconds."""

    load: str
    seq: int
    sent: float
    intervals: tuple[Interval, ...]
    events: tuple[Event, ...]
    at: float
    samples: tuple[Sample, ...] = ()


def batch_from(
    load: str, seq: int, sent: float, intervals: object, events: object, *, at: float, samples: object = ()
) -> Batch:
    """The batch that a stored row holds: its JSON lists were read by `read_evidence` before they were stored."""
    return Batch(
        load,
        seq,
        sent,
        tuple(_interval(entry) for entry in _entries({"intervals": intervals}, "intervals")),
        tuple(_event(entry) for entry in _entries({"events": events}, "events")),
        at,
        tuple(_sample(entry) for entry in _entries({"samples": samples or []}, "samples")),
    )


def read_evidence(body: bytes, *, at: float) -> tuple[str, Batch]:
    """The step that a report is for (`id:occurrence:page`) and its batch; EvidenceError on anything else."""
    document = _document(body)
    step, load, seq = document.get("step"), document.get("load"), document.get("seq")
    if not isinstance(step, str) or not 0 < len(step) <= 128 or "\x00" in step:
        raise EvidenceError("step: name the film's step.")
    if not isinstance(load, str) or not LOAD.fullmatch(load):
        raise EvidenceError("load: 1 to 32 letters, digits, - or _.")
    if isinstance(seq, bool) or not isinstance(seq, int) or not 0 <= seq <= MAX_SEQ:
        raise EvidenceError(f"seq: a whole number from 0 to {MAX_SEQ}.")
    intervals = tuple(_interval(entry) for entry in _entries(document, "intervals"))
    events = tuple(_event(entry) for entry in _entries(document, "events"))
    samples = tuple(_sample(entry) for entry in _entries(document, "samples"))
    return step, Batch(load, seq, _number(document.get("sent"), "sent"), intervals, events, at, samples)


def _document(body: bytes) -> dict[str, object]:
    if len(body) > MAX_BYTES:
        raise EvidenceError(f"A report has at most {MAX_BYTES} bytes.")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise EvidenceError("The report is not JSON.") from fault
    if not isinstance(document, dict):
        raise EvidenceError("The report is not a JSON object.")
    return document


def _entries(document: dict[str, object], name: str) -> list[object]:
    entries = document.get(name, [])
    if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
        raise EvidenceError(f"{name}: a list of at most {MAX_ENTRIES}.")
    return entries


def _interval(entry: object) -> Interval:
    if not isinstance(entry, list) or len(entry) != 4:
        raise EvidenceError("intervals: each is [from_s, to_s, began_ms, ended_ms].")
    start, end, began, ended = (_number(value, "intervals") for value in entry)
    return start, end, began, ended


def _event(entry: object) -> Event:
    if not isinstance(entry, list) or len(entry) not in (3, 4) or str(entry[1]) not in EVENTS:
        raise EvidenceError("events: each is [page_ms, name, film_s] or [page_ms, name, film_s, value].")
    moment, film = _number(entry[0], "events"), _number(entry[2], "events")
    if len(entry) == 3 or entry[3] is None:
        return moment, str(entry[1]), film
    return moment, str(entry[1]), film, _number(entry[3], "events")


def _sample(entry: object) -> Sample:
    if not isinstance(entry, list) or len(entry) != 3:
        raise EvidenceError("samples: each is [film_s, value, page_ms].")
    film, value, page = (_number(number, "samples") for number in entry)
    return film, value, page


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EvidenceError(f"{name}: numbers only.")
    # NaN and Infinity are no JSON, but Python reads them; a huge whole number is no float.
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > MAX_PAGE_MS:
        raise EvidenceError(f"{name}: a number is out of range.")
    return float(value)
