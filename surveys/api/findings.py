"""GET studies/<slug>/findings/: the findings document as it is stored."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys.api.document import FindingsSerializer
from surveys.findings.findings import NotPublishedError, findings
from surveys.protocols.access import studies_visible_to


class FindingsView(APIView):
    """A study's findings: means and changes by condition and group, and the flow of people."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=FindingsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The document; the same answer for a study that isn't there and one that you may not see."""
        study = studies_visible_to(request.user).filter(slug=slug).first()
        if study is None:
            raise NotFound(f"There is no study “{slug}” that you may see.")
        try:
            return Response(findings(study, now=timezone.now()))
        except NotPublishedError as error:
            raise NotFound(str(error)) from None
