"""A gift leads from our form to a provider's page on another site and back, and the policy lets it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.fakestripe.driving import SECRET, FakeStripe
from tests.journeys.site import Site, served_again
from tests.journeys.test_give import send_form

pytestmark = pytest.mark.looks

CAMPAIGN = "/support/harbour-reporting-fund/"


@pytest.fixture
def provider() -> Iterator[FakeStripe]:
    fake = FakeStripe()
    yield fake
    fake.stop()


def keys(provider: FakeStripe) -> dict[str, str]:
    return {
        "STRIPE_SECRET_KEY": "sk_test_of_the_journey",
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": provider.url,
        "STRIPE_CHECKOUT_ORIGIN": provider.url,
    }


def test_the_browser_follows_the_form_to_the_provider_and_back(
    paper: Site, page: Page, provider: FakeStripe
):
    with served_again(paper, **keys(provider)) as again:
        url = again.url
        page.goto(url + CAMPAIGN)
        policy = page.request.get(url + CAMPAIGN).headers["content-security-policy"]
        assert f"form-action 'self' {provider.url}" in policy
        page.get_by_label("Or your own amount").fill("20")
        page.get_by_label("Email, for the receipt").fill("far@mail.example")
        send_form(page)
        page.wait_for_url(provider.url + "/**")
        expect(page.locator("body")).to_contain_text("2000 USD")
        page.get_by_role("button", name="Pay", exact=True).click()
        page.wait_for_url(url + "/support/paid/**")
        # No message of the provider's arrived: it was asked when the giver came back.
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page.get_by_text("We have received $20.")).to_be_visible()
