"""Pages of those who leave: help and debrief included, the same code and payment for everyone."""

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from surveys.pages.participant.answer import answer
from surveys.pages.participant.compile import safe, surroundings
from surveys.pages.participant.languages import speaking
from surveys.pages.participant.slots import split
from surveys.pages.participant.texts import prose
from surveys.participation.facts import Facts
from surveys.participation.record import screened_out_by
from surveys.protocols.definition import Definition, Show


def stopped(definition: Definition, facts: Facts) -> HttpResponse:
    """After “stop”: thanks, code, debrief and help."""
    with speaking(facts.language):
        heading = gettext("You have stopped. Thank you for what you did")
    return ending(definition, facts, heading, debrief(definition, facts))


def deleted(definition: Definition, facts: Facts) -> HttpResponse:
    """After “stop and delete”: nothing is left but a count."""
    with speaking(facts.language):
        heading = gettext("Your answers are deleted")
    return ending(definition, facts, heading, debrief(definition, facts))


def left(definition: Definition, facts: Facts, mode: str) -> HttpResponse:
    """After a consent that was not given, an age below the minimum, or being screened out."""
    away = screened_out_by(definition, facts)
    with speaking(facts.language):
        if mode == "screened_out" and away is not None:
            text = f"{definition.text(away.file, facts.language)}\n\n{support(definition, facts)}"
            return ending(definition, facts, gettext("Thank you"), text, code=False)
        if mode == "under_age":
            sentence = gettext("This study is only for people of %(age)d years or more. Nothing about you was stored.")
            text = sentence % {"age": definition.consent.minimum_age or 18}
        else:
            text = gettext("That is fine. Nothing about you was stored.")
        text = f"{text}\n\n{support(definition, facts)}"
        return ending(definition, facts, gettext("Thank you for your interest"), text, code=False)


def debrief(definition: Definition, facts: Facts) -> str:
    """The journey's last text, which says what the study was about, and where help is."""
    arm = definition.arm(facts.condition)
    settings = arm.settings if arm is not None else {}
    shows = [step for step in definition.walk() if isinstance(step, Show)]
    file = shows[-1].file or settings.get(shows[-1].condition_key, "") if shows else ""
    text = definition.text(file, facts.language) if facts.consented_at is not None else ""
    return f"{text}\n\n{support(definition, facts)}"


def support(definition: Definition, facts: Facts) -> str:
    """Where help is, as the study says it."""
    return definition.text(definition.lead.support, facts.language)


def ending(definition: Definition, facts: Facts, heading: str, text: str, *, code: bool = True) -> HttpResponse:
    """A last page: heading, text, and the codes of all parts for whoever had consented."""
    parts = definition.recruitment.complete.values() if code and facts.consented_at is not None else ()
    context = {
        **surroundings(definition, facts.language),
        "heading": heading,
        "body": without_slots(text),
        "code": " · ".join(part.code for part in parts if part.code),
        "url": next((part.url for part in reversed(list(parts)) if part.url), ""),
    }
    return answer("participant/ended.html", context)


def without_slots(text: str) -> SafeString:
    """A text as HTML whose piped names give nothing."""
    return safe(split(prose(text)).fill({}))
