"""What one reader decided about another."""

from django.conf import settings
from django.db import models


class IgnoredReader(models.Model):
    """That a reader does not want to see what another writes."""

    # Found through the two constraints.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="ignored_readers",
        db_index=False,
    )
    ignored = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    # A guest, known by browser only.
    guest_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique
    # As it was shown when the reader chose so.
    name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "ignored"], name="ignored_once"),
            models.UniqueConstraint(fields=["user", "guest_key"], name="guest_ignored_once"),
            models.CheckConstraint(
                condition=models.Q(ignored__isnull=True) ^ models.Q(guest_key__isnull=True),
                name="somebody_ignored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ignores {self.name}"
