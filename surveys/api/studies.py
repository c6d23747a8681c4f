"""GET studies/ and studies/<slug>/: the studies that the token's user may see."""

from django.db.models import Max, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from surveys.api.gate import study_for
from surveys.api.pages import Pages
from surveys.api.throttle import ProgramThrottle
from surveys.protocols.access import studies_visible_to
from surveys.protocols.models import Study


class StudySerializer(serializers.ModelSerializer[Study]):
    """A study in a list."""

    newest_version = serializers.IntegerField(read_only=True, allow_null=True, help_text="null until it is published")

    class Meta:
        model = Study
        fields = ("slug", "title", "state", "newest_version")
        read_only_fields = fields


class StudiesView(ListAPIView[Study]):
    """The studies that you may see."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)
    pagination_class = Pages
    serializer_class = StudySerializer
    queryset = Study.objects.none()

    def get_queryset(self) -> QuerySet[Study]:
        """Through the gate, by title."""
        return with_newest(studies_visible_to(self.request.user)).order_by("title", "slug")


class StudyView(APIView):
    """One study."""

    permission_classes = (IsAuthenticated,)
    throttle_classes = (ProgramThrottle,)

    @extend_schema(responses=StudySerializer)
    def get(self, request: Request, slug: str) -> Response:
        """The study."""
        study = study_for(request, slug)
        return Response(StudySerializer(with_newest(Study.objects.filter(pk=study.pk)).get()).data)


def with_newest(studies: QuerySet[Study]) -> QuerySet[Study]:
    """The studies with the number of their newest version."""
    return studies.annotate(newest_version=Max("versions__number"))
