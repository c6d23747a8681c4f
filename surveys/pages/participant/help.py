"""Help, never behind anything."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from surveys.pages.participant.answer import answer
from surveys.pages.participant.languages import own_for, speaking
from surveys.pages.participant.texts import prose

# Numbers checked at the services' own pages; studies add their own on their pages.
RESOURCES = (
    gettext_noop(
        "**Emergency:** 112 in the European Union, 999 in the United Kingdom, 911 in the United States and Canada."
    ),
    gettext_noop("**United States and Canada:** call or text 988."),
    gettext_noop("**United Kingdom and Ireland:** Samaritans, 116 123, day and night, free."),
    gettext_noop(
        "**Germany:** TelefonSeelsorge, 0800 111 0 111, day and night, free. **Austria:** 142. **Switzerland:** 143."
    ),
    gettext_noop("**Elsewhere:** findahelpline.com lists services by country."),
)


@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """The page with people to talk to; browsers may keep it, so that it is there without a network."""
    around = own_for(request)
    with speaking(around["language"]):
        listed = "\n".join(f"- {gettext(line)}" for line in RESOURCES)
    response = answer("participant/support.html", {**around, "body": prose(listed)})
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Vary"] = "Accept-Language"
    return response
