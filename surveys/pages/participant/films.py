"""The films' address: signed, expiring, with ranges."""

import time

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from surveys.films.serve import serve


@require_safe
def film(request: HttpRequest, signed: str, name: str) -> HttpResponseBase:
    """The bytes that were asked for."""
    served = serve(
        signed,
        name,
        now=time.time(),
        asked=request.headers.get("Range", ""),
        if_range=request.headers.get("If-Range", ""),
    )
    if served.path is None or request.method == "HEAD":
        return HttpResponse(status=served.status, headers=served.headers)
    return StreamingHttpResponse(served.chunks(), status=served.status, headers=served.headers)
