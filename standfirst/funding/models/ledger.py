"""The books. A movement goes from one account to another, so they balance by construction."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from standfirst.funding.facts import what_happened
from standfirst.lib.money import Money

from .campaigns import Campaign
from .gifts import Gift


class Account(models.TextChoices):
    """Where money can be. What readers gave is owed to nobody but the reporting: it is income."""

    PROVIDER = "provider", _("At the payment provider")
    BANK = "bank", _("At the bank")
    HAND = "hand", _("In the cash box")
    GIFTS = "gifts", _("Given by readers")
    COVER = "cover", _("Fees covered by readers")
    FEES = "fees", _("Fees of the payment provider")
    SPENT = "spent", _("Spent on reporting")
    EXCHANGE = "exchange", _("Changed into another currency")
    UNEXPLAINED = "unexplained", _("Not explained yet")


# What readers' money comes to; whatever goes out of these went back to them.
INCOME = (Account.GIFTS, Account.COVER, Account.UNEXPLAINED)


class Movement(models.Model):
    """Money that moved, once and for ever: the database refuses to change or delete it."""

    # What happened, once ever: "pi_3x:captured", "re_y:refunded", "txn_z:fee".
    fact = models.CharField(max_length=120, unique=True)
    gift = models.ForeignKey(
        Gift, on_delete=models.PROTECT, null=True, blank=True, related_name="movements"
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="movements"
    )
    # The account that has more of it now, and the one that has less.
    debit = models.CharField(max_length=12, choices=Account)
    credit = models.CharField(max_length=12, choices=Account)
    currency = models.CharField(max_length=3)
    # Minor units of `currency`.
    minor = models.PositiveBigIntegerField()
    # What it adds to the campaign's meter, in minor units of the campaign's currency.
    meter = models.BigIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    occurred_at = models.DateTimeField()
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minor__gt=0), name="movement_above_zero"),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")), name="movement_between_two"
            ),
        ]
        indexes = [
            # Covers the sum that every meter is.
            models.Index(fields=["campaign", "gift", "meter"], name="meter_of_campaign"),
            models.Index(fields=["currency", "debit", "minor"], name="balance_by_debit"),
            models.Index(fields=["currency", "credit", "minor"], name="balance_by_credit"),
            models.Index(fields=["occurred_at", "id"], name="movement_by_time"),
            models.Index(
                fields=["-occurred_at", "-id"],
                name="spending_by_time",
                condition=models.Q(debit="spent"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact}: {self.credit} → {self.debit} {self.money}"

    @property
    def money(self) -> Money:
        """What moved."""
        return Money(self.minor, self.currency)

    @property
    def what_happened(self) -> str:
        """The kind of fact, in words."""
        return what_happened(self.fact)


class ProviderObject(models.Model):
    """Which gift a provider's object belongs to; learned from whichever message comes first."""

    provider = models.CharField(max_length=10)
    # "cs_…", "pi_…", "ch_…", "in_…": as the provider calls it.
    name = models.CharField(max_length=120)
    gift = models.ForeignKey(
        Gift, on_delete=models.PROTECT, null=True, blank=True, related_name="provider_objects"
    )
    regular = models.ForeignKey(
        "funding.RegularGift", on_delete=models.PROTECT, null=True, blank=True,
        related_name="provider_objects",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="one_meaning_per_object")
        ]

    def __str__(self) -> str:
        return self.name


class PendingEntry(models.Model):
    """What a provider's balance has of a payment that may still fail: known, so that it is no difference, and no movement.

    It is gone once it is known what became of the payment.
    """

    provider = models.CharField(max_length=10)
    # "txn_…", and the payment's name, "pi_…".
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    # Minor units, less the fee; below zero where it is taken out again.
    minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="each_pending_entry_once")
        ]
        indexes = [models.Index(fields=["provider", "about"], name="pending_about")]

    def __str__(self) -> str:
        return f"{self.name}: {Money(self.minor, self.currency)}"
