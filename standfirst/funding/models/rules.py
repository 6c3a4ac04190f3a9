"""How the newsroom takes gifts."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import register_setting

from standfirst.lib.sites import SiteSetting


@register_setting(icon="pick", order=15)
class FundingSettings(SiteSetting):
    """How the newsroom takes gifts."""

    legal_words = models.TextField(
        _("who receives the gift"),
        blank=True,
        help_text=_("Printed on receipts: the name in law, the address, numbers of registers."),
    )
    tax_words = models.CharField(
        _("what receipts say of taxes"),
        max_length=300,
        blank=True,
        default="This gift is not tax-deductible.",
    )
    second_person_above = models.PositiveBigIntegerField(
        _("refunds above this need a second person"),
        default=10_000,
        help_text=_("In the smallest unit of the currency, like cents."),
    )
    ways_to_pay = models.CharField(
        _("ways to pay"),
        max_length=120,
        blank=True,
        default="",
        help_text=_(
            "Readers see them before the button: “Cards, Apple Pay, Google Pay, bank debit”. Name what is "
            "switched on at your payment provider."
        ),
    )
    # What the provider keeps, for readers who wish to cover it.
    fee_percent = models.DecimalField(
        _("fee of the payment provider, in per cent"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("2.90"),
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )
    fee_fixed = models.PositiveIntegerField(
        _("and for each payment"),
        default=30,
        help_text=_("In the smallest unit of the currency, like cents."),
    )
    # Against those who try out stolen cards.
    begun_per_hour = models.PositiveSmallIntegerField(
        _("gifts that one sender may begin in an hour"),
        default=10,
        help_text=_("A sender is a browser, a network address or a mail address. 0 sets no limit."),
    )
    open_most = models.PositiveIntegerField(
        _("payment pages open in the last half hour before gifts are confirmed by mail"),
        default=200,
        help_text=_("0 never asks for it."),
    )
    declined_percent = models.PositiveSmallIntegerField(
        _("declined payments, in per cent, before gifts are confirmed by mail"),
        default=60,
        validators=[MaxValueValidator(100)],
        help_text=_("Counted over an hour in which at least ten payments were tried."),
    )

    class Meta:
        verbose_name = _("gifts")
        # Not the treasurer's: who gives money back does not say when a second person must agree.
        permissions = [("set_refund_limit", "Can set above what a refund needs a second person")]
