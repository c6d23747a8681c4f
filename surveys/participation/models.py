"""What people do: answers written once, what played, and when somebody needed help."""

from typing import ClassVar

from django.db import models

from surveys.enrolment.models import Participant


class Response(models.Model):
    """One page of answers, in the version's item order; null is not answered, "!d" declined, "!n" not shown."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="responses", db_index=False)
    step = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=32, default="", blank=True)
    page = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    shown_at = models.DateTimeField()
    at = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "participant": "technical",
        "step": "technical",
        "occurrence": "technical",
        "page": "technical",
        "answers": "answer",
        "shown_at": "quasi",
        "at": "quasi",
    }

    class Meta:
        constraints: ClassVar = [
            # A phone that loses its signal sends the same page twice.
            models.UniqueConstraint(fields=["participant", "step", "occurrence", "page"], name="one_response_per_page"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.step}:{self.occurrence}:{self.page}"


class ItemTiming(models.Model):
    """Of one page of answers, by item: [place in the order seen, ms until shown, first touched, last answered]."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="timings", db_index=False)
    step = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=32, default="", blank=True)
    page = models.PositiveSmallIntegerField()
    items = models.JSONField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "participant": "technical",
        "step": "technical",
        "occurrence": "technical",
        "page": "technical",
        "items": "quasi",
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "step", "occurrence", "page"], name="one_timing_per_page"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.step}:{self.occurrence}:{self.page}"


class Exposure(models.Model):
    """One batch of what a film page saw play: intervals on the film's clock, events on the page's clock."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="exposures", db_index=False)
    step = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=32, default="", blank=True)
    load = models.CharField(max_length=32)
    seq = models.PositiveIntegerField()
    sent = models.FloatField()
    intervals = models.JSONField()
    events = models.JSONField()
    at = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "participant": "technical",
        "step": "technical",
        "occurrence": "technical",
        "load": "technical",
        "seq": "technical",
        "sent": "technical",
        "intervals": "answer",
        "events": "answer",
        "at": "quasi",
    }

    class Meta:
        constraints: ClassVar = [
            # A batch whose answer was lost is sent again.
            models.UniqueConstraint(
                fields=["participant", "step", "occurrence", "load", "seq"], name="one_exposure_per_batch"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.step} {self.load}:{self.seq}"


class SafetyEvent(models.Model):
    """A distress rule or a self-harm item that acted."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="safety_events", db_index=False)
    step = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=32, default="", blank=True)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "participant": "technical",
        "step": "technical",
        "occurrence": "technical",
        "at": "sensitive",
        "handled_at": "technical",
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "step", "occurrence"], name="one_event_per_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.step}"
