"""The pages of a version, compiled when they are first needed and kept in memory."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from surveys.enrolment.consent import MINIMUM_AGE
from surveys.enrolment.letter import address_of
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Grid, Item, Number, Scale, Slider, Text
from surveys.pages.participant.alike import alike
from surveys.pages.participant.film_page import film_content
from surveys.pages.participant.languages import direction, name_of, speaking
from surveys.pages.participant.slots import Compiled, compiled, split
from surveys.pages.participant.texts import first_heading, line, prose
from surveys.pages.participant.warning import warning_of_study
from surveys.participation.itinerary import Place
from surveys.participation.known import asked_by
from surveys.participation.stimulus import films_of
from surveys.protocols.definition import Complete, Definition, Film, Question, Show, Timer, Wait

# More rows than this are a list to choose from: nobody scrolls through sixty countries.
LONG_LIST = 12
BETWEEN_TAGS = re.compile(r">[ \t\r\n]*\n[ \t\r\n]*<")


@dataclass(frozen=True, slots=True)
class Page:
    """One compiled page: its frame, and its items by their position in the instrument."""

    frame: Compiled
    items: tuple[Compiled, ...] = ()
    instrument: Instrument | None = None
    films: tuple[str, ...] = ()


def page_for(definition: Definition, place: Place, language: str, condition: str) -> Page:
    """The compiled page of a place; one copy serves everybody whom the condition doesn't change it for."""
    step = definition.step(place.step)
    depends = isinstance(step, Show | Film) and bool(step.condition_key)
    number = 0 if place.kind == "ask" else place.page
    shared = shared_by(definition, place)
    return compile_page(definition, place.kind, shared, number, place.terminal, language, condition if depends else "")


def shared_by(definition: Definition, place: Place) -> str:
    """The step under which a place's page is kept: hundreds of occurrences of a diary have the same pages."""
    step = definition.step(place.step)
    if place.kind in ("support", "event", "wait", "allocate"):
        return ""
    if place.kind != "ask" or step is None:
        return place.step
    return next(each.id for each in definition.steps_by_base[step.base] if asked_by(each) == asked_by(step))


@lru_cache(maxsize=4096)
def compile_page(
    definition: Definition, kind: str, step_id: str, number: int, terminal: bool, language: str, condition: str
) -> Page:
    """Render a page once, with slots for what differs from person to person."""
    step = definition.step(step_id)
    instrument = definition.instruments.get(asked_by(step)) if kind == "ask" else None
    films = films_of(definition, step, condition) if isinstance(step, Film) else ()
    with speaking(language):
        context: dict[str, Any] = {
            **surroundings(definition, language),
            "kind": "wait" if kind == "allocate" else kind,
            "terminal": terminal,
            "optional": isinstance(step, Film) and step.optional,
            **content(definition, kind, step, instrument, films, language, condition),
        }
        if terminal and kind == "complete":
            context["page_title"] = gettext("That was the last part. Thank you")
        frame = compiled("participant/page.html", context)
        items = fragments(instrument, language) if instrument is not None else ()
    return Page(frame, items, instrument, films)


def surroundings(definition: Definition, language: str) -> dict[str, Any]:
    """What every page of a study says around its content."""
    return {
        "language": language,
        "direction": direction(language),
        "study_title": definition.title.get(language, ""),
        "languages": others(definition, language),
    }


def others(definition: Definition, language: str) -> list[tuple[str, str]]:
    """The study's other languages and what they call themselves."""
    return [(code, name_of(code)) for code in definition.languages if code != language]


def content(
    definition: Definition,
    kind: str,
    step: Any,
    instrument: Instrument | None,
    films: Sequence[str],
    language: str,
    condition: str,
) -> dict[str, Any]:
    """The part of a page's context that its kind brings."""
    if kind == "consent":
        return consent_content(definition, language)
    if kind == "ask" and instrument is not None:
        return {
            "page_title": line(instrument.title.get(language, "")),
            "instruction": prose(instrument.instruction.get(language, "")),
            "button": gettext("Send and go on"),
        }
    if kind == "film":
        return film_content(definition, step, films, language)
    if kind == "support":
        return {
            "page_title": gettext("How are you?"),
            "body": prose(definition.text(definition.lead.support, language)),
        }
    if kind == "complete" and isinstance(step, Complete):
        part = definition.recruitment.complete[step.part]
        return {"page_title": gettext("This part is done. Thank you"), "code": part.code, "url": part.url}
    if kind in ("wait", "allocate"):
        pause = {"page_title": gettext("A pause"), "button": gettext("See if it is time")}
        return {**pause, "back": address_of("/back/").partition("://")[2]}
    if kind == "timer" and isinstance(step, Timer):
        text = prose(step.text.get(language, ""))
        return {"page_title": gettext("A short pause"), "body": text, "button": gettext("Go on when it is time")}
    if kind == "contact":
        return {"page_title": gettext("May we write to you?"), "optional": False}
    if kind == "event":
        return {"page_title": gettext("Is there something to record?")}
    if kind == "show":
        return shown_text(definition, step, language, condition)
    return {"page_title": gettext("Thank you")}


