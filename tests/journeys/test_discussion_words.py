"""Readers write as people write; their words stay theirs, and what was sent is sent."""

import shutil

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import QUIET
from tests.journeys.site import Site
from tests.journeys.test_discuss import open_lead

UNSENT = "Your unsent words are back."


def post(page: Page, words: str) -> None:
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.comment", has_text=words)).to_have_count(1)


def expect_nothing_offered(page: Page) -> None:
    expect(page.get_by_label("Your comment")).to_have_value("")
    expect(page.get_by_text(UNSENT)).to_be_hidden()


# Browsers that read a page anew on Back fill in its forms; others keep the whole page as it was left.
@pytest.mark.parametrize("keeps_pages", [False, True], ids=["filled in", "kept whole"])
def test_what_was_sent_is_not_offered_again(paper: Site, browser: Browser, keeps_pages: bool):
    left_out = ["--disable-back-forward-cache"] if keeps_pages else []
    program = shutil.which("chromium")
    with browser.browser_type.launch(
        executable_path=program, args=QUIET, ignore_default_args=left_out
    ) as own:
        page = own.new_page()
        article = open_lead(page, paper)
        post(page, f"The tide came in early ({keeps_pages}).")
        page.go_back(wait_until="commit")
        expect(page).to_have_url(article)
        expect_nothing_offered(page)
        page.go_forward(wait_until="commit")
        expect_nothing_offered(page)
        page.go_back(wait_until="commit")
        expect_nothing_offered(page)
        page.goto(paper.url)
        page.goto(article)
        expect_nothing_offered(page)
        # What was typed, and not sent, is still there.
        page.get_by_label("Your comment").fill("And it left late.")
        page.goto(paper.url)
        page.goto(article)
        expect(page.get_by_label("Your comment")).to_have_value("And it left late.")
        expect(page.get_by_text(UNSENT)).to_be_visible()
