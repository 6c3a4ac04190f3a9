"""Linked data as a browser takes it under the site's own content policy."""

import pytest
from playwright.sync_api import Page

from tests.journeys.site import Site

pytestmark = pytest.mark.looks

READ = "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"


def test_is_there_to_be_read_and_blocked_by_no_policy(paper: Site, scripted: Page):
    said: list[str] = []
    scripted.on("console", lambda message: said.append(message.text))
    answer = scripted.goto(paper.url)
    assert answer is not None
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert scripted.evaluate(READ)["@graph"][0]["@type"] == "NewsMediaOrganization"
    assert said == []
