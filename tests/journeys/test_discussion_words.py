"""Readers write as people write; their words stay theirs, and what was sent is sent."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.site import Site
from tests.journeys.test_discuss import open_lead

UNSENT = "Your unsent words are back."


def post(page: Page, words: str) -> None:
    page.get_by_label("Your comment").fill(words)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.comment", has_text=words)).to_have_count(1)


def expect_nothing_offered(page: Page) -> None:
    expect(page.get_by_label("Your comment")).to_have_value("")
    expect(page.get_by_text(UNSENT)).to_be_hidden()


# Browsers that read a page anew on Back fill in its forms; others keep the whole page as it was left.
@pytest.mark.parametrize("keeps_pages", [False, True], ids=["filled in", "kept whole"])
def test_what_was_sent_is_not_offered_again(paper: Site, browser: Browser, keeps_pages: bool):
    left_out = ["--disable-back-forward-cache"] if keeps_pages else []
    with browser.browser_type.launch(
        executable_path=CHROMIUM, args=QUIET, ignore_default_args=left_out
    ) as own:
        page = own.new_page()
        article = open_lead(page, paper)
        post(page, f"The tide came in early ({keeps_pages}).")
        page.go_back(wait_until="commit")
        expect(page).to_have_url(article)
        expect_nothing_offered(page)
        page.go_forward(wait_until="commit")
        expect_nothing_offered(page)
        page.go_back(wait_until="commit")
        expect_nothing_offered(page)
        page.goto(paper.url)
        page.goto(article)
        expect_nothing_offered(page)
        # What was typed, and not sent, is still there.
        page.get_by_label("Your comment").fill("And it left late.")
        page.goto(paper.url)
        page.goto(article)
        expect(page.get_by_label("Your comment")).to_have_value("And it left late.")
        expect(page.get_by_text(UNSENT)).to_be_visible()


# What is typed below a quotation that the button made.
TYPED = f"""I doubt it, see „https://example.org/a“ and www.example.org.

\tA paragraph that was pasted with a tab. {"So it went on and on. " * 9}

3. Your third point is wrong.
5. Mai 2026 war es soweit.

```
{"One long line of code. " * 20}
```

{"".join("  " * level + f"- level {level}" + chr(10) for level in range(13))}"""


def test_words_are_shown_as_they_were_typed_and_under_no_name_of_the_newsroom(
    paper: Site, scripted: Page
):
    open_lead(scripted, paper)
    area = scripted.get_by_label("Your comment")
    area.fill("They said so.")
    scripted.get_by_role("button", name="Quote", exact=True).click()
    area.press("End")
    area.press("Enter")
    scripted.keyboard.insert_text(TYPED)
    whole = area.input_value()
    scripted.get_by_label("Name", exact=True).fill("The Newsroom")
    scripted.get_by_role("button", name="Post comment").click()
    expect(scripted.get_by_text("Names like this are kept for people who work here")).to_be_visible()  # fmt: skip
    expect(scripted.get_by_label("Your comment")).to_have_value(whole)
    scripted.get_by_label("Name", exact=True).fill("W" * 80)
    scripted.get_by_role("button", name="Post comment").click()

    mine = scripted.locator("article.comment", has_text="Your third point")
    expect(mine.locator("blockquote")).to_have_text("They said so.")
    expect(mine.locator(".words > p").first).to_have_text(TYPED.partition("\n")[0])
    addresses = mine.locator(".words a").evaluate_all("all => all.map(one => one.href)")
    assert addresses == ["https://example.org/a", "http://www.example.org/"]
    expect(mine.locator("ol[start='3'] > li[value='5']")).to_have_text("Mai 2026 war es soweit.")
    expect(mine.locator("pre")).to_have_count(1)
    expect(mine.get_by_text("level 12")).to_be_visible()
    for width in (320, 390):
        scripted.set_viewport_size({"width": width, "height": 900})
        assert scripted.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert mine.locator("pre").evaluate("one => one.scrollWidth > one.clientWidth")
