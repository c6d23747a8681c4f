"""The findings document as the schema describes it; nothing can be sent to it."""

from typing import Any

from rest_framework import serializers

Count = serializers.IntegerField


def figure(**more: Any) -> serializers.FloatField:
    """A number with full precision, null where undefined."""
    return serializers.FloatField(allow_null=True, **more)


class Part(serializers.Serializer[Any]):
    """A part of a document."""


class CellSerializer(Part):
    """An outcome at an occasion, in a condition or at a level of a group."""

    condition = serializers.CharField(required=False, help_text="in outcomes by condition")
    group = serializers.CharField(required=False, help_text="in outcomes by group")
    occasion = serializers.CharField()
    n = Count()
    missing = Count(help_text="people allocated here who have no score at the occasion")
    mean = figure()
    sd = figure(help_text="n − 1")
    se = figure()
    ci95 = serializers.ListField(child=serializers.FloatField(), allow_null=True, min_length=2, max_length=2)
    median = figure(help_text="type 7")
    min = figure()
    max = figure()
    reason = serializers.CharField(required=False, help_text="why something is null")


class ChangeSerializer(Part):
    """A change from the first occasion to a later one, in people who have both."""

    condition = serializers.CharField(required=False)
    group = serializers.CharField(required=False)
    to = serializers.CharField()
    n = Count()
    mean = figure()
    sd = figure()
    ci95 = serializers.ListField(child=serializers.FloatField(), allow_null=True, min_length=2, max_length=2)
    reason = serializers.CharField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields, with the one whose name is a word of Python."""
        return {**super().get_fields(), "from": serializers.CharField()}


class OutcomeSerializer(Part):
    """An outcome's figures."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    better = serializers.ChoiceField(["lower", "higher"])
    cells = CellSerializer(many=True)
    changes = ChangeSerializer(many=True)


class GroupSerializer(Part):
    """People by something observed, never randomised."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    observational = serializers.BooleanField(help_text="always true: no group was made by chance")
    outcomes = OutcomeSerializer(many=True)


class ConditionSerializer(Part):
    """A condition, with those who left."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    allocated = Count()


class EnrolmentSerializer(Part):
    """How people came in."""

    started = Count()
    declined = Count()
    under_age = Count()
    screened_out = Count()
    consented = Count()


class FlowSerializer(Part):
    """How far a condition's people came."""

    condition = serializers.CharField()
    allocated = Count()
    reached = serializers.DictField(child=Count(), help_text="people who sent something at a step")
    completed = Count()
    stopped = Count()
    withdrawn = Count()
    analysed = Count()


class FindingsSerializer(Part):
    """A study's findings."""

    study = serializers.CharField()
    versions = serializers.ListField(child=Count())
    computed_at = serializers.DateTimeField()
    n_participants = Count(help_text="people who consented and are here")
    enrolment = EnrolmentSerializer()
    conditions = ConditionSerializer(many=True)
    outcomes = OutcomeSerializer(many=True)
    groups = GroupSerializer(many=True)
    flow = FlowSerializer(many=True)
