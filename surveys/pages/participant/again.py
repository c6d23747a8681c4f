"""A page shown again: what was typed stays, and each sentence stands at its item."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext

from surveys.enrolment.contact import FIELD
from surveys.instruments.items import Choices, Grid, Item
from surveys.pages.participant.alike import alike
from surveys.pages.participant.compile import consent_content, render_item, safe, surroundings
from surveys.pages.participant.fill import error_summary, fill, fragment, positions_of
from surveys.pages.participant.languages import speaking, translated
from surveys.pages.participant.slots import compiled, split
from surveys.pages.participant.snippet import snippet
from surveys.pages.participant.texts import line
from surveys.participation.facts import Facts
from surveys.participation.itinerary import Place
from surveys.participation.known import asked_by
from surveys.participation.nonce import sign
from surveys.participation.record import Recorded
from surveys.protocols.definition import Definition, Step


def again(
    definition: Definition, recorded: Recorded, fields: Mapping[str, Sequence[str]], *, now: float
) -> HttpResponse:
    """The page that was refused: 422 with its sentences, 400 when its signature was not ours."""
    facts, place = recorded.facts, recorded.place
    if facts is None or place is None:
        raise ValueError(f"A post that was {recorded.kind} has no page to be shown again.")
    forged = recorded.kind == "forged"
    with speaking(facts.language):
        if place.kind == "consent":
            html = consent_again(definition, facts, place, translations(recorded.errors), fields, now)
        else:
            html = items_again(definition, facts, place, recorded, fields, now)
    return HttpResponse(html, status=400 if forged else 422)


def consent_again(
    definition: Definition,
    facts: Facts,
    place: Place,
    errors: Mapping[str, str],
    fields: Mapping[str, Sequence[str]],
    now: float,
) -> str:
    """The consent page with its ticks."""
    ticked = [name for name, values in fields.items() if list(values) == ["yes"]]
    chosen = {f"{each.id}={value}" for each in definition.consent.questions for value in fields.get(each.id, ())}
    kept = {"ticked": ticked, "chosen": chosen, "clause_errors": errors}
    content = consent_content(definition, facts.language, **kept)
    labels = {clause: text for clause, text, _ in content["clauses"]}
    labels |= {each["id"]: each["text"] for each in content["questions"]}
    page = compiled("participant/page.html", {**surroundings(definition, facts.language), "kind": "consent", **content})
    summary = error_summary(facts.language, [(key, labels[key], text) for key, text in errors.items()], may_skip=False)
    return page.fill(
        {
            "step": place.key,
            "nonce": sign(facts.participant, place.key, shown_at=now),
            "asked": "1" if errors else "0",
            "errors": summary if errors else "",
        }
    )


def items_again(
    definition: Definition,
    facts: Facts,
    place: Place,
    recorded: Recorded,
    fields: Mapping[str, Sequence[str]],
    now: float,
) -> str:
    """The question page with its answers, and a list of what to look at."""
    errors = translations(recorded.errors)
    shown = {"asked": "1" if errors else "0"}
    if not errors:
        sentence = gettext("This page could not be checked. Please send it again; your answers are still here.")
        shown["errors"] = snippet("participant/message.html", facts.language, message=sentence, live=True)
    if place.kind == "contact":
        shown |= contact_again(fields, errors)
    instrument = definition.instruments.get(asked_by(definition.step(place.step)))
    if place.kind == "ask" and instrument is not None:
        step = definition.step(place.step)
        positions = positions_of(definition, facts, instrument, place)
        items = [instrument.items[position] for position in positions]
        sets = alike(instrument)
        shown["items"] = "".join(
            fragment(definition, facts, step, split(html))
            for item in items
            for html in [item_again(item, facts.language, fields, errors.get(item.id, ""), sets.get(item.id))]
        )
        named = [
            (item.id, label(definition, facts, step, item), errors[item.id]) for item in items if item.id in errors
        ]
        if named:
            shown["errors"] = error_summary(facts.language, named, may_skip=True)
    # A page keeps the time at which it was first shown.
    return fill(definition, facts, place, now=recorded.shown_at or now, **shown)


def contact_again(fields: Mapping[str, Sequence[str]], errors: Mapping[str, str]) -> dict[str, str]:
    """What was typed as an address, and what is wrong with it."""
    typed = str(escape("".join(fields.get(FIELD, ())[:1])))
    return {"address": typed, "fault": str(escape(errors.get(FIELD, ""))), "invalid": "true" if errors else "false"}


def translations(errors: Mapping[str, str]) -> dict[str, str]:
    """The sentences in the language that is spoken now."""
    return {item: translated(sentence) for item, sentence in errors.items()}


def item_again(item: Item, language: str, fields: Mapping[str, Sequence[str]], error: str, row_of: int | None) -> str:
    """An item with what was typed and the sentence about it."""
    return render_item(
        item,
        language,
        value=kept(item, fields),
        other="".join(fields.get(f"{item.id}.other", ())[:1]),
        declined=bool(fields.get(f"{item.id}.declined")),
        error=error,
        row_of=row_of,
    )


def label(definition: Definition, facts: Facts, step: Step | None, item: Item) -> str:
    """What an item is called in the list of errors, with its piped values."""
    return safe(fragment(definition, facts, step, split(line(item.text.get(facts.language, "")))))


def kept(item: Item, fields: Mapping[str, Sequence[str]]) -> str | list[str]:
    """What was typed, as the item's template wants it."""
    if isinstance(item, Grid):
        return ["".join(fields.get(f"{item.id}.{axis}", ())[:1]) for axis in "xy"]
    values = fields.get(item.id, ())
    return list(values) if isinstance(item, Choices) else "".join(values[:1])
