"""Above which sum a refund needs a second person is not for the first one to say."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from standfirst.accounts.models import User
from standfirst.accounts.roles import OPERATOR, TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import FundingSettings

pytestmark = pytest.mark.django_db
TYPED = {
    "legal_words": "The Ledger Society",
    "tax_words": "",
    "second_person_above": "99999999",
    "fee_percent": "2.90",
    "fees_fixed": "USD 0.30",
    "begun_per_hour": "10",
    "open_most": "200",
    "declined_percent": "60",
}


def page():
    site = Site.objects.get(is_default_site=True)
    return reverse("wagtailsettings:edit", args=["funding", "fundingsettings", site.pk])


def test_the_treasurer_reads_who_sets_the_limit(client: Client):
    client.force_login(make_user("bob", TREASURER))
    answer = client.get(page())
    assert answer.context["form"].fields["second_person_above"].disabled
    assert "Only the operator can change it. Now it is $100." in answer.content.decode()


def test_the_treasurer_cannot_lift_the_limit_whatever_is_posted(client: Client):
    client.force_login(make_user("bob", TREASURER))
    client.post(page(), TYPED)
    kept = FundingSettings.objects.get()
    assert (kept.legal_words, kept.second_person_above) == ("The Ledger Society", 10_000)


@pytest.mark.parametrize("as_operator", ["by role", "by being superuser"])
def test_the_operator_sets_the_limit(client: Client, as_operator: str):
    client.force_login(
        make_user("vera", OPERATOR)
        if as_operator == "by role"
        else User.objects.create_superuser("olav@ledger.example")
    )
    assert "Only the operator can change it" not in client.get(page()).content.decode()
    client.post(page(), TYPED)
    assert FundingSettings.objects.get().second_person_above == 99_999_999
