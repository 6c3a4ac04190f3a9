"""A reader follows a discussion by mail, hears of it, and leaves in one click."""

import re
import urllib.request
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site
from tests.journeys.test_every_page import violations

LEAD = "/harbour/sea-wall-costs-two-thirds-more/"


def follow(page: Page, paper: Site, address: str) -> None:
    page.goto(paper.url + LEAD)
    box = page.locator(".follow")
    box.get_by_label("Email", exact=True).fill(address)
    box.get_by_role("button", name="Follow").click()
    expect(page.locator("main")).to_contain_text("one is on its way")


def link_in(letter: EmailMessage, path: str) -> str:
    """The address of ours in the plain part that leads to `path`."""
    text = letter.get_body(("plain",))
    assert text is not None
    found = re.search(rf"http://\S+{path}\S+", text.get_content())
    assert found is not None, text.get_content()
    return found[0]


def confirmed(page: Page, paper: Site, mailbox: Mailbox, address: str) -> None:
    follow(page, paper, address)
    page.goto(link_in(mailbox.wait_for(to=address), "/follows/confirm/"))
    page.get_by_role("button", name="Yes, email me").click()


def comment(page: Page, paper: Site, words: str) -> None:
    page.goto(paper.url + LEAD)
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name").fill("Jonas Vik")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.comment", has_text=words)).to_have_count(1)


def test_follows_confirms_hears_and_leaves_in_one_click(paper: Site, page: Page, mailbox: Mailbox):
    address = "ruth@ledger.example"
    confirmed(page, paper, mailbox, address)
    comment(page, paper, "The second pile was driven at night.")
    letter = mailbox.wait_for(to=address)
    assert "The second pile was driven at night." in letter.get_body(("plain",)).get_content()
    assert letter.get_body(("html",)) is not None

    # What a mail program does when its user presses its own button (RFC 8058).
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way_out = re.findall(r"<(http[^>]+)>", letter["List-Unsubscribe"])[0]
    urllib.request.urlopen(way_out, data=b"List-Unsubscribe=One-Click").close()
    comment(page, paper, "And the third one, too.")
    with pytest.raises(TimeoutError):
        mailbox.wait_for(to=address, seconds=4)


def test_manages_all_follows_without_a_password(paper: Site, page: Page, mailbox: Mailbox):
    address = "frida@ledger.example"
    confirmed(page, paper, mailbox, address)
    page.get_by_label("How often").select_option("daily")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_label("How often")).to_have_value("daily")
    page.get_by_role("button", name="Stop all of them").click()
    expect(page.locator("main")).to_contain_text("You do not follow anything yet.")


@pytest.mark.looks
def test_axe_finds_nothing_on_the_pages_of_follows(
    paper: Site, reader: Page, mailbox: Mailbox, axe: str, request: pytest.FixtureRequest
):
    address = f"axe-{abs(hash(request.node.name))}@ledger.example"
    follow(reader, paper, address)
    wrong = violations(reader, axe)
    place = link_in(mailbox.wait_for(to=address), "/follows/confirm/")
    reader.goto(place)
    wrong += violations(reader, axe)
    reader.get_by_role("button", name="Yes, email me").click()
    wrong += violations(reader, axe)
    assert wrong == []
