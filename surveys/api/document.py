"""The findings document as the schema describes it; nothing can be sent to it."""

from typing import Any

from rest_framework import serializers

Count = serializers.IntegerField


def figure(**more: Any) -> serializers.FloatField:
    """A number with full precision, null where undefined."""
    return serializers.FloatField(allow_null=True, **more)


def interval() -> serializers.ListField:
    """The two ends of a 95 % interval, null where undefined."""
    return serializers.ListField(child=serializers.FloatField(), allow_null=True, min_length=2, max_length=2)


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
    ci95 = interval()
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
    ci95 = interval()
    t = figure(help_text="paired, against no change")
    df = Count(allow_null=True)
    p = figure(help_text="two-sided, of one test alone")
    dz = figure(help_text="mean change by its SD")
    dz_ci95 = interval()
    d_av = figure(help_text="mean change by the root of the average variance")
    d_av_ci95 = interval()
    g_av = figure(help_text="d_av without its bias in small samples")
    g_av_ci95 = interval()
    improved = Count(allow_null=True, help_text="people whose change reaches the criterion, in the better direction")
    unchanged = Count(allow_null=True)
    worsened = Count(allow_null=True)
    criterion = figure(help_text="the protocol's threshold, or reliable change")
    reason = serializers.CharField(required=False)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The fields, with the one whose name is a word of Python."""
        return {**super().get_fields(), "from": serializers.CharField()}


class AdjustedSerializer(Part):
    """A condition's mean at the grand mean of the covariate."""

    condition = serializers.CharField(required=False)
    group = serializers.CharField(required=False)
    mean = figure()
    se = figure()


class AncovaSerializer(Part):
    """The later value by condition, with the first occasion as covariate; a sensitivity analysis for groups."""

    occasion = serializers.CharField()
    covariate = serializers.CharField()
    n = Count()
    F = figure()
    df1 = Count(allow_null=True)
    df2 = Count(allow_null=True)
    p = figure()
    partial_eta_squared = figure()
    adjusted_means = AdjustedSerializer(many=True)
    reason = serializers.CharField(required=False)


class ReliabilitySerializer(Part):
    """Cronbach's α and McDonald's ω total of a score's items, in people who answered all."""

    occasion = serializers.CharField()
    alpha = figure()
    omega = figure()
    items = Count()
    n = Count()
    reason = serializers.CharField(required=False)


class LevelsSerializer(Part):
    """How many of a condition's people are at each level of a group."""

    condition = serializers.CharField()
    n = Count()
    yes = Count()
    no = Count()
    unknown = Count()


class OutcomeSerializer(Part):
    """An outcome's figures."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    better = serializers.ChoiceField(["lower", "higher"])
    cells = CellSerializer(many=True)
    changes = ChangeSerializer(many=True)
    ancova = AncovaSerializer(many=True)
    reliability = ReliabilitySerializer(many=True)


class GroupSerializer(Part):
    """People by something observed, never randomised."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    observational = serializers.BooleanField(help_text="always true: no group was made by chance")
    levels = LevelsSerializer(many=True)
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


class BlindedSerializer(Part):
    """That outcomes are of everybody together (condition `all`), and until when; groups are empty meanwhile."""

    until = serializers.CharField(help_text="as the protocol has it: completed N, or a day")
    reason = serializers.CharField()


class LookSerializer(Part):
    """A look before the declared stop."""

    at = serializers.DateTimeField()
    reason = serializers.CharField()


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
    blinded = BlindedSerializer(required=False, help_text="while the study is blinded")
    interim = serializers.BooleanField(required=False, help_text="looked at before the stop; false once it is reached")
    looks = LookSerializer(many=True, required=False)
