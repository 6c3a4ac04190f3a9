"""The treasurer at the desk: money goes back, money comes by hand, and the meter says so."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.site import Site
from tests.journeys.test_every_page import violations
from tests.journeys.test_give import fill, go_on, open_form, raised
from tests.journeys.test_publish import sign_in

DESK = "/admin/funding/"
PAGES = [
    "", "supporters/", "cases/", "refunds/", "spending/", "books/", "gifts/", "gifts/new/", "regular/",
    "campaigns/", "campaigns/new/",
]  # fmt: skip


def reload_until(page: Page, words: str | re.Pattern[str]) -> None:
    """Look again until `words` are there: the worker asks the provider within a second or so."""
    for _look in range(30):
        if page.get_by_text(words).count():
            return
        page.reload()
    raise AssertionError(words)


def test_the_treasurer_refunds_part_of_a_gift(paper: Site, page: Page, scripted: Page):
    open_form(page, paper)
    fill(page, "26", "refund@mail.example")
    go_on(page)
    page.get_by_role("button", name="Pay by card").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    before = raised(page, paper)
    sign_in(scripted, paper, "treasurer")
    scripted.goto(f"{paper.url}{DESK}gifts/?q=refund@mail.example")
    scripted.locator("#listing-results").get_by_role("link", name="$26").first.click()
    scripted.get_by_label("Amount", exact=True).fill("10.50")
    scripted.get_by_label("Reason").fill("Asked by letter")
    scripted.get_by_role("button", name="Refund").click()
    expect(scripted.get_by_text("$10.50 is being refunded.")).to_be_visible()
    reload_until(scripted, "Up to $15.50 can be refunded.")
    reload_until(scripted, re.compile(r"^\s*Refunded\b"))
    assert raised(page, paper) == before - 1050


def test_an_offline_gift_moves_the_meter(paper: Site, scripted: Page):
    before = raised(scripted, paper)
    sign_in(scripted, paper, "treasurer")
    scripted.goto(f"{paper.url}{DESK}gifts/new/")
    typed = {"amount": "12.50", "received_on": "2026-01-05", "giver": "A neighbour"}
    scripted.locator("#id_campaign").select_option(index=1)
    scripted.locator("#id_way").select_option("cash")
    for name, words in typed.items():
        scripted.locator(f"#id_{name}").fill(words)
    save = scripted.get_by_role("button", name=re.compile("Save|Create|Publish")).first
    save.click()
    scripted.get_by_role("checkbox", name="It arrived before").check()
    save.click()
    expect(scripted.get_by_role("heading", name="Gifts")).to_be_visible()
    scripted.goto(f"{paper.url}{DESK}gifts/?q=neighbour")
    expect(scripted.get_by_role("link", name="$12.50").first).to_be_visible()
    assert raised(scripted, paper) == before + 1250
    scripted.goto(f"{paper.url}/support/money/")
    expect(scripted.get_by_role("rowheader", name="January 2026")).to_be_visible()


@pytest.mark.looks
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_at_the_desk(
    paper: Site, browser: Browser, axe: str, width: int, scheme: str
):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    sign_in(page, paper, "treasurer")
    found = {}
    for name in PAGES:
        page.goto(f"{paper.url}{DESK}{name}")
        if wrong := violations(page, axe):
            found[name] = wrong
    page.goto(f"{paper.url}{DESK}campaigns/")
    page.locator("main td a").first.click()
    expect(page.get_by_text("Beside articles")).to_be_visible()
    if wrong := violations(page, axe):
        found["campaign"] = wrong
    page.goto(f"{paper.url}{DESK}gifts/")
    # Sums of several currencies are never cut so that they read as another sum.
    sums = page.locator(".w-breadcrumbs__sublabel")
    sums.evaluate("it => { it.textContent = '€1,249.50 + $5,070.50 + CHF 12,345.00'; }")
    is_seen = """it => { for (let box = it.parentElement; box !== document.body; box = box.parentElement) {
        const [inner, outer] = [it.getBoundingClientRect(), box.getBoundingClientRect()];
        if (inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1) return box.className;
    } return ''; }"""
    assert sums.evaluate(is_seen) == ""
    page.locator("main td a").first.click()
    expect(page.get_by_role("heading", name="Movements")).to_be_visible()
    if wrong := violations(page, axe):
        found["gift"] = wrong
    assert found == {}
    context.close()
