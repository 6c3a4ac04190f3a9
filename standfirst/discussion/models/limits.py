"""What is kept for a while to hold back those who do too much."""

from django.db import models

from .comments import Comment


class RecentAct(models.Model):
    """That somebody posted or voted: kept only as long as the limits look back."""

    class Act(models.TextChoices):
        POST = "post"
        VOTE = "vote"
        ASK = "ask"
        UPLOAD = "upload"

    # A keyed hash of an address or of a guest's cookie, or a reader's number; no comment is named.
    sender = models.CharField(max_length=64)
    act = models.CharField(max_length=10, choices=Act, default=Act.POST)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sender", "act", "at"], name="acts_of_sender"),
            models.Index(fields=["at"], name="acts_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.sender[:8]} {self.act} {self.at:%H:%M}"


class CommentAddress(models.Model):
    """Where a comment came from: a hash that changes every month, dropped after thirty days."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="address"
    )
    address_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="addresses_by_time"),
            models.Index(fields=["address_key"], name="comments_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.address_key[:8]}"