def shown_text(definition: Definition, step: Show | Wait, language: str, condition: str) -> dict[str, Any]:
    """A text's page; its first heading is the page's title."""
    file = step.filler_text if isinstance(step, Wait) else step.file
    arm = definition.arm(condition)
    if not file and arm is not None and isinstance(step, Show):
        file = arm.settings[step.condition_key]
    title, rest = first_heading(definition.text(file, language))
    return {"page_title": line(title) or definition.title.get(language, ""), "body": prose(rest)}


def consent_content(definition: Definition, language: str, **kept: Any) -> dict[str, Any]:
    """The consent page: its text and clauses; `kept` are the ticks and sentences of a page shown again."""
    form = definition.consent
    title, rest = first_heading(definition.text(form.file, language))
    clauses: list[tuple[str, str, bool]] = [
        (clause.id, line(clause.text[language]), clause.optional) for clause in form.clauses
    ]
    if form.minimum_age is not None:
        sentence = gettext("I am %(age)d years old or older.") % {"age": form.minimum_age}
        clauses.insert(0, (MINIMUM_AGE, sentence, False))
    told: dict[str, Any] = {
        "warning": warning_of_study(definition, language),
        "way_out": gettext(
            "You may leave out a film and stop at any time. You need no reason, and nothing bad follows from it. "
            "If you would rather not see this at all, choose “I don't agree”."
        ),
    }
    told["questions"] = [question_context(each, language) for each in form.questions]
    title = line(title) or gettext("Taking part")
    return {"page_title": title, "body": prose(rest), "clauses": clauses, **told, **kept}


def question_context(question: Question, language: str) -> Mapping[str, Any]:
    """What the consent page needs to know of a question about its text."""
    return {
        "id": question.id,
        "text": line(question.text.get(language, "")),
        "options": [(value, line(label.get(language, ""))) for value, label in question.options.items()],
        "hint": line(question.hint.get(language, "")),
    }


def fragments(instrument: Instrument, language: str) -> tuple[Compiled, ...]:
    """The items of an instrument."""
    sets = alike(instrument)
    return tuple(item_fragment(item, language, row_of=sets.get(item.id)) for item in instrument.items)


def item_fragment(item: Item, language: str, *, row_of: int | None = None) -> Compiled:
    """An item as it is shown first: without answer, without error."""
    # The blank lines of a template cost bytes on every page. Blanks inside of texts and values stay.
    return split(BETWEEN_TAGS.sub("><", render_item(item, language, row_of=row_of)).strip())


def render_item(
    item: Item,
    language: str,
    *,
    value: str | Sequence[str] = "",
    other: str = "",
    declined: bool = False,
    error: str = "",
    row_of: int | None = None,
) -> str:
    """An item's HTML, with what was typed and the sentence about it; `row_of` is the set that it is a row of."""
    context = {"value": value, "other_value": other, "declined": declined, "error": error, "row_of": row_of}
    # In a table a choice looks like a scale.
    kind = item.kind if row_of is None else "scale"
    return render_to_string(f"items/{kind}.html", {"item": item_context(item, language), **context})


def item_context(item: Item, language: str) -> Mapping[str, Any]:
    """What a template needs to know of an item."""
    known: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "text": line(item.text.get(language, "")),
        "help": line(item.help.get(language, "")) if item.help else "",
        "required": item.required,
        "decline": item.decline,
    }
    if isinstance(item, Scale):
        labels = {point: label.get(language, "") for point, label in item.labels.items()}
        known["points"] = [(point, labels.get(point, "")) for point in range(item.low, item.high + 1)]
        known["worded"] = item.worded
    if isinstance(item, Slider):
        known |= {
            "low": item.low,
            "high": item.high,
            "step": item.step,
            "ends": [end.get(language, "") for end in item.ends],
        }
    if isinstance(item, Grid):
        lines = (("x", item.x), ("y", item.y))
        known["lines"] = [(axis, *(end.get(language, "") for end in ends)) for axis, ends in lines]
        known["points"] = range(1, item.size + 1)
    if isinstance(item, Choice):
        known |= {
            "options": [(str(each.value), each.label.get(language, "")) for each in item.options],
            "other": item.other,
        }
        known |= {"long": len(item.options) > LONG_LIST, "points": known["options"], "worded": True}
    if isinstance(item, Choices):
        known |= {"exclusive": "" if item.none is None else str(item.none), "maximum": item.maximum}
    if isinstance(item, Number):
        known |= {"minimum": item.minimum, "maximum": item.maximum, "integer": item.integer}
        known["unit"] = item.unit.get(language, "") if item.unit else ""
    if isinstance(item, Text):
        known |= {"lines": item.lines, "max_length": item.max_length}
    return known


def safe(html: str) -> SafeString:
    """HTML that was put together from escaped parts."""
    return mark_safe(html)  # noqa: S308 - of our own templates
