"""The films' address: signed, expiring, with ranges, for our own pages alone."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from surveys.films.piece import Piece
from surveys.films.serve import Asked, serve
from surveys.pages.participant.hotlink import is_hotlink

REFUSED = 403


class PieceResponse(StreamingHttpResponse):
    """A piece of a file, which a good web server sends without keeping a thread: platform/lacrima/sender.py."""

    def __init__(self, piece: Piece, *, status: int, headers: dict[str, str]) -> None:
        super().__init__(piece, status=status, headers=headers)
        # Django's name for what it hands to the server's wsgi.file_wrapper.
        self.file_to_stream, self.block_size = piece, 1 << 16


@require_safe
def film(request: HttpRequest, signed: str, name: str) -> HttpResponseBase:
    """The bytes that were asked for, or who has them."""
    if is_hotlink(request.headers, settings.ALLOWED_HOSTS):
        return HttpResponse(status=REFUSED)
    headers = request.headers
    asked = Asked(
        range=headers.get("Range", ""),
        if_range=headers.get("If-Range", ""),
        if_none_match=headers.get("If-None-Match", ""),
        head=request.method == "HEAD",
    )
    served = serve(signed, name, now=time.time(), asked=asked)
    piece = None if asked.head else served.piece()
    if piece is None:
        return HttpResponse(b"" if asked.head else served.data, status=served.status, headers=served.headers)
    return PieceResponse(piece, status=served.status, headers=served.headers)
