"""Who takes part: people without names, what they agreed to, where they were allocated, and that somebody left."""

from typing import ClassVar

from django.db import models
from django.db.models import Value

from surveys.mail.seal import SealedTextField
from surveys.protocols.models import Study, Version


class Participant(models.Model):
    """One journey through one version. The token in its link is the credential; only its SHA-256 is kept."""

    class Origin(models.TextChoices):
        REAL = "real", "Real"
        SIMULATED = "simulated", "Simulated"
        TEST = "test", "Test person"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="participants")
    # Null when the time for withdrawing is over: no link leads here any more, and the row has a number of its own.
    token_hash = models.BinaryField(max_length=32, unique=True, null=True)
    # Orders and subsets follow from this number, so they are never stored.
    seed = models.BigIntegerField()
    origin = models.CharField(max_length=9, choices=Origin.choices, default=Origin.REAL)
    condition = models.CharField(max_length=65, default="", blank=True)
    # By factor, what was allocated by itself: the condition is empty until all factors are there.
    levels = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    # What a minimisation counts the person by; null elsewhere. It stands here so that it goes when the person goes.
    strata = models.JSONField(null=True)
    language = models.CharField(max_length=16)
    # The browser's, for diaries; empty where it wasn't told.
    timezone = models.CharField(max_length=64, default="", blank=True, db_default="")
    panel = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "version": "technical",
        "token_hash": "direct",
        "seed": "technical",
        "origin": "technical",
        "condition": "technical",
        "levels": "technical",
        "strata": "answer",
        "language": "quasi",
        "timezone": "quasi",
        "panel": "direct",
        "started_at": "quasi",
        "consented_at": "quasi",
        "completed_at": "quasi",
        "stopped_at": "quasi",
    }

    def __str__(self) -> str:
        return str(self.pk)


class Consent(models.Model):
    """What a person agreed to: the text's hash, the clauses ticked, and when."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="consent")
    text_sha256 = models.CharField(max_length=64)
    clauses = models.JSONField()
    language = models.CharField(max_length=16)
    agreed_at = models.DateTimeField()
    # Null when the time for withdrawing is over.
    receipt_hash = models.BinaryField(max_length=32, null=True)
    # The personal link, which only the receipt code opens: to come back by. Null when the receipt is gone.
    sealed_link = models.BinaryField(max_length=200, null=True)
    # Whose text it is, where a later version asked again; null: that of the person's own version.
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    # What was agreed to before a later version asked again, the oldest first, each with its text's hash and time.
    former = models.JSONField(default=list, db_default=Value([], models.JSONField()))

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "version": "technical",
        "former": "answer",
        "participant": "technical",
        "text_sha256": "technical",
        "clauses": "answer",
        "language": "quasi",
        "agreed_at": "quasi",
        "receipt_hash": "direct",
        "sealed_link": "direct",
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["receipt_hash"], name="consents_by_receipt")]

    def __str__(self) -> str:
        return str(self.participant_id)


class Contact(models.Model):
    """Where a person wants to be written to: apart from the answers, sealed, and gone when the last mail was sent."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="contact")
    address = SealedTextField()
    # The token of the personal link: mails lead back by it.
    link = SealedTextField()
    language = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    # Of the link by which the address is confirmed; there is none until its mail is written.
    confirm_hash = models.BinaryField(max_length=32, null=True, unique=True)
    confirmed_at = models.DateTimeField(null=True)
    # The mail server said that there is no such address.
    bounced_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "technical",
        "participant": "technical",
        "address": "direct",
        "link": "direct",
        "language": "quasi",
        "given_at": "quasi",
        "confirm_hash": "direct",
        "confirmed_at": "quasi",
        "bounced_at": "quasi",
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["given_at"], condition=models.Q(confirmed_at=None), name="contacts_unconfirmed"),
        ]

    def __str__(self) -> str:
        return str(self.participant_id)


class Allocation(models.Model):
    """One slot of a roster, claimed by at most one person; minimisation makes each as it claims it."""

    # Study, fingerprint of conditions, method and what is drawn, stratum: slots go on across versions while these stay.
    roster = models.CharField(max_length=128)
    position = models.PositiveIntegerField()
    # A condition, or a level where one factor is allocated by itself.
    condition = models.CharField(max_length=65)
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.SET_NULL, related_name="allocations", db_index=False
    )
    claimed_at = models.DateTimeField(null=True)
    # Set when the slot was issued again because its person gave no answer after it.
    reissued_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        ("id", "roster", "position", "condition", "participant", "claimed_at", "reissued_at"), "technical"
    )

    class Meta:
        constraints: ClassVar = [
            # Two requests that top up the same roster at once write each position once.
            models.UniqueConstraint(fields=["roster", "position"], name="one_slot_per_position"),
            # A person who was allocated twice at once would stand in two places.
            models.UniqueConstraint(fields=["participant", "roster"], name="one_slot_per_person_and_roster"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["roster", "position"], condition=models.Q(claimed_at=None), name="free_slots"),
        ]

    def __str__(self) -> str:
        return f"{self.roster} {self.position}"


class Tombstone(models.Model):
    """That somebody left, without who: study, version, condition, step reached, way of leaving, and the day."""

    class Mode(models.TextChoices):
        DECLINED = "declined", "Declined consent"
        UNDER_AGE = "under_age", "Under age"
        SCREENED_OUT = "screened_out", "Screened out"
        DELETED = "deleted", "Stopped and deleted"
        LAPSED = "lapsed", "Never consented"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="tombstones")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="tombstones")
    origin = models.CharField(max_length=9, choices=Participant.Origin.choices, default=Participant.Origin.REAL)
    condition = models.CharField(max_length=65, default="", blank=True)
    step = models.CharField(max_length=64, default="", blank=True)
    mode = models.CharField(max_length=12, choices=Mode.choices)
    consented = models.BooleanField(default=False)
    on = models.DateField()

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(
        ("id", "study", "version", "origin", "condition", "step", "mode", "consented", "on"), "technical"
    )

    def __str__(self) -> str:
        return f"{self.mode} {self.on}"


class Departure(models.Model):
    """That somebody left, for a backup that still holds the person: a keyed hash that only its row answers to.

    It goes when the oldest backup that may be restored is younger than it.
    """

    # HMAC-SHA-256 of the token's hash: neither an id nor a name, and useless without the installation's key.
    sha256 = models.CharField(max_length=64, primary_key=True)
    mode = models.CharField(max_length=12, choices=Tombstone.Mode.choices)
    step = models.CharField(max_length=64, default="", blank=True)
    on = models.DateField()

    privacy: ClassVar[dict[str, str]] = dict.fromkeys(("sha256", "mode", "step", "on"), "technical")

    def __str__(self) -> str:
        return f"{self.mode} {self.on}"
