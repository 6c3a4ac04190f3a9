"""A moderator's hour: the list, and the tools on the page, by keyboard and on a phone."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.mailbox import Mailbox
from tests.journeys.site import Site
from tests.journeys.test_every_page import OVER
from tests.journeys.test_follow import link_in
from tests.journeys.test_publish import sign_in

_MAKE = """
import json, sys, django; django.setup()
from standfirst.discussion.models import Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment
thread = Thread.objects.filter(article__isnull=False).order_by("pk").first()
made = [make_comment(thread, f"Waiting {sys.argv[1]} words {n}.", state="held", name=f"Guest {n}") for n in range(9)]
shown = [make_comment(thread, f"Shown {sys.argv[1]} words {n}.", name=f"Reader {n}") for n in range(3)]
recount(thread)
print(json.dumps([[comment.pk for comment in made], [comment.pk for comment in shown], thread.key]))
"""


class Desk:
    """The moderator's page, and the comments that were made for it."""

    def __init__(self, page: Page, paper: Site, word: str, made: str) -> None:
        self.page, self.paper, self.url, self.word = page, paper, paper.url, word
        self.waiting, self.shown, self.key = json.loads(made)

    @property
    def mail(self) -> str:
        return self.paper.sign_in("moderator")[0]

    def list(self, state: str = "held") -> None:
        self.page.goto(f"{self.url}/admin/comments/?state={state}&q={self.word}")


@pytest.fixture(scope="module")
def moderators(paper: Site, browser: Browser) -> Iterator[Page]:
    """A moderator's page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, paper, "moderator")
    yield page
    context.close()


@pytest.fixture
def desk(paper: Site, moderators: Page) -> Desk:
    """Comments of each test's own, found by a word that only they have."""
    word = f"quay{secrets.token_hex(4)}"
    command = [sys.executable, "-c", _MAKE, word]
    made = subprocess.run(command, env=paper.environment, check=True, capture_output=True)
    return Desk(moderators, paper, word, made.stdout.decode())


