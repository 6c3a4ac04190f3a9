"""Readers give through the demonstration's checkout."""

import re

from playwright.sync_api import ConsoleMessage, Page, expect

from tests.journeys.site import Site

ARTICLE = "/harbour/sea-wall-costs-two-thirds-more/"


def open_form(page: Page, paper: Site) -> None:
    page.goto(paper.url + ARTICLE)
    page.get_by_role("complementary", name="Support us", exact=True).get_by_role(
        "link", name="Support us"
    ).click()


def raised(page: Page, paper: Site) -> int:
    """What the meter of the one campaign counts, in cents."""
    found = page.request.get(paper.url + "/support/harbour-reporting-fund/meter.json").json()
    return int(found["raised"])


def fill(page: Page, amount: str, mail: str) -> None:
    page.get_by_label("Or your own amount").fill(amount)
    page.get_by_label("Email, for the receipt").fill(mail)


def send_form(page: Page) -> None:
    """Press the form's button; without script, and where it cannot read the amount, the next page says what will happen."""
    page.locator("#give button[type=submit]").click()
    page.locator("#sure, .demonstration, [role=alert]").first.wait_for()
    if page.locator("#sure").count():
        page.locator("#sure").click()


def go_on(page: Page) -> None:
    send_form(page)
    expect(page.locator(".demonstration")).to_be_visible()


def test_a_reader_gives_once_without_script(paper: Site, page: Page):
    before = raised(page, paper)
    open_form(page, paper)
    fill(page, "€15", "once@mail.example")
    send_form(page)
    expect(page.get_by_label("Or your own amount")).to_have_value("€15")
    expect(page.get_by_text("Amounts here are in another currency")).to_be_visible()
    suggested = page.get_by_role("group", name="Amount, once").locator("input:checked + span")
    page.get_by_label("Or your own amount").fill("")
    page.get_by_role("group", name="Amount, once").get_by_label("15").check()
    expect(suggested).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    fill(page, "15.50", "once@mail.example")
    expect(suggested).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    page.get_by_role("button", name="Continue to payment").click()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Or your own amount")).to_have_value("15.50")
    page.get_by_role("button", name="Continue to payment").click()
    page.get_by_role("button", name="Give $15.50", exact=True).click()
    page.get_by_role("button", name="Pay by card").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert raised(page, paper) == before + 1550
    page.get_by_role("link", name="Back to the article").click()
    expect(page).to_have_url(paper.url + ARTICLE)
    expect(page.get_by_text("You support this paper. Thank you.")).to_be_visible()
    expect(page.get_by_role("complementary", name="Support us")).to_have_count(0)


def test_a_reader_gives_monthly_and_the_bank_asks_first(paper: Site, scripted: Page):
    page, before = scripted, raised(scripted, paper)
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", listen)
    open_form(page, paper)
    page.get_by_label("Monthly", exact=True).check()
    expect(page.get_by_role("group", name="Amount, once")).to_be_hidden()
    page.get_by_role("group", name="Amount, each month").get_by_label("10").check()
    expect(page.get_by_role("button", name="Give $10 a month")).to_be_visible()
    expect(page.get_by_text("Adds $0.61 to a gift of $10.")).to_be_visible()
    page.get_by_label("Or your own amount").fill("12.50")
    expect(page.get_by_role("button", name="Give $12.50 a month")).to_be_visible()
    page.get_by_label("Cover the payment fee").check()
    expect(page.get_by_role("button", name="Give $13.19 a month")).to_be_visible()
    page.get_by_label("Cover the payment fee").uncheck()
    page.get_by_role("group", name="Amount, each month").get_by_label("10").check()
    expect(page.get_by_label("Or your own amount")).to_have_value("")
    page.get_by_label("Email, for the receipt").fill("monthly@mail.example")
    go_on(page)
    page.get_by_role("button", name=re.compile("3-D Secure")).click()
    page.get_by_role("button", name="Yes, it is me").click()
    expect(page.get_by_text("every month from today")).to_be_visible()
    assert raised(page, paper) == before + 1000
    assert complaints == []


def test_what_the_script_cannot_read_the_next_page_says(paper: Site, scripted: Page):
    page = scripted
    open_form(page, paper)
    page.get_by_label("Monthly", exact=True).check()
    fill(page, "1.000,00", "thousand@mail.example")
    expect(page.get_by_text("You will see how much it adds before you pay.")).to_be_visible()
    page.get_by_role("button", name="Go on to payment").click()
    expect(page.get_by_role("button", name="Give $1,000 a month")).to_be_visible()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Or your own amount")).to_have_value("1.000,00")
    expect(page.get_by_text("Adds $")).to_have_count(0)


def test_a_declined_card_takes_nothing_and_another_pays(paper: Site, page: Page):
    before = raised(page, paper)
    open_form(page, paper)
    fill(page, "7", "declined@mail.example")
    go_on(page)
    page.get_by_role("button", name="Pay by a card that is declined").click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    assert raised(page, paper) == before
    page.get_by_role("button", name="Pay by card").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert raised(page, paper) == before + 700


def test_who_leaves_finds_the_form_as_it_was(paper: Site, page: Page):
    before = raised(page, paper)
    open_form(page, paper)
    fill(page, "8", "left@mail.example")
    go_on(page)
    page.get_by_role("link", name="Go back without paying").click()
    expect(page.get_by_text("You have not been charged.")).to_be_visible()
    expect(page.get_by_label("Or your own amount")).to_have_value("8.00")
    expect(page.get_by_label("Email, for the receipt")).to_have_value("left@mail.example")
    assert raised(page, paper) == before
    go_on(page)
