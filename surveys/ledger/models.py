"""One line of the audit trail."""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """Who did what to what. The database refuses to change or delete it; ids are opaque, never a participant's."""

    privacy: ClassVar[dict[str, str]] = {
        "number": "technical",
        "at": "technical",
        "actor": "quasi",
        "verb": "technical",
        "about": "technical",
        "study": "technical",
        "detail": "technical",
        "previous": "technical",
        "sha256": "technical",
    }

    # Counted by append() without gaps; being the key, it also keeps the chain from forking.
    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, blank=True, default="")
    verb = models.CharField(max_length=64)
    about = models.CharField(max_length=64, blank=True, default="")
    study = models.CharField(max_length=64, blank=True, default="")
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["study", "number"], name="entries_of_a_study")]

    def __str__(self) -> str:
        return f"{self.number}. {self.at:%Y-%m-%d %H:%M} {self.verb} {self.about}".rstrip()
