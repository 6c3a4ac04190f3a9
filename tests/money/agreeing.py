"""What must hold after whatever happened to a gift: everything that says something of it says the same."""

import re

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from standfirst.funding.gateways.stripe import StripeGateway
from standfirst.funding.models import Campaign, Gift, Movement, SupporterLetter
from standfirst.funding.queries import meter, public_accounts
from standfirst.funding.services.booking import net_of
from standfirst.funding.services.checking import check_books
from standfirst.funding.services.reconciling import reconcile
from standfirst.funding.testing import TODAY
from standfirst.funding.tests.giving import now
from standfirst.lib.money import Money
from standfirst.reactions.services import run_due


def hear(gateway: StripeGateway) -> None:
    """Take in what the provider tells, compare, and do what follows of it: all must agree."""
    outcome = reconcile(gateway=gateway, at=now())
    assert (outcome.differing, outcome.waiting) == ((), 0)
    while run_due(at=now()):
        pass


def agree(gateway: StripeGateway, campaign: Campaign, *, raised: int, received: int) -> None:
    """See that meter, receipts, books, nightly check and public pages agree on what is here."""
    hear(gateway)
    assert check_books(at=now()) == []
    assert meter(campaign, on=TODAY).raised.minor == raised
    shown = Money(raised, campaign.currency)
    cache.clear()
    page = Client().get(campaign.get_absolute_url()).content.decode()
    assert re.findall(r'class="meter-sum"><b>([^<]+)</b>', page)[:1] in ([], [str(shown)])
    assert Client().get(f"/support/{campaign.slug}/meter.json").json()["raised"] == raised
    gifts = list(Gift.objects.filter(campaign=campaign))
    assert sum(gift.state == Gift.State.RECEIVED for gift in gifts) == received
    for gift in gifts:
        good = gift.receipts.filter(void_at=None).count()
        assert good == (net_of(gift) > 0 and gift.state == Gift.State.RECEIVED)
    for books in public_accounts():
        # What is left is what lies somewhere, and lies at the provider for sure.
        assert sum(held.money.minor for held in books.holdings) == books.total.left.minor
        if books.currency == campaign.currency:
            assert books.total.counted.minor == raised
    assert Client().get("/support/money/").status_code == 200


def page_of(gift: Gift) -> str:
    """What the giver reads who comes back."""
    return Client().get(reverse("funding:paid", args=[gift.reference])).content.decode()


def letters() -> list[str]:
    """The kinds of letters that were decided on."""
    return list(SupporterLetter.objects.order_by("pk").values_list("kind", flat=True))


def entries(gift: Gift) -> list[tuple[str, int]]:
    """What is booked of a gift: accounts and amounts."""
    rows = Movement.objects.filter(gift=gift).order_by("pk")
    return [(f"{row.credit}>{row.debit}", row.minor) for row in rows]
