"""The validation report as the schema describes it; nothing can be sent to it."""

from rest_framework import serializers

from surveys.api.document import BlindedSerializer, Count, LookSerializer, Part, figure, interval


def why() -> serializers.CharField:
    """Why something is null, or what has to be known of it."""
    return serializers.CharField(required=False, help_text="why something is null, or what has to be known of it")


class FigureSerializer(Part):
    """A mean of ratings."""

    n = Count()
    mean = figure()
    sd = figure(help_text="n − 1")
    ci95 = interval()
    median = figure(help_text="type 7")
    reason = why()


class HitsSerializer(Part):
    """People who felt the target at least a point of nought to eight above every other declared feeling."""

    n = Count(help_text="people who rated all declared feelings")
    hits = Count()
    rate = figure(help_text="0 to 1")
    ci95 = interval()
    reason = why()


class MeasuresSerializer(Part):
    """What a film did to some people."""

    intensity = FigureSerializer(help_text="rating of the film's target")
    hits = HitsSerializer()
    discreteness = FigureSerializer(help_text="target less the mean of the other declared feelings")
    valence = FigureSerializer()
    arousal = FigureSerializer()


class ExposureSerializer(Part):
    """How many saw as much of a film as the protocol asks for, of all to whom it was shown."""

    shown = Count()
    evidence = Count(help_text="people of whom it is known what played")
    wanted = serializers.FloatField(help_text="the share that the protocol asks for")
    enough = Count()
    rate = figure(help_text="0 to 1, of all to whom it was shown")
    ci95 = interval()
    coverage = FigureSerializer()
    reason = why()


class FeelingSerializer(FigureSerializer):
    """One rating."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    target = serializers.BooleanField()
    declared = serializers.BooleanField(help_text="whether the manipulation check names it")


class RescaledSerializer(Part):
    """A norm on the study's scale."""

    mean = serializers.FloatField()
    sd = serializers.FloatField()


class NormSerializer(Part):
    """A norm beside what was found; the difference is found − norm, on the study's scale."""

    feeling = serializers.CharField()
    citation = serializers.CharField()
    mean = serializers.FloatField()
    sd = serializers.FloatField()
    n = Count()
    scale = interval()
    rescaled = RescaledSerializer(allow_null=True)
    difference = figure()
    difference_ci95 = interval()
    d = figure(help_text="by the pooled SD")
    d_ci95 = interval()
    reason = why()


class SuccessSerializer(Part):
    """z of the hit rate and z of the intensity among the study's films, and their sum."""

    index = figure()
    z_hits = figure()
    z_intensity = figure()
    reason = why()


class LevelSerializer(MeasuresSerializer):
    """The people of one level."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    n = Count()


class BreakdownSerializer(Part):
    """The measures by something observed."""

    id = serializers.ChoiceField(["sex", "familiarity", "exposure"])
    label = serializers.CharField()  # type: ignore[assignment]
    measured = serializers.CharField()
    observed = serializers.BooleanField(help_text="always true: nobody was put there by chance")
    unknown = Count()
    levels = LevelSerializer(many=True)


class FilmSerializer(MeasuresSerializer):
    """One film, or several that play as one."""

    id = serializers.CharField()
    title = serializers.CharField()
    sha256 = serializers.ListField(child=serializers.CharField())
    versions = serializers.ListField(child=Count(), help_text="versions whose people were shown it")
    conditions = serializers.ListField(child=serializers.CharField())
    target = serializers.CharField(allow_null=True)
    scale = interval()
    hit_point = figure(help_text="an eighth of the scale")
    exposure = ExposureSerializer()
    feelings = FeelingSerializer(many=True)
    norms = NormSerializer(many=True)
    success = SuccessSerializer()
    by = BreakdownSerializer(many=True)


class FilmReportSerializer(Part):
    """What each film of a study does to people."""

    study = serializers.CharField()
    versions = serializers.ListField(child=Count())
    computed_at = serializers.DateTimeField()
    n_participants = Count(help_text="people who consented and are here")
    films = FilmSerializer(many=True, help_text="empty while the study is blinded and its films tell the condition")
    blinded = BlindedSerializer(required=False, help_text="while the study is blinded")
    interim = serializers.BooleanField(required=False, help_text="looked at before the stop; false once it is reached")
    looks = LookSerializer(many=True, required=False)
