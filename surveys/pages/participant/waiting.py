"""How long a pause still takes, and what time it is then, as a language says it."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from surveys.pages.participant.languages import speaking
from surveys.pages.participant.snippet import snippet

Unit = Literal["minute", "hour", "day"]
SECONDS: Mapping[Unit, int] = {"minute": 60, "hour": 3600, "day": 86_400}
# One number for each form that any of the languages has; a script counts down and says the right one.
SAMPLES = {"zero": 0, "one": 1, "two": 2, "few": 5, "many": 20, "other": 100}


def waiting(language: str, until: float | None, now: float) -> str:
    """How long it takes, and what time it is then (UTC; a script shows the phone's own time)."""
    if until is None or until <= now:
        with speaking(language):
            message = gettext("You can go on now.")
        return snippet("participant/message.html", language, message=message)
    seconds = max(0, math.ceil(until - now))
    unit = unit_of(seconds)
    with speaking(language):
        at = datetime.fromtimestamp(until, UTC)
        clock = at.strftime("%H:%M") if unit == "minute" else date_format(at, "l H:i")
        words = in_about(unit, math.ceil(seconds / SECONDS[unit]))
    context = {"seconds": seconds, "clock": f"{clock} UTC", "words": words, "unit": unit, "each": SECONDS[unit]}
    return snippet("participant/waiting.html", language, **context, forms=forms(language, unit))


def unit_of(seconds: float) -> Unit:
    """What people count so long a time in."""
    return "minute" if seconds < 7200 else "hour" if seconds < 48 * 3600 else "day"


def in_about(unit: Unit, count: int) -> str:
    """When, from now."""
    if unit == "minute":
        said = ngettext("in about %(n)s minute", "in about %(n)s minutes", count)
    elif unit == "hour":
        said = ngettext("in about %(n)s hour", "in about %(n)s hours", count)
    else:
        said = ngettext("in about %(n)s day", "in about %(n)s days", count)
    return said % {"n": count}


@lru_cache(maxsize=64)
def forms(language: str, unit: Unit) -> str:
    """The wordings for the script, by the name of the plural form; “#” stands for the number."""
    with speaking(language):
        said = {form: in_about(unit, count).replace(str(count), "#") for form, count in SAMPLES.items()}
    return json.dumps(said, ensure_ascii=False)
