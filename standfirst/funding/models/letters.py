"""Letters to those who give."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from standfirst.lib.outgoing import OutgoingLetter

from .gifts import Gift, RegularGift, Supporter
from .receipts import Receipt


class SupporterLetter(OutgoingLetter):
    """One letter to one supporter; what it is about makes its key, so it is decided on once."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        FAILED = "failed", _("A payment by bank failed")
        VOID = "void", _("A receipt is void")
        LATE = "late", _("A payment failed")
        LAPSED = "lapsed", _("A regular gift ended because payments failed")
        CHANGED = "changed", _("The amount of a regular gift was changed")
        STOPPED = "stopped", _("A regular gift was stopped")
        AHEAD = "ahead", _("A yearly gift is about to renew")
        YEAR = "year", _("What was given in a year")
        LINK = "link", _("Link to their gifts")
        ADDRESS = "address", _("Link to confirm a new address")
        MOVED = "moved", _("The address was changed")
        TRANSFER = "transfer", _("How to give by bank transfer")

    FORGOTTEN = {"typed": ""}

    kind = models.CharField(max_length=10, choices=Kind)
    # What it is about, once ever: "receipt:12", "year:7:2026".
    key = models.CharField(max_length=60, unique=True)
    supporter = models.ForeignKey(
        Supporter, on_delete=models.CASCADE, null=True, blank=True, related_name="letters"
    )
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, null=True, blank=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True)
    regular = models.ForeignKey(RegularGift, on_delete=models.PROTECT, null=True, blank=True)
    # The year, or the next payment, that it tells of.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    # An address that somebody typed or had, where the letter goes instead of to theirs; forgotten once it is sent.
    typed = models.EmailField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="due", next_at__isnull=False)
                | Q(state__in=["sent", "failed", "dropped"], next_at__isnull=True),
                name="supporter_letter_due_or_done",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="supporter_letters_due",
                condition=Q(next_at__isnull=False),
            ),
            # Found by who was written to what lately.
            models.Index(fields=["kind", "made_at"], name="supporter_letters_by_kind"),
        ]

    def __str__(self) -> str:
        return self.key
