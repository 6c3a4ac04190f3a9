"""In the demonstration a treasurer can try how a difference is explained, from the first red line to the last."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from standfirst.accounts.roles import TREASURER
from standfirst.accounts.testing import make_user
from standfirst.funding.gateways import gateway
from standfirst.funding.models import Case, Movement
from standfirst.funding.services.reconciling import reconcile

pytestmark = pytest.mark.django_db
PAGE = "funding_entries"


@pytest.fixture
def treasurer(client: Client) -> Client:
    client.force_login(make_user("bob", TREASURER))
    return client


def test_a_top_up_is_played_listed_explained_and_agrees(treasurer: Client):
    for place in ("funding_desk", "funding_books"):
        assert f'href="{reverse(PAGE)}"' in treasurer.get(reverse(place)).content.decode()
    assert treasurer.post(reverse(PAGE), {"move": "top-up"}).status_code == 302
    assert "books-bad" in treasurer.get(reverse("funding_desk")).content.decode()
    page = treasurer.get(reverse(PAGE)).content.decode()
    (name,) = re.findall(r'name="entry" value="(demo_topup-\w+)"', page)
    explained = {"entry": name, "account": "bank", "why": "We sent it."}
    assert treasurer.post(reverse(PAGE), explained).status_code == 302
    assert Movement.objects.get().note == "We sent it."
    # Everywhere at once, whenever they are compared next.
    assert "agree now" in treasurer.get(reverse(PAGE)).content.decode()
    assert "books-bad" not in treasurer.get(reverse("funding_desk")).content.decode()
    assert "Nothing is waiting" in treasurer.get(reverse("wagtailadmin_home")).content.decode()
    assert not Case.objects.filter(settled_at=None).exists()
    provider = gateway()
    assert provider
    assert reconcile(gateway=provider, at=timezone.now()).differing == ()


def test_what_differs_is_listed_also_where_its_case_was_settled_by_hand(treasurer: Client):
    treasurer.post(reverse(PAGE), {"move": "top-up"})
    case = Case.objects.get()
    treasurer.post(reverse("funding_settle", args=[case.pk]), {"how": "I sent it."})
    assert "books-bad" in treasurer.get(reverse("funding_desk")).content.decode()
    page = treasurer.get(reverse(PAGE)).content.decode()
    assert "nothing to explain" not in page
    assert "<small>Top-up</small>" in page


def test_part_of_a_difference_leaves_the_rest_to_be_explained(treasurer: Client):
    for _time in range(2):
        treasurer.post(reverse(PAGE), {"move": "top-up"})
    page = treasurer.get(reverse(PAGE)).content.decode()
    name, _other = re.findall(r'name="entry" value="(demo_topup-\w+)"', page)
    treasurer.post(reverse(PAGE), {"entry": name, "account": "bank", "why": "We sent it."})
    assert "still differ" in treasurer.get(reverse(PAGE)).content.decode()
    for place in ("funding_desk", "funding_cases"):
        page = treasurer.get(reverse(place)).content.decode()
        assert re.search(r"[Oo]ur books say (that the provider holds )?\$20", page)


def test_a_public_site_plays_nothing(treasurer: Client, settings: Settings):
    settings.IS_LOCAL = False
    assert "top-up" not in treasurer.get(reverse(PAGE)).content.decode()
    treasurer.post(reverse(PAGE), {"move": "top-up"})
    assert gateway() is None
    assert not Case.objects.exists()
