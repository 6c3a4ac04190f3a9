"""An editor's redirects are found whatever newsletters and networks write behind an address."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from standfirst.publishing.testing import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead_on() -> None:
    make_home()
    for old, new in {
        "/products?id=123": "/one/",
        "/products": "/all/",
        "/products?utm_source=poster": "/poster/",
    }.items():
        Redirect.add_redirect(old, new)


@pytest.mark.usefixtures("lead_on")
@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/products?id=123", "/one/"),
        ("/products?id=123&utm_source=a&utm_medium=b", "/one/"),
        ("/products?fbclid=x&id=123&gclid=y", "/one/"),
        ("/products/?mc_cid=5&mc_eid=6", "/all/"),
        ("/products?id=9&utm_source=a", "/all/"),
        ("/products?utm_source=poster", "/poster/"),
    ],
)
def test_is_found_behind_what_counts_clicks(client: Client, asked: str, leads: str):
    assert client.get(asked)["Location"] == leads


@pytest.mark.usefixtures("lead_on")
@pytest.mark.parametrize("asked", ["/nothing/?utm_source=a", "/nothing/?id=1&fbclid=2"])
def test_what_leads_nowhere_stays_unfound(client: Client, asked: str):
    assert client.get(asked).status_code == 404
