"""GET studies/<slug>/exports/, exports/<number>/ and exports/<number>/file/: for editors; own words for owners."""

from django.db.models import QuerySet
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys.api.gate import export_for
from surveys.api.pages import Pages
from surveys.api.throttle import ProgramThrottle
from surveys.exports.error import ExportError
from surveys.exports.hand_out import hand_out
from surveys.exports.models import Export
from surveys.exports.reach import exports_open_to
from surveys.protocols.access import studies_editable_by


class ExportSerializer(serializers.ModelSerializer[Export]):
    """An export: what was asked for, and what became of it."""

    number = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(source="download_name", read_only=True, help_text="of the file where it is handed out")

    class Meta:
        model = Export
        fields = (
            *("number", "name", "level", "format", "layout", "origin", "state", "reason", "asked_at", "started_at"),
            *("finished_at", "expires_at", "versions", "people", "rows", "bytes", "sha256"),
        )
        read_only_fields = fields


class ExportsView(ListAPIView[Export]):
    """A study's exports, newest first."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)
    pagination_class = Pages
    serializer_class = ExportSerializer
    queryset = Export.objects.none()

    def get_queryset(self) -> QuerySet[Export]:
        """Through the gate."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        slug = self.kwargs["slug"]
        study = studies_editable_by(self.request.user).filter(slug=slug).first()
        if study is None:
            raise NotFound(f"There is no study “{slug}” whose data you may export.")
        found = exports_open_to(self.request.user).filter(study=study)
        return found.select_related("study").order_by("-asked_at", "-pk")


class ExportView(APIView):
    """One export."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)

    @extend_schema(responses=ExportSerializer)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """What was asked for, and what became of it."""
        return Response(ExportSerializer(export_for(request, slug, number)).data)


class ExportFileView(APIView):
    """The file of an export."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)

    @extend_schema(
        responses={
            (200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, "the file"),
            404: OpenApiResponse(description="no such export, or no file any more: `detail` says why"),
        }
    )
    def get(self, request: Request, slug: str, number: int) -> HttpResponseBase:
        """The file; that it was handed out is entered in the audit trail."""
        export = export_for(request, slug, number)
        try:
            path = hand_out(export, to=request.user, at=timezone.now())  # type: ignore[arg-type]
        except ExportError as error:
            raise NotFound(str(error)) from None
        answer = FileResponse(
            path.open("rb"), as_attachment=True, filename=export.download_name, content_type="application/zip"
        )
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
