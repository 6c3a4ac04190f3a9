from django.db import models
from django.utils.translation import gettext_lazy as _

from standfirst.lib.mail import new_message_id
from standfirst.outbox.models import Event

from .followers import Follow, Follower, Frequency


class Mailing(models.Model):
    """One letter to one follower, from the moment it is decided on.

    It has its Message-ID before it is first sent, and is marked sent after the mail server accepted
    it. Killed between the two, the worker sends the same letter again, under the same Message-ID.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Asks whether they want to follow")
        NEWS = "news", _("Tells what happened")

    class State(models.TextChoices):
        DUE = "due", _("Due")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        # Nothing was left to tell when its turn came: removed, ended, no longer public.
        DROPPED = "dropped", _("Dropped")

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=10, choices=Kind)
    # What a confirmation asks about.
    follow = models.ForeignKey(Follow, on_delete=models.CASCADE, null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    made_at = models.DateTimeField()
    # When it is tried next; null once it is sent, failed or dropped.
    next_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="due", next_at__isnull=False)
                | models.Q(state__in=["sent", "failed", "dropped"], next_at__isnull=True),
                name="mailing_is_due_or_done",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="mailings_due",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(fields=["made_at"], name="mailings_by_time"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Notice(models.Model):
    """That a follower is to be told of an event: once, however many of their follows it touches."""

    # Found through the constraint.
    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    # Why they are told, and how soon.
    follow = models.ForeignKey(Follow, on_delete=models.CASCADE, related_name="notices")
    frequency = models.CharField(max_length=10, choices=Frequency)
    at = models.DateTimeField()
    # The letter that tells it; null until it is time for one.
    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "event"], name="each_event_told_once")
        ]
        indexes = [
            models.Index(
                fields=["frequency", "at"],
                name="notices_waiting",
                condition=models.Q(mailing__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.follower_id}"
