"""GET studies/: the studies that the token's user may see."""

from django.db.models import Max, QuerySet
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated

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
    serializer_class = StudySerializer
    queryset = Study.objects.none()

    def get_queryset(self) -> QuerySet[Study]:
        """Through the gate, by title."""
        return (
            studies_visible_to(self.request.user)
            .annotate(newest_version=Max("versions__number"))
            .order_by("title", "slug")
        )
