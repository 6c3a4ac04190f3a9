"""Who gives, what they promised, and what arrived from whom."""

import secrets

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from standfirst.lib.money import Money

from .campaigns import Campaign


def new_reference() -> str:
    """Return a gift's number for receipts, bank statements and providers: ten letters and digits."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(10))


class Supporter(models.Model):
    """Somebody who gives. They stand outside the books: erased, what they gave stays."""

    # For receipts: of the first gift that was paid, or as they wrote on their own page.
    name = models.CharField(_("name"), max_length=200, blank=True)
    mail = models.EmailField(_("email"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    # In which letters are written to them: that of the last gift that was paid.
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mail"], name="supporter_by_mail")]

    def __str__(self) -> str:
        return self.name or self.mail or str(_("Anonymous"))


class RegularGift(models.Model):
    """Somebody's promise to give every month or year, as the provider keeps it."""

    class Every(models.TextChoices):
        MONTH = "month", _("Monthly")
        YEAR = "year", _("Yearly")

    class State(models.TextChoices):
        BEGUN = "begun", _("Not paid yet")
        ACTIVE = "active", _("Active")
        LATE = "late", _("Payment failed, tried again")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="regular_gifts")
    supporter = models.ForeignKey(
        Supporter, on_delete=models.SET_NULL, null=True, blank=True, related_name="regular_gifts"
    )
    every = models.CharField(max_length=5, choices=Every)
    amount = models.PositiveBigIntegerField(validators=[MinValueValidator(1)])
    cover = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.BEGUN)
    next_on = models.DateField(null=True, blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # The provider's state of it is applied in the order in which the provider changed it.
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("regular gift")
        verbose_name_plural = _("regular gifts")

    def __str__(self) -> str:
        return f"{self.money} / {self.every}"

    @property
    def money(self) -> Money:
        """What is promised each time, without what covers the fee."""
        return Money(self.amount, self.currency)

    @property
    def charged(self) -> Money:
        """What is collected each time, fee cover included."""
        return Money(self.amount + self.cover, self.currency)


class Gift(models.Model):
    """One gift: begun, and once money moved, counted by its movements and nothing else."""

    class Way(models.TextChoices):
        STRIPE = "stripe", _("Card (Stripe)")
        DEMONSTRATION = "demo", _("Demonstration")
        TRANSFER = "transfer", _("Bank transfer")
        CASH = "cash", _("Cash")
        CHEQUE = "cheque", _("Cheque")

    # They come without a provider, and nobody but the newsroom can send them back.
    OFFLINE = (Way.TRANSFER, Way.CASH, Way.CHEQUE)

    class State(models.TextChoices):
        """How far it came, for the desk; no meter looks at it."""

        BEGUN = "begun", _("Begun")
        PENDING = "pending", _("On its way")
        RECEIVED = "received", _("Received")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Not completed")

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="gifts"
    )
    supporter = models.ForeignKey(
        Supporter, on_delete=models.SET_NULL, null=True, blank=True, related_name="gifts"
    )
    regular = models.ForeignKey(
        RegularGift, on_delete=models.PROTECT, null=True, blank=True, related_name="gifts"
    )
    # The article that earned it.
    article = models.ForeignKey(
        "publishing.ArticlePage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    way = models.CharField(_("way"), max_length=10, choices=Way)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.BEGUN)
    # Minor units of `currency`: the gift, and on top of it what covers the provider's fee.
    amount = models.PositiveBigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    cover = models.PositiveBigIntegerField(_("fee covered"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    # One unit of it in the campaign's currency, as a fraction of minor units, frozen when it was begun.
    rate_over = models.PositiveBigIntegerField(default=1)
    rate_under = models.PositiveBigIntegerField(default=1)
    rate_source = models.CharField(max_length=100, blank=True)
    show_name = models.BooleanField(_("name may be shown"), default=False)
    show_amount = models.BooleanField(_("amount may be shown"), default=False)
    # As they were typed with this gift: a supporter is known by mail, which anybody can type.
    receipt_name = models.CharField(_("name on the receipt"), max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    shown_as = models.CharField(_("shown as"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    in_honour_of = models.CharField(_("in honour of"), max_length=200, blank=True)
    begun_at = models.DateTimeField()
    received_on = models.DateField(_("received on"), null=True, blank=True)

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="gift_amount_above_zero"),
            models.CheckConstraint(
                condition=models.Q(rate_over__gt=0, rate_under__gt=0), name="gift_rate_above_zero"
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "received_on"]),
            models.Index(fields=["-begun_at"], name="gift_by_time"),
            models.Index(fields=["received_on"], name="gift_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.money} · {self.reference}"

    @property
    def money(self) -> Money:
        """The gift, without what covers the fee."""
        return Money(self.amount, self.currency)

    @property
    def is_offline(self) -> bool:
        """Whether it came without a provider."""
        return self.way in self.OFFLINE

    @property
    def shown_name(self) -> str:
        """The name that is shown; "" where it may not be."""
        return self.shown_as if self.show_name else ""

    @property
    def charged(self) -> Money:
        """What the giver pays in all."""
        return Money(self.amount + self.cover, self.currency)
