"""What the demonstration gateway knows: a provider's side of things, and no money behind it."""

from django.db import models

from standfirst.lib.money import Money

from .gifts import RegularGift


class DemonstrationPayment(models.Model):
    """A payment at the provider that there is not."""

    class State(models.TextChoices):
        OPEN = "open"
        CHALLENGED = "challenged"  # the bank asks whether it is the card's owner
        PENDING = "pending"
        PAID = "paid"
        FAILED = "failed"
        EXPIRED = "expired"

    # Of the gift.
    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    # Minor units, fee cover included.
    amount = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    paid_url = models.URLField(max_length=500)
    left_url = models.URLField(max_length=500)
    begun_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    declines = models.PositiveSmallIntegerField(default=0)
    # Each with a `key`, how much (`minor`) and when (`at`, ISO 8601).
    refunds = models.JSONField(default=list)
    # The first payment's reference, where this is a later one of a regular gift.
    renews = models.CharField(max_length=20, blank=True)
    # Of a regular gift: how often, and how it stands.
    every = models.CharField(max_length=5, choices=RegularGift.Every, blank=True)
    promise = models.CharField(
        max_length=10, choices=RegularGift.State, default=RegularGift.State.BEGUN
    )
    promised = models.PositiveBigIntegerField(default=0)
    next_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"

    @property
    def money(self) -> Money:
        """What is paid."""
        return Money(self.amount, self.currency)
