"""Who began how many gifts lately, so that nobody tries out cards by the hundred."""

from django.db import models

from .gifts import Gift


class RecentGift(models.Model):
    """A gift that somebody began within the last hour; older rows go."""

    # A keyed hash of a network address, a browser's token or a mail address.
    sender = models.CharField(max_length=64)
    # So that a form sent twice is one gift; none for rows from before that was noted.
    gift = models.ForeignKey(Gift, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="recent_gift_of_sender")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"
