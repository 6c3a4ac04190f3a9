"""Receipts, numbered without a gap."""

from typing import Any

from django.db import models
from django.db.models import Q

from .gifts import Gift


class ReceiptBook(models.Model):
    """The last number used in a year: whoever holds its row gives out the next one."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Receipt(models.Model):
    """A numbered acknowledgement of a gift; a wrong one is void and stays, and the database sees to it."""

    # Counted within the year in which it was issued: 2026-000123.
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="receipts")
    issued_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True, blank=True)
    # As they were when it was issued: what was acknowledged is not reworded later.
    name = models.CharField(max_length=200, blank=True)
    campaign_title = models.CharField(max_length=120, blank=True)
    legal_words = models.TextField(blank=True)
    tax_words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_receipt_per_number"),
            models.UniqueConstraint(
                fields=["gift"], name="one_good_receipt_per_gift", condition=Q(void_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.number:06d}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401
        """Refuse: its number would be missing.

        Raises:
            TypeError: always.
        """
        raise TypeError("receipts are not deleted; void it")
