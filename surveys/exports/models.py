"""Files that may leave: who asked for which, what became of it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from surveys.enrolment.models import Participant
from surveys.protocols.models import Study


class Export(models.Model):
    """One file that somebody asked for; its row stays when the file is gone."""

    class Level(models.TextChoices):
        PSEUDONYMOUS = "pseudonymous", "Pseudonymous"
        ANONYMISED = "anonymised", "Anonymised"

    class Layout(models.TextChoices):
        WIDE = "wide", "Wide: one line a person"
        LONG = "long", "Long: one line an answer or score"
        BOTH = "both", "Both"
        # Never beside the data: words may name people.
        TEXTS = "texts", "Own words, to be reviewed"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        DELETED = "deleted", "File deleted"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="exports")
    origin = models.CharField(max_length=9, choices=Participant.Origin.choices)
    level = models.CharField(max_length=12, choices=Level.choices)
    format = models.CharField(max_length=8, default="csv")
    layout = models.CharField(max_length=5, choices=Layout.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    # Written every second while it runs: a worker that was killed writes no more, and another one begins again.
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="", blank=True)
    file = models.CharField(max_length=64, default="", blank=True)
    versions = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    # Who had left when the file was made, as a count: when that changes, the file holds somebody who is gone.
    departed = models.CharField(max_length=64, default="", blank=True)
    # A sentence, where there is no file: why.
    reason = models.CharField(max_length=300, default="", blank=True)
    handed_out_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            *("id", "study", "origin", "level", "format", "layout", "state", "asked_by", "asked_at", "started_at"),
            *(
                "beat_at",
                "finished_at",
                "attempts",
                "people",
                "rows",
                "bytes",
                "sha256",
                "file",
                "versions",
                "departed",
            ),
            *("reason", "handed_out_at", "expires_at"),
        ),
        "technical",
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"], condition=models.Q(state__in=["waiting", "running", "done"]), name="exports_alive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} {self.level} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def download_name(self) -> str:
        """What the file is called where it is handed out."""
        origin = "" if self.origin == Participant.Origin.REAL else f"_{self.origin}"
        words = "_texts" if self.layout == self.Layout.TEXTS else ""
        return f"{self.study.slug}_{self.level}{words}{origin}_{self.asked_at:%Y-%m-%d}_{self.pk}.zip"
