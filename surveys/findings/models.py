"""What answers amount to: each person's scores, and the finished document."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from surveys.enrolment.models import Participant
from surveys.protocols.models import Study


class Measure(models.Model):
    """One thing that is known of many people: a score or item at a step, a step reached, a level of a group."""

    class Kind(models.TextChoices):
        SCORE = "score", "Score"
        ITEM = "item", "Item"
        # A level: step "cried", occurrence "yes".
        GROUP = "group", "Level of a group"
        STEP = "step", "Step"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="measures", db_index=False)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    step = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=32, default="", blank=True)
    key = models.CharField(max_length=32, default="", blank=True)

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(("id", "study", "kind", "step", "occurrence", "key"), "technical")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "kind", "step", "occurrence", "key"], name="one_measure_per_key"),
        ]

    def __str__(self) -> str:
        return ":".join((self.kind, self.step, self.occurrence, self.key))


class Score(models.Model):
    """What a person's answers amount to, in one row: scores and items, the steps sent, the levels of the groups.

    Measures, values, numbers of items answered and whether prorated stand side by side; a value is null where the score
    is missing. A row a person, and not a row a score: a rebuild then reads a hundred thousand rows instead of millions.
    """

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, primary_key=True, related_name="score")
    # A person's responses are written under a lock on the person, so their ids come in order.
    upto = models.BigIntegerField()
    steps = ArrayField(models.BigIntegerField())
    levels = ArrayField(models.BigIntegerField())
    measures = ArrayField(models.BigIntegerField())
    values = ArrayField(models.FloatField(null=True))
    answered = ArrayField(models.SmallIntegerField())
    prorated = ArrayField(models.BooleanField())

    privacy: ClassVar[dict[str, str]] = {
        "participant": "technical",
        "upto": "technical",
        **dict.fromkeys(("steps", "levels", "measures", "values", "answered", "prorated"), "answer"),
    }

    def __str__(self) -> str:
        return str(self.participant_id)


class Mark(models.Model):
    """Up to where every response is scored. Ids commit out of order, so the mark follows what was seen minutes ago."""

    low = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField()
    # The code that made the scores; with another one all are made anew.
    rules = models.CharField(max_length=12, default="", db_default="")

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(("id", "low", "seen", "seen_at", "rules"), "technical")

    def __str__(self) -> str:
        return str(self.low)


class Aggregate(models.Model):
    """The findings document of a study, ready to be read, and what it was made from."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="aggregates", db_index=False)
    origin = models.CharField(max_length=9, choices=Participant.Origin.choices)
    document = models.JSONField()
    fingerprint = models.CharField(max_length=200)
    computed_at = models.DateTimeField()
    seconds = models.FloatField()

    privacy: ClassVar[dict[str, str]] = {
        "document": "answer",
        **dict.fromkeys(("id", "study", "origin", "fingerprint", "computed_at", "seconds"), "technical"),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "origin"], name="one_aggregate_per_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.origin}"


class Look(models.Model):
    """That a blinded study's findings by condition were opened: before the declared stop, or because it was reached."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, default="", blank=True)
    # The stop was reached. Kept, because people who leave later would take the count below it again.
    planned = models.BooleanField(default=False)

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(("id", "study", "at", "by", "reason", "planned"), "technical")

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study"], condition=models.Q(planned=True), name="one_planned_look"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.at:%Y-%m-%d %H:%M}"
