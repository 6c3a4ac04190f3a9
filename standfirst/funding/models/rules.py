"""How the newsroom takes gifts."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import register_setting

from standfirst.funding.bank_account import BankAccount
from standfirst.lib.money import Money
from standfirst.lib.sites import SiteSetting
from standfirst.lib.typed_money import PROGRAMS, read_money

from .campaigns import Campaign

# What card payments cost in the provider's own list.
USUAL_FEES = "\n".join((
    "USD 0.30", "EUR 0.25", "GBP 0.20", "CAD 0.30", "AUD 0.30", "CHF 0.30", "SEK 1.80", "NOK 2.00",
    "DKK 1.80", "PLN 1.00",
))  # fmt: skip


@register_setting(icon="pick", order=15)
class FundingSettings(SiteSetting):
    """How the newsroom takes gifts."""

    legal_words = models.TextField(
        _("who receives the gift"),
        blank=True,
        help_text=_("Printed on receipts: legal name, address, registration numbers."),
    )
    tax_words = models.CharField(
        _("what receipts say about tax"),
        max_length=300,
        blank=True,
        default="This gift is not tax-deductible.",
    )
    second_person_above = models.PositiveBigIntegerField(
        _("refunds above this need a second person"),
        default=10_000,
        help_text=_("In cents, or the currency’s smallest unit."),
    )
    ways_to_pay = models.CharField(
        _("ways to pay"),
        max_length=120,
        blank=True,
        default="",
        help_text=_(
            "Shown above the button: “Cards, Apple Pay, Google Pay, bank debit”. Name "
            "what is turned on at your payment provider."
        ),
    )
    # Where readers transfer gifts to; with a holder and an IBAN the form to give offers it.
    account_holder = models.CharField(
        _("holder of the bank account"),
        max_length=70,
        blank=True,
        default="",
        help_text=_(
            "With the IBAN below, readers can give by bank transfer. The name as the bank has it."
        ),
    )
    account_iban = models.CharField(_("IBAN"), max_length=42, blank=True, default="")
    account_bic = models.CharField(
        _("BIC"),
        max_length=14,
        blank=True,
        default="",
        help_text=_("Only transfers from some countries need it. May be left empty."),
    )
    # What the provider keeps, for readers who wish to cover it.
    fee_percent = models.DecimalField(
        _("fee of the payment provider, in per cent"),
        max_digits=4,
        decimal_places=2,
        default=Decimal("2.90"),
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )
    fees_fixed = models.TextField(
        _("and for each payment"),
        default=USUAL_FEES,
        blank=True,
        help_text=_(
            "By currency, one on a line, like “USD 0.30”. A currency that is not listed has no fee."
        ),
    )
    running_fund = models.ForeignKey(
        Campaign, verbose_name=_("running fund"),
        on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_(
            "When a campaign ends, its monthly and yearly gifts go on to this one."
        ),
    )  # fmt: skip
    # Against those who try out stolen cards.
    begun_per_hour = models.PositiveSmallIntegerField(
        _("gifts that one sender may start in an hour"),
        default=10,
        help_text=_(
            "A sender is a browser, a network address or an email address. 0 sets no limit."
        ),
    )
    open_most = models.PositiveIntegerField(
        _("payment pages open in the last half hour before gifts are confirmed by email"),
        default=200,
        help_text=_("0: never ask for confirmation."),
    )
    declined_percent = models.PositiveSmallIntegerField(
        _("declined payments, in per cent, before gifts are confirmed by email"),
        default=60,
        validators=[MaxValueValidator(100)],
        help_text=_("Counted over an hour in which at least ten payments were tried."),
    )

    @property
    def bank_account(self) -> BankAccount | None:
        """Where readers transfer gifts to; None where the newsroom takes none."""
        if not self.account_holder or not self.account_iban:
            return None
        return BankAccount(self.account_holder, self.account_iban, self.account_bic)

    def fee_fixed(self, currency: str) -> Money:
        """Return what the provider keeps of each payment in that currency, besides its share."""
        for line in self.fees_fixed.splitlines():
            code, _space, amount = line.strip().partition(" ")
            if code == currency:
                return read_money(amount, currency, PROGRAMS)
        return Money(0, currency)

    class Meta:
        verbose_name = _("gifts")
        # Not the treasurer's: who gives money back does not say when a second person must agree.
        permissions = [("set_refund_limit", "Can set above what a refund needs a second person")]
