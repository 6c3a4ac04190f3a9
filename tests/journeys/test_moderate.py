"""A moderator at work on the page and in the list; a reader who leaves."""

import re
import zipfile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site
from tests.journeys.test_every_page import violations
from tests.journeys.test_publish import sign_in
from tests.journeys.test_sign_in import join

REASON = "It names a neighbour (rule 2)."


def thread_of(page: Page, paper: Site) -> str:
    """The address of the thread whose comment is the newest."""
    page.goto(paper.url + "/admin/comments/?state=approved")
    address = page.locator("a[href^='/discussion/article-']").first.get_attribute("href")
    assert address
    return paper.url + address


def own_comment(page: Page, paper: Site, words: str) -> str:
    """Post `words` as the moderator, and return where the new comment is on the thread's page."""
    thread = thread_of(page, paper)
    page.goto(thread)
    page.locator("#words").fill(words)
    page.get_by_role("button", name="Post comment").click()
    page.goto(thread)
    return f"#{page.locator('article.comment', has_text=words).get_attribute('id')}"


def test_a_moderator_removes_and_restores_in_place(paper: Site, scripted: Page):
    sign_in(scripted, paper, "moderator")
    place = own_comment(scripted, paper, "Taken down in place, and back.")
    before = scripted.url
    comment = scripted.locator(place)
    comment.get_by_text("Moderate").click()
    comment.get_by_label("Reason, shown to readers").fill(REASON)
    comment.get_by_role("button", name="Remove").click()
    expect(comment.locator(".held-note")).to_contain_text(f"Removed by the desk: {REASON}")
    assert scripted.url == before
    scripted.reload()
    comment.get_by_text("Moderate").click()
    comment.get_by_role("button", name="Restore").click()
    expect(comment.locator(".held-note")).to_have_count(0)
    expect(comment.locator(".comment-acts")).to_be_visible()


def test_a_moderator_needs_no_script(paper: Site, page: Page):
    sign_in(page, paper, "moderator")
    place = own_comment(page, paper, "Picked without a script.")
    page.locator(place).get_by_text("Moderate").click()
    page.locator(place).get_by_role("button", name="Editor’s pick").click()
    assert page.url.endswith(place)
    expect(page.locator(place)).to_contain_text("Editor’s pick")


def test_a_moderator_clears_the_list_by_keyboard(paper: Site, scripted: Page):
    sign_in(scripted, paper, "moderator")
    own_comment(scripted, paper, "Removed from the list.")
    scripted.goto(paper.url + "/admin/comments/?state=approved&q=Removed+from+the+list")
    scripted.locator("input[name=comment]").first.focus()
    scripted.keyboard.press("Space")
    scripted.locator("#words-several").focus()
    scripted.keyboard.type(REASON)
    scripted.keyboard.press("Tab")
    scripted.keyboard.press("Enter")
    expect(scripted.locator(".messages")).to_contain_text("1 comment removed.")
    scripted.goto(paper.url + "/admin/comments/?state=removed&q=Removed+from+the+list")
    expect(scripted.get_by_text(re.compile(rf"Removed by .*: {re.escape(REASON)}"))).to_be_visible()


@pytest.mark.looks
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_among_the_tools(
    paper: Site, browser: Browser, axe: str, width: int, scheme: str
):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    sign_in(page, paper, "moderator")
    page.goto(thread_of(page, paper))
    for tools in page.locator("details.moderate > summary").all()[:3]:
        tools.click()
    assert violations(page, axe) == []
    page.goto(paper.url + "/account/data/")
    assert violations(page, axe) == []
    context.close()


def test_a_reader_takes_their_data_along_and_leaves(paper: Site, page: Page, mailbox: Mailbox):
    join(page, paper, mailbox, "zoe@ledger.example", "Zoe Quill")
    page.goto(paper.url + "/account/")
    page.get_by_role("link", name="Download your data, or").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your data").click()
    with zipfile.ZipFile(download.value.path()) as file:
        assert "zoe@ledger.example" in file.read("account.html").decode()
    page.get_by_role("button", name="Erase my account").click()
    expect(page.get_by_text("Please choose what should happen to your comments.")).to_be_visible()
    page.get_by_label("Keep my comments").check()
    page.get_by_label("Type the word erase").fill("erase")
    page.get_by_role("button", name="Erase my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account has been erased")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
