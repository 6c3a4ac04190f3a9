"""Money that somebody of the newsroom wants to give back, and who agreed to it."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from standfirst.lib.money import Money

from .gifts import Gift


def new_key() -> str:
    """Return what makes a provider do the same wish once, however often it is asked."""
    return f"refund:{uuid.uuid4()}"


class RefundRequest(models.Model):
    """Somebody's wish that some or all of a gift goes back; the books follow once it did."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        SENT = "sent", _("On its way")
        DONE = "done", _("Refunded")
        DECLINED = "declined", _("Declined")
        FAILED = "failed", _("Failed")

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="refund_requests")
    # Minor units of the gift's currency.
    amount = models.PositiveBigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=8, choices=State)
    key = models.CharField(max_length=50, unique=True, default=new_key, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    # The second person, whether they agreed or not; null where none was needed.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_above_zero"),
            # Who asks may take the wish back, but never agree to it.
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "declined"))
                | ~models.Q(decided_by=models.F("asked_by")),
                name="refund_agreed_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "next_at"],
                name="refunds_under_way",
                condition=models.Q(state__in=("waiting", "sent")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.money} · {self.gift_id}"

    @property
    def money(self) -> Money:
        """What is to go back."""
        return Money(self.amount, self.gift.currency)
