"""How a request comes in: participants take the short way, everybody else the whole one."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import gettext, gettext_noop

from lacrima.reconnect import note_loss, renew
from surveys.pages.participant.languages import own_for, speaking

GetResponse = Callable[[HttpRequest], HttpResponseBase]
RETRY_AFTER_SECONDS = "5"
# Pages are UTF-8 and so is what they send, whatever a sender claims.
CHARSET = re.compile(r";\s*charset\s*\*?\s*=[^;]*", re.IGNORECASE)
SORRY = gettext_noop(
    "We can't save answers right now. Please try again in a few seconds; nothing that you sent before is lost."
)
SECURITY_HEADERS = {
    "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PARTICIPANT_HEADERS = {
    **SECURITY_HEADERS,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "X-Frame-Options": "DENY",
}


class _Headers:
    """Puts `headers` on every answer that doesn't set them itself."""

    headers: dict[str, str]

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class SecurityHeaders(_Headers):
    """The content security policy, everywhere."""

    headers = SECURITY_HEADERS


class ParticipantHeaders(_Headers):
    """The same, and nothing of a participant's page is kept, passed on or indexed."""

    headers = PARTICIPANT_HEADERS


class DatabaseGone:
    """Answers 503 with Retry-After while the database can't be reached, so that browsers keep answers and come back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The 503 page for a lost database; None for any other fault."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        note_loss()
        return HttpResponse(sorry_page(request), status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})


def sorry_page(request: HttpRequest) -> str:
    """The page for a lost database, in the language that the browser asks for."""
    around = own_for(request)
    with speaking(around["language"]):
        context = {**around, "heading": gettext("One moment, please"), "sentence": gettext(SORRY)}
        return render_to_string("participant/error.html", context)


class ParticipantDoor(BaseHandler):
    """Django's handler with PARTICIPANT_MIDDLEWARE alone: no session, no account, no messages."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain once; of the hooks only process_exception is served, because none there has others."""
        get_response = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # not in the stubs
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        for path in reversed(settings.PARTICIPANT_MIDDLEWARE):
            middleware = import_string(path)(get_response)
            if hasattr(middleware, "process_exception"):
                self._exception_middleware.append(middleware.process_exception)
            get_response = convert_exception_to_response(middleware)
        self._middleware_chain = get_response


class TwoDoorsMixin(BaseHandler):
    """Sends participants' requests through the participants' door; for any of Django's handlers."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Build both chains."""
        super().load_middleware(is_async)
        self.participants = ParticipantDoor()
        self.participants.load_middleware()

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, through the door that the address asks for."""
        renew()
        if request.path_info.startswith(settings.PARTICIPANT_PREFIXES):
            return self.participants.get_response(request)
        return super().get_response(request)


class TwoDoors(TwoDoorsMixin, WSGIHandler):
    """The web application."""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """The answer; a participant's content type is cleaned first, because Django fails on odd character sets."""
        if environ.get("PATH_INFO", "").startswith(settings.PARTICIPANT_PREFIXES):
            environ["CONTENT_TYPE"] = CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
        return super().__call__(environ, start_response)
