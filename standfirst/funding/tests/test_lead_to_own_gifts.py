"""Who gives every month finds where to change or stop it, also without the email."""

import pytest
from django.test import Client
from django.urls import reverse

from standfirst.funding.testing import make_campaign

pytestmark = pytest.mark.django_db


def test_the_pages_of_support_lead_to_one_s_own_gifts(client: Client):
    make_campaign()
    page = client.get("/support/", follow=True).content.decode()
    assert f'<a href="{reverse("funding:own")}">Change or stop your gift</a>' in page
