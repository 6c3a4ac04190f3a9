"""Readers agree and disagree; an editor asks about a passage, and a reader answers."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.test_publish import sign_in

ARTICLE = "/letters/build-lower-build-sooner/"
LEAD = "/harbour/sea-wall-costs-two-thirds-more/"


def comment(page: Page, name: str) -> str:
    """The number of a comment by `name`."""
    mine = page.locator("article.comment", has=page.get_by_text(name, exact=True)).first
    return (mine.get_attribute("id") or "").removeprefix("comment-")


def vote_and_change_it(page: Page, paper: Site, name: str) -> None:
    page.goto(paper.url + ARTICLE)
    number = comment(page, name)
    votes = page.locator(f"#votes-{number}")
    agree, disagree = votes.get_by_role("button").all()
    up, down = (int(button.inner_text().split()[-1]) for button in (agree, disagree))
    agree.click()
    expect(votes.get_by_role("button", name=f"Agree, {up + 1}", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    votes.get_by_role("button", name="Disagree").click()
    expect(votes.get_by_role("button", name=f"Disagree, {down + 1}", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.goto(paper.url + ARTICLE)
    expect(votes.get_by_role("button", name=f"Agree, {up}", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    expect(votes.get_by_role("button", name=f"Disagree, {down + 1}", exact=True)).to_be_visible()
    votes.get_by_role("button", name="Disagree").click()
    expect(votes.get_by_role("button", name=f"Disagree, {down}", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )


def test_a_guest_votes_and_thinks_again_without_script(paper: Site, page: Page):
    vote_and_change_it(page, paper, "Theo Laurens")


def test_a_guest_votes_in_place(paper: Site, scripted: Page):
    scripted.goto(paper.url + ARTICLE)
    scripted.evaluate("window.isSame = true")
    number = comment(scripted, "Lena Fisk")
    agree = scripted.locator(f"#votes-{number}").get_by_role("button", name=re.compile("^Agree"))
    agree.focus()
    scripted.keyboard.press("Enter")
    expect(agree).to_have_attribute("aria-pressed", "true")
    expect(agree).to_be_focused()
    expect(scripted.get_by_role("status").filter(has_text="Agree:")).to_have_count(1)
    assert scripted.evaluate("window.isSame")
    scripted.reload()
    expect(agree).to_have_attribute("aria-pressed", "true")
    disagree = scripted.locator(f"#votes-{number}").get_by_role("button", name="Disagree")
    disagree.click()
    expect(disagree).to_have_attribute("aria-pressed", "true")
    expect(agree).to_have_attribute("aria-pressed", "false")


def test_a_passage_of_the_demonstration_has_its_question_beside_it(paper: Site, page: Page):
    page.goto(paper.url + LEAD)
    passage = page.locator(".passage")
    expect(passage).to_have_text(
        "a temporary berth that was not in the drawings the council voted on"
    )
    page.get_by_role("complementary", name="Question to readers").get_by_role(
        "link", name="Answer"
    ).first.click()
    page.get_by_label("Your answer").fill("At the coal quay, beside the ice house.")
    page.get_by_role("button", name="Post answer").click()
    answer = page.locator("article.comment", has_text="beside the ice house")
    expect(answer.get_by_text("Inline feedback")).to_be_visible()
    answer.locator(".on-passage").click()
    expect(page.get_by_text("beside the ice house")).to_be_visible()


def test_an_editor_selects_words_and_asks_about_them(paper: Site, scripted: Page):
    page = scripted
    sign_in(page, paper, "editor")
    page.goto(paper.url + ARTICLE)
    page.evaluate(
        """() => {
          const words = document.querySelector(".prose p").firstChild;
          getSelection().setBaseAndExtent(words, 0, words, words.data.indexOf(" ", 20));
        }"""
    )
    page.get_by_role("link", name="Ask about this passage").click()
    quote = page.get_by_label("The words that you ask about").input_value().strip()
    page.get_by_label("Your question").fill("Who says so?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="Who says so?")).to_be_visible()
    page.goto(paper.url + ARTICLE)
    expect(page.locator(".passage").first).to_contain_text(quote[:15])
