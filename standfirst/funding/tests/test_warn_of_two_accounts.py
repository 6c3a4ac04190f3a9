"""A campaign whose own words name another account than the settings is shown to the treasurer at both."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.account_numbers import other_accounts
from standfirst.funding.bank_account import BankAccount
from standfirst.funding.models import FundingSettings
from standfirst.funding.testing import make_campaign
from standfirst.publishing.testing import make_article

from .test_keep_the_books import campaign_form

pytestmark = pytest.mark.django_db
OURS = "DE89370400440532013000"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("<p>By transfer: account 2241 0085, with the words “Harbour fund”.</p>", ["2241 0085"]),
        ("<p>GB82 WEST 1234 5698 7654 32</p>", ["GB82 WEST 1234 5698 7654 32"]),
        ("<p>GB82WEST12345698765432 or 2241&nbsp;0085</p>", ["GB82WEST12345698765432", "2241 0085"]),
        ("<p>Sort code 20-00-00, account <b>12345678</b></p>", ["20-00-00", "12345678"]),
        ("<p>DE89 3704 0044 0532 0130 00, which is 0532013000 at 37040044.</p>", []),
        ("<p>Our desk: Quay 12, 10am–4pm, 2026-11-29, (555) 0134.</p>", []),
        ("", []),
    ],
)  # fmt: skip
def test_each_number_that_is_not_of_our_account_is_found(words: str, found: list[str]):
    assert other_accounts(words, BankAccount("The Ledger", OURS)) == found
    assert other_accounts(words, None) == []


def test_settings_and_campaign_say_so_once_there_is_an_account(client: Client):
    make_article("Wall")
    site = Site.objects.get()
    client.force_login(make_user("bob", TREASURER))
    campaign = make_campaign(title="Harbour", how_to_give="<p>Account 2241 0085</p>")
    make_campaign(how_to_give="<p>At our desk.</p>")
    make_campaign(state="archived", how_to_give="<p>Account 9999 0085</p>")
    places = (
        reverse("wagtailsettings:edit", args=["funding", "fundingsettings", site.pk]),
        reverse("campaign:edit", args=[campaign.pk]),
    )
    assert not [it for it in places if "2241 0085" in said(client, it)]
    FundingSettings.objects.create(site=site, account_holder="The Ledger", account_iban=OURS)
    settings, edited = (said(client, place) for place in places)
    assert "2241 0085" in settings
    assert f'href="{places[1]}"' in settings
    assert "9999 0085" not in settings
    assert "2241 0085" in edited
    block = {"key": "a", "text": "Account 2241 0085", "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    words = json.dumps({"blocks": [block], "entityMap": {}})
    client.post(places[1], campaign_form(slug=campaign.slug, how_to_give=words))
    assert "2241 0085" in client.get(reverse("campaign:index")).content.decode()


def said(client: Client, place: str) -> str:
    """The warning on a page; the field itself holds the words as well."""
    page = client.get(place).content.decode()
    _before, sign, after = page.partition("help-block help-warning")
    return after.partition("</div>")[0] if sign else ""
