"""Whether this installation can take an answer."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lacrima.reconnect import note_loss


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, otherwise 503; the broker is not asked, because participants don't need it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        note_loss()
        return JsonResponse({"database": "gone"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"database": "here"})
