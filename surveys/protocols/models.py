"""Studies, their frozen versions, their conditions, and who may work on them."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Study(models.Model):
    """One study; its document may change, its versions never do."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    slug = models.SlugField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    # The folder as it was last read: path -> text. Films stand in the films room.
    source = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        ("id", "slug", "title", "state", "source", "created_at"), "technical"
    )

    class Meta:
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.slug


class Draft(models.Model):
    """A study's folder while it is edited on the desk; publishing it takes it away."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, primary_key=True, related_name="draft")
    # The folder: path -> text.
    texts = models.JSONField()
    # Films that the folder names: path -> sha256 of a film that is in the films room.
    films = models.JSONField(default=dict)
    # Grows by one with every save: whoever saves over a revision that isn't the last is told.
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        ("study", "texts", "films", "revision", "changed_at", "changed_by"), "technical"
    )

    def __str__(self) -> str:
        return f"{self.study_id} draft {self.revision}"


class Version(models.Model):
    """A study's document as it was published: frozen, numbered, with its hash."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    # The folder as it was published: path -> text, with comments; the definition alone is what counts.
    source = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    # Whether people under way on an earlier version are asked for their consent to this one's text.
    asks_again = models.BooleanField(default=False, db_default=False)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        ("id", "study", "number", "definition", "source", "sha256", "asks_again", "published_at", "published_by"),
        "technical",
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="one_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.study.slug} {self.number}"


class Condition(models.Model):
    """An arm of a version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="conditions")
    name = models.CharField(max_length=65)
    label = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(("id", "version", "name", "label", "position"), "technical")

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "name"], name="one_condition_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who may work on a study, and how far."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        EDITOR = "editor", "Editor"
        VIEWER = "viewer", "Viewer"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices)

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(("id", "study", "user", "role"), "technical")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "user"], name="one_role_per_study"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
