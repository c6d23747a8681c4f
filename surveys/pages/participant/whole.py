"""Links whose last slash was cut off."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def whole(request: HttpRequest, name: str, **link: str) -> HttpResponse:
    """Lead to the whole link, with what it carries."""
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(reverse(name, kwargs=link) + (f"?{query}" if query else ""))
    # A post stays a post.
    response.status_code = 307
    return response
