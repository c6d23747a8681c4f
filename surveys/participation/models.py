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
    # [film_s, value, page_ms] of the slider that is moved while the film plays.
    samples = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    at = models.DateTimeField()
    # Whether the showing's Viewing knows of it.
    seen = models.BooleanField(default=False, db_default=False)

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
        "samples": "answer",
        "at": "quasi",
        "seen": "technical",
    }

    class Meta:
        constraints: ClassVar = [
            # A batch whose answer was lost is sent again.
            models.UniqueConstraint(
                fields=["participant", "step", "occurrence", "load", "seq"], name="one_exposure_per_batch"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["participant"], condition=models.Q(seen=False), name="exposures_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.step} {self.load}:{self.seq}"


class Viewing(models.Model):
    """What all batches of one showing say together; derived, and made anew when a batch comes late."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="viewings", db_index=False)
    step = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=32, default="", blank=True)
    # The films that played, by id, and the seconds that they last together.
    films = models.JSONField()
    duration_s = models.FloatField()
    # One of surveys.films.verdict.VERDICTS.
    verdict = models.CharField(max_length=16)
    coverage = models.FloatField()
    longest_gap_s = models.FloatField()
    stalled_s = models.FloatField()
    paused_s = models.FloatField()
    hidden_s = models.FloatField()
    muted_s = models.FloatField()
    pauses = models.PositiveIntegerField()
    seeks = models.PositiveIntegerField()
    rate_changes = models.PositiveIntegerField()
    # Claims that can't be true, which were left out.
    refused = models.PositiveIntegerField()
    # The height in which most of it played, and whether the sound check was passed; null where nobody said so.
    rendition = models.PositiveIntegerField(null=True)
    sound_heard = models.BooleanField(null=True)
    # Of the film's clock: {"played": [[from_s, to_s]], and the like under "fast", "hidden" and "muted";
    # "paused": [[film_s, seconds]], "stalled": [[film_s, seconds]]}
    strip = models.JSONField()
    # Film seconds at which the marker was tapped.
    markers = models.JSONField()
    # [film_s, value] in the film's order, at most four a second; the last of those at one place.
    trace = models.JSONField()
    batches = models.PositiveIntegerField()
    at = models.DateTimeField()

    privacy: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("id", "participant", "step", "occurrence", "films", "duration_s", "batches"), "technical"),
        **dict.fromkeys(
            (
                *("verdict", "coverage", "longest_gap_s", "stalled_s", "paused_s", "hidden_s", "muted_s", "pauses"),
                *("seeks", "rate_changes", "refused", "rendition", "sound_heard", "strip", "markers", "trace"),
            ),
            "answer",
        ),
        "at": "quasi",
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "step", "occurrence"], name="one_viewing_per_showing"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.step}:{self.occurrence}"


class FollowUp(models.Model):
    """One window of one person, behind a pause or of a diary: when it opens, who is reminded, what became of it.

    Written by the post that makes its times known; the itinerary computes the same times from the same function.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Answered"
        LATE = "late", "Answered late"
        MISSED = "missed", "Missed"
        LEFT = "left", "Stopped before"

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="followups", db_index=False)
    step = models.CharField(max_length=64)
    occurrence = models.CharField(max_length=32, default="", blank=True)
    scheduled_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    # What the window aims at: a reminder is never earlier.
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    # When a mail is to be written; null where the protocol wants none, or when that is over.
    remind_at = models.DateTimeField(null=True)
    # When the mail was written into the outbox, and when the mail server had it.
    reminded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # The first page of the window: when it was shown (from its nonce) and sent; and the last one's arrival.
    shown_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN, db_default=State.OPEN)
    # When to look again whether it was answered or missed; null when that is settled.
    look_at = models.DateTimeField(null=True)

    privacy: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("id", "participant", "step", "occurrence", "state", "look_at", "remind_at"), "technical"),
        **dict.fromkeys(
            (
                *("scheduled_at", "opens_at", "due_at", "closes_at", "reminded_at", "sent_at"),
                *("shown_at", "started_at", "ended_at"),
            ),
            "quasi",
        ),
    }

    class Meta:
        constraints: ClassVar = [
            # Whatever schedules it again finds it there: nobody is reminded twice.
            models.UniqueConstraint(fields=["participant", "step", "occurrence"], name="one_followup_per_window"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["remind_at"], condition=models.Q(remind_at__isnull=False), name="followups_to_remind"),
            models.Index(fields=["look_at"], condition=models.Q(look_at__isnull=False), name="followups_to_settle"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.step}:{self.occurrence}"


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
