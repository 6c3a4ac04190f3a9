"""Votes: one for each person and comment."""

from django.conf import settings
from django.db import models

from .comments import Comment


class Vote(models.Model):
    """That somebody agrees or disagrees; the comment's `up` and `down` count these and those that moved in."""

    # Found through the two constraints.
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="votes", db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True
    )
    # Of a guest, where the newsroom lets guests vote.
    guest_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique
    is_up = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="one_vote_per_reader"),
            models.UniqueConstraint(fields=["comment", "guest_key"], name="one_vote_per_guest"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) ^ models.Q(guest_key__isnull=True),
                name="vote_of_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["guest_key"],
                name="votes_of_guest",
                condition=models.Q(guest_key__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{'+' if self.is_up else '-'}{self.comment_id}"
