"""A supporter stops a monthly gift, by the link that is mailed to them."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site
from tests.journeys.test_every_page import violations
from tests.journeys.test_give import send_form

MAIL = "stops@mail.example"


def give_monthly(page: Page, paper: Site) -> None:
    page.goto(paper.url + "/support/harbour-reporting-fund/")
    page.get_by_label("Monthly", exact=True).check()
    page.get_by_label("Or your own amount").fill("12.50")
    page.get_by_label("Email, for the receipt").fill(MAIL)
    send_form(page)
    page.get_by_role("button", name="Pay by card", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def assert_accessible(page: Page, address: str, axe: str) -> None:
    """Wide and light, narrow and dark."""
    page.goto(address)
    assert violations(page, axe) == []
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(color_scheme="dark")
    assert violations(page, axe) == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0


def test_a_monthly_gift_is_stopped_from_the_mailed_link(
    paper: Site, page: Page, scripted: Page, mailbox: Mailbox, axe: str
):
    give_monthly(page, paper)
    receipt = mailbox.wait_for(to=MAIL, seconds=30)
    assert "with our thanks" in receipt["Subject"]
    page.context.clear_cookies()
    page.goto(paper.url + "/support/mine/")
    page.get_by_label("Email address you gave with").fill(MAIL)
    page.get_by_role("button", name="Email me the link").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    letter = mailbox.wait_for(to=MAIL, seconds=30).get_body(("plain",))
    assert letter
    link = re.search(r"https?://\S+/support/mine/\S+/", letter.get_content())
    assert link
    page.goto(link[0])
    expect(page.get_by_role("heading", name=re.compile("every month"))).to_be_visible()
    assert_accessible(scripted, link[0], axe)
    page.get_by_role("link", name=re.compile("Receipt")).click()
    expect(page.get_by_role("heading", name=re.compile("Receipt"))).to_be_visible()
    page.get_by_role("link", name="All your gifts").click()
    page.get_by_role("button", name="Stop this gift").click()
    expect(page.get_by_role("status")).to_contain_text("Stopped: nothing more is collected.")
    expect(page.get_by_role("button", name="Stop this gift")).to_have_count(0)
    assert mailbox.wait_for(to=MAIL, seconds=30)["Subject"] == "Your regular gift has been stopped"
