"""Lists of gifts and supporters can be read: who it was, and what an amount includes."""

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.models import Gift, Supporter
from standfirst.funding.testing import make_campaign, make_gift

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer(client: Client) -> Client:
    client.force_login(make_user("bob", TREASURER))
    return client


def shown(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_lists_name_everybody_once_and_say_what_an_amount_includes(treasurer: Client):
    campaign = make_campaign()
    make_gift(campaign, 5000)
    gift = make_gift(campaign, 1500, "Alice")
    Gift.objects.filter(pk=gift.pk).update(cover=76)
    Supporter.objects.update(name="", mail="alice@mail.example")
    assert "Anonymous" in shown(treasurer, "gift:index")
    supporters = shown(treasurer, "funding_supporters")
    assert supporters.count("alice@mail.example") == 1
    assert "includes what supporters added to cover payment fees" in supporters
    page = shown(treasurer, "funding_supporter", gift.supporter.pk)
    assert "$15 and the payment fee" in page
    assert "New: Gift" not in shown(treasurer, "gift:add")
