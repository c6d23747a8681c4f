"""GET studies/<slug>/findings/: the findings document as it is stored."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys.api.document import FindingsSerializer
from surveys.api.gate import study_for
from surveys.api.throttle import ProgramThrottle
from surveys.findings.findings import NotPublishedError, findings


class FindingsView(APIView):
    """A study's findings: means and changes by condition and group, and the flow of people."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)

    @extend_schema(responses=FindingsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The document; the same answer for a study that isn't there and one that you may not see."""
        study = study_for(request, slug)
        try:
            return Response(findings(study, now=timezone.now()))
        except NotPublishedError as error:
            raise NotFound(str(error)) from None
