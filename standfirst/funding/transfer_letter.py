"""The letter that says how a gift is transferred."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from standfirst.publishing.letters import Button

from .models import FundingSettings, Gift, Supporter, SupporterLetter
from .receipt_rows import Row
from .sheets import Sheet
from .transfer_references import in_groups


def transfer_sheet(letter: SupporterLetter, supporter: Supporter) -> Sheet | None:
    """Return the letter; None where the transfer is here by now, or the newsroom takes none any more."""
    gift = letter.gift
    rules = FundingSettings.objects.order_by("-site__is_default_site").first()
    account = rules and rules.bank_account
    if gift is None or gift.state != Gift.State.BEGUN or not account:
        return None
    rows = [
        Row(_("Account holder"), account.holder),
        Row(_("IBAN"), account.iban_in_groups),
        Row(_("BIC"), account.bic),
        Row(_("Amount"), str(gift.money), is_sum=True),
        Row(_("Reference"), in_groups(gift.reference), is_sum=True),
    ]
    words = _("You want to give %(amount)s for “%(campaign)s”. Here is our bank account.")
    page = settings.SITE_URL + reverse("funding:transfer", args=[gift.reference])
    return Sheet(
        subject=_("How to transfer your gift of %(amount)s") % {"amount": gift.money},
        words=(
            words % {"amount": gift.money, "campaign": gift.campaign.title},
            _(
                "Use this exact reference so that we can match your transfer. "
                "We will email you a receipt once it arrives."
            ),
        ),
        rows=tuple(row for row in rows if row.value),
        button=Button(_("Show the account"), page),
        reason=_(
            "You receive this because somebody entered your address on our site. "
            "If it was not you, ignore this email. No money will be taken."
        ),
    )
