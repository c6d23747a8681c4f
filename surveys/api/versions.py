"""GET studies/<slug>/versions/ and versions/<number>/: what was published, and the frozen document."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys.api.gate import study_for
from surveys.api.pages import Pages
from surveys.api.throttle import ProgramThrottle
from surveys.protocols.models import Version


class VersionSerializer(serializers.ModelSerializer[Version]):
    """A version in a list."""

    class Meta:
        model = Version
        fields: tuple[str, ...] = ("number", "sha256", "published_at")
        read_only_fields: tuple[str, ...] = fields


class WholeVersionSerializer(VersionSerializer):
    """A version with its document."""

    definition = serializers.DictField(read_only=True, help_text="protocol, instruments, texts and films, as frozen")

    class Meta(VersionSerializer.Meta):
        fields = (*VersionSerializer.Meta.fields, "definition")
        read_only_fields = fields


class VersionsView(ListAPIView[Version]):
    """A study's versions, newest first."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)
    pagination_class = Pages
    serializer_class = VersionSerializer
    queryset = Version.objects.none()

    def get_queryset(self) -> QuerySet[Version]:
        """Through the gate."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return study_for(self.request, self.kwargs["slug"]).versions.defer("definition", "source").order_by("-number")


class VersionView(APIView):
    """One version."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)

    @extend_schema(responses=WholeVersionSerializer)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """The version with its document."""
        version = study_for(request, slug).versions.filter(number=number).first()
        if version is None:
            raise NotFound(f"“{slug}” has no version {number}.")
        return Response(WholeVersionSerializer(version).data)
