"""What must hold on the pages that only somebody who gives sees."""

import pytest
from playwright.sync_api import Page

from tests.journeys.site import Site
from tests.journeys.test_every_page import violations
from tests.journeys.test_give import fill, go_on, open_form, send_form

pytestmark = pytest.mark.looks


class Judge:
    """Collects what is wrong with the pages that a giver passes."""

    def __init__(self, page: Page, axe: str) -> None:
        self.page, self.axe = page, axe
        self.found: dict[str, list[str]] = {}

    def judge(self, name: str) -> None:
        over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        too_wide = [f"{over} px too wide"] if over > 0 else []
        if wrong := [*violations(self.page, self.axe), *too_wide]:
            self.found[name] = wrong

    def press(self, words: str, then: str = "") -> None:
        """Press a button, and judge what comes of it."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words).click()
        if then:
            self.judge(then)


def test_nothing_is_wrong_where_a_gift_is_written_and_refused(paper: Site, reader: Page, axe: str):
    judge = Judge(reader, axe)
    open_form(reader, paper)
    reader.get_by_text("Add a name, a note").click()
    reader.get_by_label("Show my name").check()
    fill(reader, "15,-", "nobody")
    send_form(reader)
    judge.judge("refused")
    fill(reader, "15", "looks@mail.example")
    reader.get_by_label("Name among the supporters", exact=True).fill("Alice")
    go_on(reader)
    reader.get_by_role("link", name="Go back without paying").click()
    judge.judge("left")
    assert judge.found == {}


def test_nothing_is_wrong_where_a_gift_is_paid(paper: Site, reader: Page, axe: str):
    judge = Judge(reader, axe)
    open_form(reader, paper)
    fill(reader, "15", "looks@mail.example")
    go_on(reader)
    judge.judge("checkout")
    judge.press("declined", "declined")
    judge.press("3-D Secure", "the bank asks")
    judge.press("No")
    judge.press("takes days", "on its way")
    reader.get_by_role("link", name="Play what the bank does").click()
    judge.judge("played on")
    judge.press("Let it arrive", "paid")
    reader.get_by_role("link", name="Back to the article").click()
    judge.judge("not asked again")
    assert judge.found == {}
