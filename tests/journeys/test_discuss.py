"""A guest without JavaScript reads an article, sorts its thread, comments and is answered."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.site import Site


def open_lead(page: Page, paper: Site) -> str:
    """Go to the article on top of the front page; returns its address."""
    page.goto(paper.url)
    page.locator("main h1 a, main h2 a").first.click()
    return page.url


def numbers(page: Page) -> list[int]:
    """The comments on the page, as they stand."""
    ids = page.locator("article.comment").evaluate_all("all => all.map(one => one.id)")
    return [int(found.removeprefix("comment-")) for found in ids]


def column(page: Page, name: str, order: str) -> list[str]:
    """Sort the thread and read the "time" or the "votes" of its comments from top to bottom.

    Answers stand under what they answer, and what the desk pinned stands first in every order.
    """
    page.get_by_role("navigation", name="Order").get_by_role("link", name=order).click()
    expect(page.locator(".sorts [aria-current]").first).to_have_text(order)
    own = page.locator("article.comment:not(:has(.to)):not(:has(use[href='#i-pin']))")
    if name == "time":
        return own.locator("header time").evaluate_all("all => all.map(one => one.dateTime)")
    return own.locator(".votes").evaluate_all("all => all.map(one => one.textContent)")


def score(votes: str) -> int:
    """Return those who agree less those who do not."""
    up, down = re.findall(r"\d+", votes)
    return int(up) - int(down)


def test_a_reader_finds_every_part_of_an_article(paper: Site, page: Page):
    open_lead(page, paper)
    expect(page.get_by_role("heading", level=1)).to_contain_text("– Report")
    expect(page.locator(".lead figure img")).to_have_attribute("alt", re.compile(r"\w{3,}"))
    expect(page.locator(".lead .credit")).to_contain_text("CC BY-SA 4.0")
    # $3,048 to begin with; other journeys give. It is said in words and in figures.
    meter = page.get_by_role("meter")
    assert float(meter.get_attribute("aria-valuenow") or 0) >= 3048
    raised = (meter.get_attribute("aria-valuetext") or "").partition(" of ")[0]
    expect(page.get_by_text(raised).first).to_be_visible()
    expect(page.get_by_role("heading", name="Support us")).to_have_count(2)
    expect(page.get_by_role("heading", name="What do you think?")).to_be_visible()
    expect(page.get_by_role("heading", name="Email me about")).to_be_visible()
    expect(page.get_by_text("Do you have a source to back that up?").first).to_be_visible()
    expect(page.get_by_role("link", name="Inline feedback")).to_be_visible()


def test_a_picture_arrives(paper: Site, page: Page):
    open_lead(page, paper)
    picture = page.locator(".lead figure img")
    address = picture.get_attribute("src") or ""
    assert page.request.get(paper.url + address).headers["content-type"].startswith("image/")


def test_sorting_a_thread_changes_its_order(paper: Site, page: Page):
    open_lead(page, paper)
    oldest, newest = column(page, "time", "Oldest"), column(page, "time", "Newest")
    assert len(oldest) > 3
    assert oldest == sorted(oldest)
    assert newest == sorted(newest, reverse=True)
    agree = [score(votes) for votes in column(page, "votes", "Most voted")]
    assert len(set(agree)) > 3
    assert agree == sorted(agree, reverse=True)


def test_a_guest_comments_and_replies(paper: Site, page: Page):
    open_lead(page, paper)
    page.get_by_label("Your comment").fill(
        "The fence went up **overnight**.\n\n<script>alert(1)</script>"
    )
    page.get_by_label("Name").fill("Jonas Vik")
    page.get_by_role("button", name="Post comment").click()

    mine = page.locator("article.comment", has_text="The fence went up overnight.")
    expect(mine).to_have_count(1)
    expect(mine.locator("strong")).to_have_text("overnight")
    expect(mine).to_contain_text("<script>alert(1)</script>")
    assert page.url.endswith("#" + (mine.get_attribute("id") or "-"))
    # The page stands there at once, and does not run through all of the article first.
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"

    mine.get_by_role("link", name=re.compile("^Reply")).click()
    page.get_by_label("Your reply").fill("Which side of the quay?")
    expect(page.get_by_label("Name")).to_have_value("Jonas Vik")
    page.get_by_label("Name").fill("")
    page.get_by_role("button", name="Post reply").click()
    reply = page.locator("article.comment", has_text="Which side of the quay?")
    expect(reply).to_contain_text("Anonymous")
    expect(reply).to_contain_text("to Jonas Vik")


def test_a_refused_comment_keeps_what_was_typed(paper: Site, page: Page):
    open_lead(page, paper)
    words = "This is far too long. " * 400
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name").fill("Jonas Vik")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert page.get_by_label("Your comment").input_value().strip() == words.strip()
    expect(page.get_by_label("Name")).to_have_value("Jonas Vik")


def test_a_removed_comment_leaves_its_place_to_its_replies(paper: Site, page: Page):
    open_lead(page, paper)
    expect(page.locator(".tombstone").first).to_be_visible()


def test_the_address_of_a_comment_opens_the_page_that_holds_it(paper: Site, page: Page):
    open_lead(page, paper)
    deepest = numbers(page)[-1]
    page.goto(f"{paper.url}/discussion/comments/{deepest}/")
    expect(page.locator(f"#comment-{deepest}")).to_be_visible()
