"""A reader joins by mailed code, adds a passkey, and comes back with it; every page of that is in order."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site
from tests.journeys.test_every_page import violations

ALICE = "alice@ledger.example"
PAGES = [
    "/account/",
    "/account/name/",
    "/account/mail/",
    "/account/passkeys/add/",
    "/account/app/add/",
    "/account/sign-in/again/",
    "/account/data/",
    "/account/data/erased/",
    "/account/sign-out/",
]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def type_code(page: Page, mailbox: Mailbox, address: str) -> None:
    """Read the letter, and type the code of it."""
    letter = mailbox.wait_for(to=address)
    text = letter.get_body(("plain",))
    assert text is not None
    found = re.search(r"\d{4}-\d{4}", text.get_content())
    assert found is not None
    page.get_by_label("Code").fill(found[0])
    page.locator("main").get_by_role("button", name="Sign in").click()


def join(page: Page, paper: Site, mailbox: Mailbox, address: str, name: str) -> None:
    """Sign in for the first time, from the front page."""
    page.goto(paper.url)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Email me a code").click()
    type_code(page, mailbox, address)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Continue").click()


def test_a_reader_joins_by_mailed_code_without_javascript(
    paper: Site, page: Page, mailbox: Mailbox
):
    join(page, paper, mailbox, ALICE, "Alice Ny")
    assert page.url == paper.url + "/"
    page.get_by_role("link", name="Alice Ny").click()
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("Language").select_option("de")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator("a[href='/account/sign-out/']").click()
    page.locator("main button").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_wrong_code_is_refused_in_words(paper: Site, page: Page, mailbox: Mailbox):
    page.goto(paper.url + "/account/sign-in/")
    page.get_by_label("Email address").fill("charlie@ledger.example")
    page.get_by_role("button", name="Email me a code").click()
    page.get_by_label("Code").fill("0000-0000")
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not the code in our email")


def test_a_reader_comes_back_with_a_passkey(paper: Site, scripted: Page, mailbox: Mailbox):
    complaints: list[str] = []
    scripted.on("console", lambda it: complaints.append(it.text) if it.type == "error" else None)
    join(scripted, paper, mailbox, "bob@ledger.example", "Bob Stone")
    devices = scripted.context.new_cdp_session(scripted)
    devices.send("WebAuthn.enable")
    kept_on_the_device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": kept_on_the_device})

    scripted.goto(paper.url + "/account/")
    scripted.get_by_role("link", name="Add a passkey").click()
    scripted.get_by_label("Name of this passkey").fill("Laptop")
    scripted.get_by_role("button", name="Add a passkey").click()
    expect(scripted.locator(".said")).to_have_text("Your passkey has been added.")
    expect(scripted.get_by_role("link", name="Remove Laptop")).to_be_visible()

    scripted.goto(paper.url + "/account/sign-out/")
    scripted.get_by_role("button", name="Sign out").click()
    scripted.goto(paper.url + "/account/sign-in/?next=/archive/")
    scripted.get_by_role("button", name="Sign in with a passkey").click()
    scripted.wait_for_url("**/archive/")
    expect(scripted.get_by_role("link", name="Bob Stone")).to_be_visible()

    scripted.goto(paper.url + "/account/")
    scripted.get_by_role("link", name="Remove Laptop").click()
    scripted.get_by_role("button", name="Remove it").click()
    expect(scripted.get_by_text("None yet.")).to_be_visible()
    assert complaints == []


@pytest.fixture(scope="module")
def signed_in(browser: Browser, paper: Site, mailbox: Mailbox) -> Iterator[BrowserContext]:
    """A browser in which somebody is signed in."""
    context = browser.new_context()
    join(context.new_page(), paper, mailbox, "dora@ledger.example", "Dora Lind")
    yield context
    context.close()


@pytest.mark.looks
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_axe_finds_nothing_on_the_account_pages(
    paper: Site, signed_in: BrowserContext, axe: str, width: int, scheme: str
):
    page = signed_in.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {}
    for path in PAGES:
        page.goto(paper.url + path)
        assert page.url == paper.url + path
        wrong = violations(page, axe)
        if wrong or page.evaluate(WIDER):
            found[path] = wrong or ["wider than the window"]
    page.close()
    assert found == {}
