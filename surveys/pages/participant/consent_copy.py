"""A copy of one's consent, to read and to keep; and the page that asks again when the text has changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from surveys.enrolment.agree_again import agree_again, is_new, language_of
from surveys.enrolment.agreed import agreed_by
from surveys.enrolment.consent import read_agreement
from surveys.enrolment.start import token_hash
from surveys.pages.participant.agreement import agreement
from surveys.pages.participant.answer import answer, failed
from surveys.pages.participant.compile import consent_content, surroundings
from surveys.pages.participant.consent_pdf import consent_pdf, printable
from surveys.pages.participant.languages import speaking, switched, translated
from surveys.pages.participant.posted import UnreadableError, posted
from surveys.pages.participant.unknown import unknown
from surveys.participation.facts import Facts, facts_for
from surveys.protocols.freeze import definition_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def consent_copy(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what was agreed to, or asks for the consent to a new text; POST records that."""
    facts = facts_for(token_hash(token))
    if facts is None:
        return unknown(request)
    query = switched(request, definition_of(facts.version), facts)
    asking = asks(facts)
    if request.method == "POST":
        return agree(request, token, facts, asking)
    if asking is not None:
        return asked_again(facts, asking, query, {}, {})
    return answer("participant/consent_copy.html", copied(facts, query))


def asks(facts: Facts) -> int | None:
    """The later version whose text somebody under way is to be asked about; None for everybody else."""
    if facts.asking is None or facts.consented_at is None or facts.completed_at or facts.stopped_at:
        return None
    return facts.asking if is_new(facts.participant, definition_of(facts.asking), facts.language) else None


def copied(facts: Facts, query: str) -> dict[str, Any]:
    """What the page of the copy prints."""
    with speaking(facts.language):
        agreed = [agreement(each, facts.timezone) for each in agreed_by(facts.participant)]
    return {
        **surroundings(definition_of(facts.version), facts.language),
        "query": query,
        "agreed": agreed,
        "printable": bool(agreed) and printable(agreed[0]),
    }


def asked_again(
    facts: Facts, asking: int, query: str, fields: Mapping[str, Sequence[str]], errors: Mapping[str, str]
) -> HttpResponse:
    """The page that asks for the consent to a later version's text."""
    later = definition_of(asking)
    language = language_of(later, facts.language)
    with speaking(facts.language):
        content = consent_content(
            later,
            language,
            ticked=[name for name, values in fields.items() if list(values) == ["yes"]],
            chosen={f"{each.id}={value}" for each in later.consent.questions for value in fields.get(each.id, ())},
            clause_errors={name: translated(sentence) for name, sentence in errors.items()},
        )
    context = {**copied(facts, query), **content, "version": asking, "faulty": bool(errors)}
    return answer("participant/consent_again.html", context, status=422 if errors else 200)


def agree(request: HttpRequest, token: str, facts: Facts, asking: int | None) -> HttpResponse:
    """Record the consent to the text that was shown; whoever doesn't agree is led to the two ways of stopping."""
    try:
        fields = posted(request)
    except UnreadableError as error:
        return failed(request, str(error), status=error.status)
    if fields.get("disagree"):
        return see_other(f"/p/{token}/stop")
    # Another version may have been published since the page was shown: then its text comes next.
    if asking is None or fields.get("version") != [str(asking)]:
        return see_other(f"/p/{token}/")
    later = definition_of(asking)
    agreement = read_agreement(later, fields)
    if agreement.faults:
        return asked_again(facts, asking, "", fields, agreement.faults)
    agree_again(facts.participant, asking, later, agreement.ticked, language=facts.language, at=timezone.now())
    return see_other(f"/p/{token}/")


@require_safe
def consent_file(request: HttpRequest, token: str) -> HttpResponse:
    """The copy as a PDF file; a sentence for languages whose letters it can't hold."""
    facts = facts_for(token_hash(token))
    agreed = agreed_by(facts.participant) if facts is not None else ()
    if facts is None or not agreed:
        return unknown(request)
    switched(request, definition_of(facts.version), facts)
    with speaking(facts.language):
        found = [agreement(each, facts.timezone) for each in agreed]
        if not printable(found[0]):
            sentence = gettext_noop("There is no file in this language. Please print or save the page instead.")
            return failed(request, sentence, status=404)
        response = HttpResponse(consent_pdf(found[0]), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="consent.pdf"'
    return response


def see_other(address: str) -> HttpResponse:
    """303: the browser fetches what is due."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
