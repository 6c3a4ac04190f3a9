"""A moderator's hour: the list, and the tools on the page, by keyboard and on a phone."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.site import Site
from tests.journeys.test_publish import sign_in

_MAKE = """
import json, django; django.setup()
from standfirst.discussion.models import Thread
from standfirst.discussion.services import recount
from standfirst.discussion.testing import make_comment
thread = Thread.objects.filter(article__isnull=False).order_by("pk").first()
made = [make_comment(thread, f"Waiting words {n}.", state="held", name=f"Guest {n}") for n in range(8)]
shown = [make_comment(thread, f"Shown words {n}.", name=f"Reader {n}") for n in range(3)]
recount(thread)
print(json.dumps([[comment.pk for comment in made], [comment.pk for comment in shown], thread.key]))
"""


class Desk:
    """The moderator's page, and the comments that were made for it."""

    def __init__(self, page: Page, url: str, made: str) -> None:
        self.page, self.url = page, url
        self.waiting, self.shown, self.key = json.loads(made)

    def list(self, state: str = "held") -> None:
        self.page.goto(f"{self.url}/admin/comments/?state={state}&q=words")


@pytest.fixture(scope="module")
def desk(paper: Site, browser: Browser) -> Iterator[Desk]:
    command = [sys.executable, "-c", _MAKE]
    made = subprocess.run(command, env=paper.environment, check=True, capture_output=True)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, paper, "moderator")
    yield Desk(page, paper.url, made.stdout.decode())
    context.close()


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
