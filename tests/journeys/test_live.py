"""News that reach an open page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.site import Site
from tests.journeys.test_discuss import numbers, open_lead

SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((it) => it.value)))
    .observe({ type: "layout-shift", buffered: false });
}"""


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """Another reader's page, without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def post(page: Page, words: str, *, name: str = "Mara") -> None:
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("article.comment", has_text=words)).to_have_count(1)


def reply(page: Page, to: str, words: str, *, name: str = "Mara") -> None:
    said = page.locator("article.comment", has_text=to).first
    said.get_by_role("link", name=re.compile("^Reply")).click()
    page.get_by_label("Your reply").fill(words)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Post reply").click()
    expect(page.locator("article.comment", has_text=words)).to_have_count(1)


def listen(page: Page) -> None:
    """Come to the discussion, and wait until the page hears news."""
    page.locator(".thread").scroll_into_view_if_needed()
    expect(page.locator("live-thread[data-late]")).to_have_count(1)


def test_a_comment_of_another_reader_is_told_moves_nothing_and_opens_when_asked(
    paper: Site, scripted: Page, other: Page
):
    open_lead(scripted, paper)
    listen(scripted)
    before = numbers(scripted)
    count = int(scripted.locator("[data-live=count]").inner_text())
    scripted.evaluate(SHIFTS)
    open_lead(other, paper)
    post(other, "The piles were driven in March.")

    expect(scripted.get_by_text("1 new comment", exact=True).first).to_be_visible(timeout=2000)
    expect(scripted.locator("[data-live=count]")).to_have_text(str(count + 1))
    expect(scripted.locator("live-thread [role=status]")).to_have_text("1 new comment")
    assert scripted.evaluate("window.shifts") == []
    assert numbers(scripted) == before
    # The line has room above it: it does not touch the form's buttons.
    buttons = scripted.locator(".composer-buttons").first
    buttons.scroll_into_view_if_needed()
    above, line = (
        part.bounding_box() or pytest.fail("not there")
        for part in (buttons, scripted.locator(".live-bar"))
    )
    assert 8 <= line["y"] - above["y"] - above["height"] <= 24

    scripted.get_by_role("link", name="Show", exact=True).click()
    fresh = scripted.locator("article.comment", has_text="The piles were driven in March.")
    expect(fresh).to_be_focused()
    expect(fresh).to_be_in_viewport()
    expect(fresh).to_contain_text("New")
    assert numbers(scripted) == numbers(other)
    expect(scripted.get_by_role("link", name="Show", exact=True)).to_be_hidden()


def test_who_is_answered_is_told_by_whom_on_the_open_page(paper: Site, scripted: Page, other: Page):
    open_lead(scripted, paper)
    post(scripted, "Who pays for the dredging?", name="Jonas")
    listen(scripted)
    open_lead(other, paper)
    reply(other, "Who pays for the dredging?", "The county does.", name="Lea")

    told = scripted.get_by_role("link", name="Lea replied to your comment")
    expect(told).to_be_visible()
    told.click()
    expect(scripted.locator("article.comment", has_text="The county does.")).to_be_in_viewport()


def test_one_s_own_comment_is_no_news(paper: Site, scripted: Page):
    open_lead(scripted, paper)
    post(scripted, "I saw the barge myself.", name="Jonas")
    listen(scripted)
    second = scripted.context.new_page()
    open_lead(second, paper)
    post(second, "And the second one.", name="Jonas")
    shown = second.locator("[data-live=count]").inner_text()
    expect(scripted.locator("[data-live=count]")).to_have_text(shown)
    expect(scripted.locator(".live-bar")).to_be_hidden()


def test_who_was_refused_while_the_site_was_away_hears_news_again(paper: Site, scripted: Page):
    asked: list[str] = []

    def refuse(route: Route) -> None:  # as a proxy does while nobody is behind it
        asked.append(route.request.url)
        route.fulfill(status=502)

    scripted.clock.install()
    scripted.route("**/live/**", refuse)
    open_lead(scripted, paper)
    with scripted.expect_response("**/live/**"):
        scripted.locator(".thread").scroll_into_view_if_needed()
    with scripted.expect_response("**/live/**"):
        scripted.clock.run_for(20_000)
    scripted.unroute("**/live/**")
    scripted.clock.run_for(60_000)
    expect(scripted.locator("live-thread[data-late]")).to_have_count(1)
    assert 2 <= len(asked) < 6


def test_nobody_listens_before_the_discussion_is_in_sight(paper: Site, scripted: Page):
    asked: list[str] = []
    scripted.on("request", lambda request: asked.append(request.url))
    open_lead(scripted, paper)
    scripted.wait_for_load_state("networkidle")
    assert [url for url in asked if "/live/" in url] == []


def test_without_script_the_page_holds_everything_and_no_empty_line_of_news(
    paper: Site, page: Page
):
    open_lead(page, paper)
    expect(page.locator(".live-bar")).to_be_hidden()
    expect(page.locator("live-thread [role=status]")).to_have_text("")
