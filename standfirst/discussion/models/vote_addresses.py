"""Where guests voted from: kept for a day, to tell many voters from one who emptied their browser."""

from django.db import models

from .votes import Vote


class VoteAddress(models.Model):
    """The address that a guest's vote came from, as a keyed hash; it goes with the vote, or after a day."""

    vote = models.OneToOneField(
        Vote, on_delete=models.CASCADE, primary_key=True, related_name="address"
    )
    address_key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="vote_addresses_by_time"),
            models.Index(fields=["address_key"], name="votes_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id} {self.address_key[:8]}"
