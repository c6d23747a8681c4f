"""Films, known by the hash of their bytes."""

from typing import ClassVar

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
