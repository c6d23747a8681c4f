"""Coming back by the receipt code, where the link is lost."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys.enrolment.return_code import link_behind
from surveys.pages.participant.answer import answer, failed
from surveys.pages.participant.languages import own_for
from surveys.pages.participant.posted import UnreadableError, posted
from surveys.pages.participant.unknown import too_many

LONGEST_CODE = 40


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def coming_back(request: HttpRequest) -> HttpResponse:
    """GET asks for the code, POST leads to the personal link; wrong codes all get the same page."""
    if request.method != "POST":
        return answer("participant/back.html", own_for(request))
    try:
        typed = posted(request).get("code", [""])[0][:LONGEST_CODE]
    except UnreadableError as error:
        return failed(request, str(error), status=error.status)
    token = link_behind(typed)
    if token is None:
        again = {**own_for(request), "typed": typed, "wrong": True}
        return too_many(request) or answer("participant/back.html", again, status=404)
    response = HttpResponseRedirect(f"/p/{token}/")
    response.status_code = 303
    return response
