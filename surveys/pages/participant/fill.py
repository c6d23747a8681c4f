"""A compiled page filled for one person: order of items, hidden fields, progress, piped values, addresses."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.utils.html import escape

from surveys.instruments.instrument import Instrument
from surveys.pages.participant.compile import Page, page_for
from surveys.pages.participant.film_page import FILM_SECONDS, clip_of, film_slots, plain_address
from surveys.pages.participant.slots import Compiled
from surveys.pages.participant.snippet import snippet
from surveys.pages.participant.spoken import spoken
from surveys.pages.participant.texts import PIPE
from surveys.pages.participant.waiting import waiting
from surveys.participation.distress import rule_by_id
from surveys.participation.facts import Facts
from surveys.participation.itinerary import Place
from surveys.participation.known import Known, acting_condition, asked_by
from surveys.participation.nonce import sign
from surveys.participation.remaining import minutes_left, pause_ahead
from surveys.participation.visible import visible
from surveys.protocols.definition import Definition, Step


def fill(definition: Definition, facts: Facts, place: Place, *, now: float, notice: str = "", **shown: str) -> str:
    """The whole page of a place; `shown` replaces slots of a page that is shown again (items, errors, asked)."""
    page = page_for(definition, place, facts.language, acting_condition(definition, facts))
    values = {
        "step": place.key,
        "nonce": sign(facts.participant, place.key, shown_at=now),
        "asked": "0",
        "notice": notice,
        "progress": progress(definition, facts, place),
        **slots_of(definition, facts, page, place, now),
        **shown,
    }
    step = definition.step(place.step)
    for name in page.frame.names:
        if name.startswith(PIPE):
            values[name] = piped_value(definition, facts, step, name)
    return page.frame.fill(values)


def slots_of(definition: Definition, facts: Facts, page: Page, place: Place, now: float) -> dict[str, str]:
    """The slots that a kind of page brings."""
    if page.instrument is not None:
        return {"items": items(definition, facts, page, page.instrument, place)}
    if place.kind == "film":
        return film_slots(definition, page.films, now)
    if place.kind in ("wait", "allocate", "timer"):
        return {"waiting": waiting(facts.language, place.until, now)}
    if place.kind == "contact":
        return {"invalid": "false"}
    if place.kind == "support":
        return {"offer": offer(definition, facts, place, now)}
    return {}


def items(definition: Definition, facts: Facts, page: Page, instrument: Instrument, place: Place) -> str:
    """The items of a page in this person's order."""
    step = definition.step(place.step)
    shown = positions_of(definition, facts, instrument, place)
    return "".join(fragment(definition, facts, step, page.items[position]) for position in shown)


def positions_of(definition: Definition, facts: Facts, instrument: Instrument, place: Place) -> Sequence[int]:
    """The positions of the items that a page shows to this person, in the person's order."""
    step = definition.step(place.step)
    if step is None or not instrument.conditional:
        return instrument.shown(place.page, facts.seed, f"{place.base}:{place.occurrence}")
    return visible(definition, Known(definition, facts), step, instrument, place.page, facts.seed)


def fragment(definition: Definition, facts: Facts, at: Step | None, compiled: Compiled) -> str:
    """An item of a step with its piped values."""
    if not compiled.names:
        return compiled.texts[0]
    return compiled.fill({name: piped_value(definition, facts, at, name) for name in compiled.names})


def piped_value(definition: Definition, facts: Facts, at: Step | None, name: str) -> str:
    """What a name says in a text of a step: one look-up, then escaped; an answer in words, nothing for none."""
    key = name.removeprefix(PIPE)
    if at is not None and at.occurrence:
        here = definition.key_here(at, key)
        if here is not None:
            return str(escape(here))
        key = definition.resolved(at, key)
    known = Known(definition, facts)
    step, _, item_id = key.rpartition(".")
    instrument = definition.instruments.get(asked_by(definition.step(step)))
    item = instrument.item(item_id) if instrument is not None else None
    if instrument is not None and item is not None:
        return str(escape(spoken(item, known.answers_of(step, instrument).get(item_id), facts.language)))
    value = known.get(key)
    if value is None:
        return ""
    return str(escape(f"{value:g}" if isinstance(value, float) else str(value)))


def offer(definition: Definition, facts: Facts, place: Place, now: float) -> str:
    """The film that a distress rule offers, where it offers one."""
    rule = rule_by_id(definition, place.step)
    if rule is None or not rule.offer:
        return ""
    source = definition.films[rule.offer]
    address = plain_address(clip_of(source, now + FILM_SECONDS))
    return snippet("participant/offer.html", facts.language, href=address, title=source.title.get(facts.language, ""))


def progress(definition: Definition, facts: Facts, place: Place) -> str:
    """The thin line, and the minutes that are left until the next pause or the end."""
    if place.terminal or place.kind in ("consent", "stopped"):
        return ""
    minutes = minutes_left(definition, facts, place)
    return progress_line(facts.language, place.passed, place.total, minutes, pause_ahead(definition, facts, place))


@lru_cache(maxsize=4096)
def progress_line(language: str, done: int, total: int, minutes: int, pause: bool) -> str:
    """The progress markup; there are few different ones."""
    return snippet("participant/progress.html", language, done=done, total=total, minutes_left=minutes, pause=pause)


def error_summary(language: str, errors: Sequence[tuple[str, str, str]], *, may_skip: bool) -> str:
    """The list of what has to be looked at again: item, label, sentence."""
    return snippet("participant/errors.html", language, errors=errors, may_skip=may_skip)


def as_labels(errors: Mapping[str, str], labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Errors by item, with what the page calls each."""
    return [(item, labels.get(item, item), sentence) for item, sentence in errors.items()]
