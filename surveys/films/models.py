"""Films, known by the hash of their bytes."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Film(models.Model):
    """One film file as it was imported; the bytes never change, the words that describe it may."""

    sha256 = models.CharField(max_length=64, unique=True)
    file_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    duration_s = models.FloatField()
    title = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=100)
    source = models.TextField(blank=True)
    attribution = models.TextField(blank=True)
    target = models.CharField(max_length=64, blank=True)
    themes = models.JSONField(default=list, blank=True)
    # The language that is spoken in the film; empty when nobody speaks.
    language = models.CharField(max_length=16, blank=True)
    # Language -> sha256 of the WebVTT file, which lies beside the film.
    captions = models.JSONField(default=dict, blank=True)
    imported_at = models.DateTimeField()
    # Which part of which original this is ("00:41:10 to 00:43:55 of the 1979 film").
    excerpt = models.TextField(blank=True, default="")
    # How strong it is, in words or as a number of the study's own: shown in warnings.
    intensity = models.CharField(max_length=32, blank=True, default="")
    # Feeling -> {"mean", "sd", "n", "citation"}, as somebody measured them before.
    norms = models.JSONField(default=dict, blank=True)
    variant_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="variants")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    frames = models.PositiveIntegerField(default=0)
    # Whether browsers play it as it was given: MP4 with H.264 pictures; otherwise its renditions alone are shown.
    playable = models.BooleanField(default=True, db_default=True)
    # How loud it is (EBU R128, in LUFS) once that has been measured; null without sound.
    loudness = models.FloatField(null=True, blank=True)
    # The hash of a JPEG picture; empty until there is one.
    poster = models.CharField(max_length=64, blank=True, default="")
    # A file can't be exchanged under a hash: this film stands in the library where that one stood.
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="successors")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            "id",
            "sha256",
            "file_name",
            "content_type",
            "bytes",
            "duration_s",
            "title",
            "licence",
            "source",
            "attribution",
            "target",
            "themes",
            "language",
            "captions",
            "imported_at",
            *("excerpt", "intensity", "norms", "variant_of", "width", "height", "frames", "poster", "added_by"),
            *("playable", "loudness", "replaces"),
        ),
        "technical",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(duration_s__gt=0), name="a_film_lasts"),
            models.CheckConstraint(condition=models.Q(bytes__gt=0), name="a_film_has_bytes"),
        ]

    def __str__(self) -> str:
        return self.title or self.file_name

    @property
    def length(self) -> str:
        """How long it lasts, for people: minutes and seconds."""
        minutes, seconds = divmod(round(self.duration_s), 60)
        return f"{minutes}:{seconds:02}"


class Rendition(models.Model):
    """A film made ready for phones: MP4, H.264 and AAC, with its index in front; never larger than the film."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="renditions")
    # 360, 480 or 720: the height that it was made for.
    size = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    duration_s = models.FloatField()
    frames = models.PositiveIntegerField()

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        ("id", "film", "size", "sha256", "bytes", "width", "height", "duration_s", "frames"), "technical"
    )

    class Meta:
        constraints: ClassVar = [
            # Two workers that make the same rendition store it once.
            models.UniqueConstraint(fields=["film", "size"], name="one_rendition_per_size"),
        ]

    def __str__(self) -> str:
        return f"{self.film_id} {self.size}p"


class Transcode(models.Model):
    """The work of making a film ready: who does it, how far it is, and why it could not be done."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"

    film = models.OneToOneField(Film, on_delete=models.CASCADE, related_name="transcode")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    # 0 to 1, over all renditions.
    progress = models.FloatField(default=0)
    # The lease: only whoever holds this token may write; without a beat for a while it is anybody's again.
    token = models.CharField(max_length=32, blank=True, default="")
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # A sentence, where it failed.
    reason = models.CharField(max_length=300, blank=True, default="")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            *("id", "film", "state", "progress", "token", "beat_at", "attempts", "reason"),
            *("asked_at", "started_at", "finished_at"),
        ),
        "technical",
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"], condition=models.Q(state__in=["waiting", "running"]), name="transcodes_alive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.film_id} {self.state}"
