"""An editor writes an article and publishes it; readers see it at once."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.site import Site


def sign_in(page: Page, paper: Site, role: str) -> None:
    mail, password = paper.sign_in(role)
    page.goto(paper.url + "/account/sign-in/password/?next=/admin/")
    page.get_by_label("Email address").fill(mail)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def test_an_editor_publishes_an_article(paper: Site, scripted: Page):
    sign_in(scripted, paper, "editor")
    scripted.goto(_add_article_address(scripted, paper))

    scripted.locator("#id_title").fill("The quay opens again")
    scripted.locator("#id_standfirst").fill("After eleven months, boats lie at the eastern quay.")
    scripted.locator(
        "#panel-child-content-body-content .c-sf-add-button, .c-sf-add-button"
    ).first.click()
    scripted.get_by_role("option", name="Text", exact=True).click()
    scripted.locator(".public-DraftEditor-content").first.click()
    scripted.keyboard.type("The first freighter came in on the morning tide.")
    # The editor hands its words to the form a moment after the last key.
    expect(scripted.locator("input[name=body-0-value]")).to_have_value(re.compile("morning tide"))
    scripted.get_by_role("button", name="More actions").click()
    scripted.get_by_role("button", name="Publish").click()
    expect(scripted.locator(".messages")).to_contain_text("published")

    scripted.goto(paper.url + "/harbour/the-quay-opens-again/")
    expect(scripted.get_by_role("heading", level=1)).to_contain_text(
        "The quay opens again – Report"
    )
    expect(scripted.get_by_text("The first freighter came in on the morning tide.")).to_be_visible()
    scripted.goto(paper.url)
    expect(scripted.get_by_role("link", name="The quay opens again")).to_be_visible()


def _add_article_address(page: Page, paper: Site) -> str:
    """The way an editor goes: the section in the list of pages, then an article in it."""
    page.goto(paper.url + "/admin/pages/")
    page.get_by_role("link", name="Harbour", exact=True).first.click()
    page.wait_for_url("**/edit/")
    number = next(part for part in page.url.split("/") if part.isdigit())
    return f"{paper.url}/admin/pages/add/publishing/articlepage/{number}/"
