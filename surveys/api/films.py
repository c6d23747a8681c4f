"""GET studies/<slug>/films/: the validation report of a study's films."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys.api.film_document import FilmReportSerializer
from surveys.api.gate import study_for
from surveys.api.throttle import ProgramThrottle
from surveys.findings.film_report import film_report
from surveys.findings.findings import NotPublishedError


class FilmReportView(APIView):
    """What each film of a study does to people: intensity, hit rate, discreteness, valence, arousal, beside norms."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)

    @extend_schema(responses=FilmReportSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The report; the same answer for a study that isn't there and one that you may not see."""
        study = study_for(request, slug)
        try:
            return Response(film_report(study, now=timezone.now()))
        except NotPublishedError as error:
            raise NotFound(str(error)) from None