def test_enter_decides_nothing_in_the_list(desk: Desk):
    desk.list()
    first = desk.page.locator(f"#words-{desk.waiting[-1]}")
    first.fill("rule 2")
    first.press("Enter")
    for number in desk.waiting[:3]:
        desk.page.locator(f"input[name=comment][value='{number}']").check()
    desk.page.locator("input[name=comment]").first.press("Enter")
    desk.page.locator("#words-several").fill("rule 3")
    desk.page.locator("#words-several").press("Enter")
    # Still the same page, with what was typed.
    expect(first).to_have_value("rule 2")
    expect(desk.page.locator("#words-several")).to_have_value("rule 3")
    desk.list()
    ticks = desk.page.locator("input[name=comment]").all()
    assert {int(tick.input_value()) for tick in ticks} >= set(desk.waiting)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_list_stays_at_the_next_comment_and_all_of_it_can_be_reached(desk: Desk, width: int):
    page = desk.page
    page.set_viewport_size({"width": width, "height": 700})
    desk.list()
    assert page.evaluate(OVER) == 0
    numbers = [int(tick.input_value()) for tick in page.locator("input[name=comment]").all()]
    this, following = numbers[4], numbers[5]
    row = page.locator(f"#case-{this}")
    for button in row.get_by_role("button").all():
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    row.get_by_role("button", name="Spam").click()
    expect(row).to_have_count(0)
    expect(page.locator(".messages")).to_contain_text("Marked as spam")
    expect(page.locator(f"#case-{following}")).to_be_in_viewport(ratio=0.5)
    expect(page.locator(f"#case-{following}")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_list_is_read_on_a_phone_without_script(desk: Desk, browser: Browser):
    signed_in = desk.page.context.storage_state()
    context = browser.new_context(
        viewport={"width": 390, "height": 700}, java_script_enabled=False, storage_state=signed_in
    )
    page = context.new_page()
    page.goto(f"{desk.url}/admin/comments/?state=held&q={desk.word}")
    assert page.evaluate(OVER) == 0
    row = page.locator(f"#case-{desk.waiting[0]}")
    # Nothing lies over the words, and over no button.
    row.locator(".case-html").click(timeout=2_000, trial=True, position={"x": 5, "y": 5})
    row.get_by_role("button", name="Remove").click(timeout=2_000)
    # Without a reason the browser sends nothing; with blanks, the answer says what is missing.
    expect(row).to_be_visible()
    row.get_by_label("Reason, shown to readers").fill(" ")
    row.get_by_role("button", name="Remove").click()
    expect(page.locator(".messages li")).to_contain_text("Enter the reason")
    expect(page.locator(".messages ul")).to_have_css("opacity", "1")
    expect(row.get_by_label("Reason, shown to readers")).to_be_focused()
    context.close()


def test_the_tools_under_a_comment_open_in_view_on_a_phone(desk: Desk):
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto(f"{desk.url}/discussion/{desk.key}/?order=oldest")
    tools = page.locator(f"#comment-{desk.shown[1]} details.moderate")
    summary = tools.locator("summary")
    summary.evaluate(
        "one => scrollTo(0, one.getBoundingClientRect().bottom + scrollY - innerHeight)"
    )
    summary.click()
    expect(tools.get_by_role("button", name="Close for replies")).to_be_in_viewport(ratio=1)
    expect(summary).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_two_tabs_do_not_decide_over_each_other(desk: Desk):
    desk.list()
    number = int(desk.page.locator("input[name=comment]").first.input_value())
    other = desk.page.context.new_page()
    other.goto(f"{desk.url}/discussion/{desk.key}/")
    removed = other.locator(f"#comment-{number}")
    removed.get_by_text("Moderate").click()
    removed.get_by_label("Reason, shown to readers").fill("rule 2")
    removed.get_by_role("button", name="Remove").click()
    expect(removed.locator(".held-note")).to_contain_text("rule 2")
    # The other way round, and with a script that swaps parts.
    desk.page.locator(f"#case-{number}").get_by_role("button", name="Approve").click()
    expect(desk.page.locator("main")).to_contain_text("Removed by Max")
    desk.page.get_by_role("button", name="Approve anyway").click()
    expect(desk.page.locator(".messages")).to_contain_text("Approved: ")
    removed.get_by_text("Moderate").click()
    removed.get_by_role("button", name="Restore").click()
    expect(removed.locator(".held-note")).to_have_count(0)
    other.close()


def test_a_discussion_is_closed_after_a_question(desk: Desk):
    desk.list("approved")
    row = desk.page.locator(f"#case-{desk.shown[0]}")
    row.get_by_role("button", name="Close discussion").click()
    expect(desk.page.locator("main")).to_contain_text("Nobody can comment on this article any more")
    desk.page.get_by_role("link", name="Leave it as it is").click()
    expect(row.get_by_role("button", name="Close discussion")).to_be_visible()


def test_the_tools_on_the_page_go_on_by_keyboard_and_say_what_was_done(desk: Desk):
    page = desk.page
    page.goto(f"{desk.url}/discussion/{desk.key}/?order=oldest")
    first, second = (page.locator(f"#comment-{number}") for number in desk.shown[:2])
    page.evaluate("window.isSame = true")
    said = page.locator("body > [role=status]")

    def press(comment: Locator, act: str) -> None:
        comment.locator("details.moderate > summary").focus()
        page.keyboard.press("Enter")
        comment.get_by_role("button", name=act, exact=True).focus()
        page.keyboard.press("Enter")

    press(second, "Editor’s pick")
    expect(said).to_contain_text("Picked: Reader 1")
    expect(second.locator("details.moderate > summary")).to_be_focused()
    press(first, "Spam")
    expect(said).to_contain_text("Marked as spam: Reader 0")
    expect(first).to_have_count(0)
    expect(second).to_be_focused()
    expect(second).to_be_in_viewport()
    assert page.evaluate("window.isSame")


def test_a_link_to_a_removed_comment_leads_to_the_discussion(desk: Desk, scripted: Page):
    number = desk.shown[2]
    desk.list("approved")
    row = desk.page.locator(f"#case-{number}")
    row.get_by_label("Reason, shown to readers").fill("It names a neighbour.")
    row.get_by_role("button", name="Remove").click()
    expect(desk.page.locator(".messages")).to_contain_text("Removed: Reader 2")
    scripted.goto(f"{desk.url}/discussion/comments/{number}/")
    expect(scripted.locator("#main > [role=status]")).to_contain_text("It names a neighbour.")
    expect(scripted.locator("#discussion")).to_be_visible()


def test_a_moderator_hears_of_a_comment_that_waits(desk: Desk, scripted: Page, mailbox: Mailbox):
    page = desk.page
    desk.list()
    page.get_by_label("Emails to me about waiting comments").select_option("at-once")
    page.locator(".cases-letters").get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text(desk.mail)
    scripted.goto(link_in(mailbox.wait_for(to=desk.mail), "/follows/confirm/"))
    scripted.get_by_role("button", name="Yes, email me").click()
    scripted.goto(f"{desk.url}/discussion/{desk.key}/write/")
    scripted.locator("#words").fill("Heard " + " ".join(f"https://{n}.example/" for n in range(5)))
    scripted.get_by_role("button", name="Post comment").click()
    # In the list, which was open all the time, and by mail.
    expect(page.locator("waiting-comments [role=status]")).to_contain_text(
        "comments are waiting now"
    )
    letter = mailbox.wait_for(to=desk.mail)
    page.locator("waiting-comments").get_by_role("link", name="Show", exact=True).click()
    expect(page.locator(".case", has_text="Heard https://0.example/")).to_be_visible()
    page.goto(link_in(letter, "/admin/comments/"))
    expect(page.locator(".case:focus")).to_contain_text("Heard https://0.example/")
