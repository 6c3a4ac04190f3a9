from django.db import models
from django.utils.translation import gettext_lazy as _

from standfirst.lib.outgoing import OutgoingLetter
from standfirst.outbox.models import Event

from .followers import Follow, Follower, Frequency


class Mailing(OutgoingLetter):
    """One letter to one follower."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Asks them to confirm a follow")
        NEWS = "news", _("Tells what happened")

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=10, choices=Kind)
    # What a confirmation asks about.
    follow = models.ForeignKey(Follow, on_delete=models.CASCADE, null=True, blank=True)

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


# The events of comments that followers are told of; all others are of articles.
OF_COMMENTS = ("comment-shown", "comment-edited")


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
