from django.db import models


class RecentAsk(models.Model):
    """That somebody asked to follow: kept for a day, so that nobody's mailbox is flooded."""

    # A keyed hash: of the mail address that is written to, or of the address that the request came from.
    sender = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sender", "at"], name="asks_of_sender"),
            models.Index(fields=["at"], name="asks_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.sender[:8]} {self.at:%H:%M}"
