"""Help, never behind anything."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from surveys.pages.participant.answer import answer
from surveys.pages.participant.texts import prose

# Numbers checked at the services' own pages; studies add their own on their pages.
RESOURCES = """
- **Emergency:** 112 in the European Union, 999 in the United Kingdom, 911 in the United States and Canada.
- **United States and Canada:** call or text 988.
- **United Kingdom and Ireland:** Samaritans, 116 123, day and night, free.
- **Germany:** TelefonSeelsorge, 0800 111 0 111, day and night, free. **Austria:** 142. **Switzerland:** 143.
- **Elsewhere:** findahelpline.com lists services by country.
"""


@require_safe
def support(request: HttpRequest) -> HttpResponse:
    """The page with people to talk to; browsers may keep it, so that it is there without a network."""
    response = answer("participant/support.html", {"language": "en", "direction": "ltr", "body": prose(RESOURCES)})
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
