"""The two links that mails bring: one confirms an address, the other ends the mails. Opening either changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.enrolment.contact import confirm, confirmable, forget_contact
from surveys.enrolment.start import token_hash
from surveys.enrolment.withdraw import about
from surveys.mail.forget import forget
from surveys.pages.participant.answer import answer
from surveys.pages.participant.compile import surroundings
from surveys.pages.participant.languages import own_for, switched
from surveys.pages.participant.unknown import unknown
from surveys.participation.facts import facts_for
from surveys.protocols.freeze import definition_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirming(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST confirms: scanners of mail open links, and must not confirm anything."""
    contact = confirmable(token)
    if contact is None:
        return unknown(request)
    done = request.method == "POST" and confirm(token, at=timezone.now())
    around = {**own_for(request), "language": contact.language}
    link = f"/p/{contact.link}/" if done else ""
    return answer("participant/confirm.html", {**around, "done": done, "link": link})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends the mails and deletes the address. A mailbox's own button posts here too."""
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    definition = definition_of(facts.version)
    query = switched(request, definition, facts)
    done = request.method == "POST"
    if done:
        forget_contact(facts.participant)
        forget(about(facts.participant))
    return answer("participant/mails.html", {**surroundings(definition, facts.language), "query": query, "done": done})
