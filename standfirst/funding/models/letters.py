"""Letters to those who give."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from standfirst.lib.mail import new_message_id

from .gifts import RegularGift, Supporter
from .receipts import Receipt


class SupporterLetter(models.Model):
    """One letter to one supporter, from the moment it is decided on.

    What it is about makes its key, so it is decided on once. It has its Message-ID before it is first sent,
    and is marked sent after the mail server accepted it: killed between the two, the worker sends the
    same letter again, under the same Message-ID.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        VOID = "void", _("A receipt is void")
        LATE = "late", _("A payment failed")
        LAPSED = "lapsed", _("A regular gift ended because payments failed")
        STOPPED = "stopped", _("A regular gift was stopped")
        AHEAD = "ahead", _("A yearly gift is about to renew")
        YEAR = "year", _("What was given in a year")
        LINK = "link", _("The way to their gifts")

    class State(models.TextChoices):
        DUE = "due", _("Due")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        # Nothing was left to tell when its turn came, or nobody to tell it to.
        DROPPED = "dropped", _("Dropped")

    kind = models.CharField(max_length=10, choices=Kind)
    # What it is about, once ever: "receipt:12", "year:7:2026".
    key = models.CharField(max_length=60, unique=True)
    supporter = models.ForeignKey(
        Supporter, on_delete=models.CASCADE, null=True, blank=True, related_name="letters"
    )
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True)
    regular = models.ForeignKey(RegularGift, on_delete=models.PROTECT, null=True, blank=True)
    # The year, or the next payment, that it tells of.
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    # What somebody typed who asked for the way to their gifts; forgotten once that is answered.
    typed = models.EmailField(blank=True)
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
