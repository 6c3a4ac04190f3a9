"""What must hold on the pages that only somebody who gives sees."""

import pytest
from playwright.sync_api import Page

from tests.journeys.site import Site
from tests.journeys.test_every_page import violations
from tests.journeys.test_give import fill, go_on, open_form

pytestmark = pytest.mark.looks


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words).click()


def leave(page: Page) -> None:
    page.get_by_role("link", name="Go back without paying").click()


def test_nothing_is_wrong_with_a_page_on_the_way_of_a_gift(paper: Site, reader: Page, axe: str):
    found: dict[str, object] = {}

    def judge(name: str) -> None:
        over = reader.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wrong := [*violations(reader, axe), *([f"{over} px too wide"] if over > 0 else [])]:
            found[name] = wrong

    open_form(reader, paper)
    reader.get_by_text("Add a name, a note").click()
    reader.get_by_label("Show my name").check()
    fill(reader, "15,-", "nobody")
    press(reader, "Go on to payment")
    judge("refused")
    fill(reader, "15", "looks@mail.example")
    reader.get_by_label("Name", exact=True).fill("Alice")
    go_on(reader)
    judge("checkout")
    press(reader, "declined")
    judge("declined")
    press(reader, "3-D Secure")
    judge("the bank asks")
    press(reader, "No")
    leave(reader)
    judge("left")
    go_on(reader)
    press(reader, "takes days")
    judge("on its way")
    reader.get_by_role("link", name="Play what the bank does").click()
    judge("played on")
    press(reader, "Let it arrive")
    judge("paid")
    reader.get_by_role("link", name="Back to the article").click()
    judge("not asked again")
    assert found == {}
