"""What somebody agreed to, in words for a page and for a file: text, clauses with their answers, time and hash."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext

from surveys.enrolment.agreed import Agreed
from surveys.enrolment.consent import MINIMUM_AGE
from surveys.pages.participant.ended import without_slots
from surveys.pages.participant.languages import direction
from surveys.pages.participant.texts import first_heading
from surveys.protocols.freeze import number_of


def agreement(agreed: Agreed, timezone: str) -> Mapping[str, Any]:
    """The parts of a consent; the text is in the language in which it was agreed to."""
    definition, language = agreed.definition, agreed.language
    title, rest = first_heading(definition.text(definition.consent.file, language))
    clauses = [(clause.text.get(language, ""), clause.id in agreed.clauses) for clause in definition.consent.clauses]
    if definition.consent.minimum_age is not None:
        sentence = gettext("I am %(age)d years old or older.") % {"age": definition.consent.minimum_age}
        clauses.insert(0, (sentence, MINIMUM_AGE in agreed.clauses))
    return {
        "title": title or definition.title.get(language, ""),
        "body": without_slots(rest),
        "clauses": clauses,
        "at": said_time(agreed, timezone),
        "number": number_of(agreed.version),
        "sha256": agreed.sha256,
        "speech": language,
        "direction": direction(language),
        "study": definition.title.get(language, ""),
        "team": definition.lead.team,
        "email": definition.lead.email,
        "ethics": definition.lead.ethics,
    }


def said_time(agreed: Agreed, timezone: str) -> str:
    """The time of a consent as the page's language writes it, in the person's time zone where that is known."""
    zone = ZoneInfo(timezone or "UTC")
    return f"{date_format(agreed.at.astimezone(zone), 'DATETIME_FORMAT')} ({zone.key})"
