"""A gift leads from our form to a provider's page on another site, and the policy lets it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.fakestripe.driving import SECRET, FakeStripe
from tests.journeys.site import running


def test_the_browser_follows_the_form_to_the_provider(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    provider = FakeStripe()
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_of_the_journey")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("STRIPE_API_BASE", provider.url)
    monkeypatch.setenv("STRIPE_CHECKOUT_ORIGIN", provider.url)
    try:
        with running(tmp_path / "paper") as site:
            page.goto(site.url + "/support/harbour-reporting-fund/")
            page.get_by_label("Or your own amount").fill("20")
            page.get_by_label("Mail, for the receipt").fill("far@mail.example")
            page.get_by_role("button", name="Go on to payment").click()
            page.wait_for_url(lambda url: url.startswith(provider.url))
            assert not page.url.startswith(site.url)
            expect(page.locator("body")).to_contain_text("20")
    finally:
        provider.stop()
