"""The address of a comment leads to it, however deep it stands and however long the thread is."""

import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.journeys.site import Site

_BIG_THREAD = """
import django; django.setup()
from datetime import timedelta
from standfirst.discussion.services import recount
from standfirst.discussion.testing import FIRST_AT, grow_thread, make_comment, make_thread
from standfirst.publishing.models import ArticlePage
quiet = ArticlePage.objects.live().exclude(thread__comment_count__gt=0).order_by("pk").first()
thread, above = make_thread(quiet), None
for level in range(1, 13):
    at = FIRST_AT - timedelta(days=1) + timedelta(minutes=level)
    above = make_comment(thread, f"Level {level} of twelve.", parent=above, created_at=at)
grow_thread(thread, 10_000)
recount(thread)
print(above.pk)
"""


def test_a_permalink_opens_depth_twelve_of_ten_thousand(paper: Site, page: Page):
    made = subprocess.run(
        [sys.executable, "-c", _BIG_THREAD],
        env=paper.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    number = made.stdout.strip()
    page.goto(f"{paper.url}/discussion/comments/{number}/")
    assert page.url.endswith(f"#comment-{number}")
    comment = page.locator(f"#comment-{number}")
    expect(comment).to_be_in_viewport()
    expect(comment).to_contain_text("Level 12 of twelve.")
    expect(comment).to_have_attribute("aria-current", "true")
    for level in range(1, 12):
        expect(page.get_by_text(f"Level {level} of twelve.")).to_be_visible()
