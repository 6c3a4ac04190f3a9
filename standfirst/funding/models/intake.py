"""What providers tell us, kept as it came; and how far it was compared with what they hold."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .gifts import Gift


class ProviderMessage(models.Model):
    """A provider's message, stored before it is answered and applied afterwards."""

    provider = models.CharField(max_length=10)
    name = models.CharField(max_length=120)  # "evt_…"
    kind = models.CharField(max_length=80)  # "charge.refunded"
    # What to look up, by the provider's name; "" where nothing of ours is meant.
    about = models.CharField(max_length=120, blank=True)
    payload = models.TextField()
    told_at = models.DateTimeField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    # Heard of only because we asked: the message itself never came.
    was_missed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="each_message_once")
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="messages_to_apply",
                condition=models.Q(applied_at__isnull=True),
            ),
            models.Index(fields=["provider", "about"], name="messages_about"),
            models.Index(fields=["kind", "received_at"], name="messages_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Reconciliation(models.Model):
    """One comparison of our books with what the provider holds, in one currency."""

    provider = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    # Minor units.
    ours = models.BigIntegerField()
    theirs = models.BigIntegerField()
    # Messages that had never come, and were booked now.
    missed = models.PositiveIntegerField(default=0)
    # Up to where the provider's messages were read: the next one begins there.
    cursor = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["provider", "currency", "-at"], name="last_reconciliation")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.currency} {self.ours - self.theirs}"

    @property
    def difference(self) -> int:
        """What our books hold more than the provider says, in minor units."""
        return self.ours - self.theirs


class Case(models.Model):
    """Something that a person must look at: no rule knows what is right."""

    class Kind(models.TextChoices):
        OVER_REFUND = "over-refund", _("More was refunded than was given")
        STRANGER = "stranger", _("Money that belongs to no gift we know")
        DIFFERENCE = "difference", _("Our books and the provider differ")
        ENTRY = "entry", _("An entry of the provider’s books, explained")
        FRAUD = "fraud", _("The card’s bank warns of fraud")
        DISPUTE = "dispute", _("A giver’s bank wants the money back")
        FAILED = "failed", _("A payment was taken back by the giver’s bank")
        TESTING = "testing", _("Somebody seems to try out cards")
        MESSAGE = "message", _("A message that cannot be applied")
        REFUSED = "refused", _("The payment provider refuses gifts")
        REGULAR = "regular", _("Regular gifts of a campaign that is over")
        CURRENCY = "currency", _("Money in a currency that is not known here")
        BOOKS = "books", _("The books do not add up")

    kind = models.CharField(max_length=12, choices=Kind)
    # So that the same thing makes one case: "dp_x", "USD".
    about = models.CharField(max_length=120)
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, null=True, blank=True)
    words = models.TextField()
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    settled_how = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"],
                name="one_open_case",
                condition=models.Q(settled_at__isnull=True),
            )
        ]
        permissions = [("refund_gift", "Can give money back")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"
