"""The editor works under its Content-Security-Policy: nothing that it does is refused by the browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.journeys.site import Site
from tests.journeys.test_publish import _add_article_address, sign_in

_TELL = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
"""

_LONG = 30_000  # milliseconds; choosers come by several requests


@pytest.fixture
def editor(paper: Site, scripted: Page) -> Iterator[Page]:
    """An editor's page, on which whatever the browser refuses or stumbles over fails the test."""
    complaints: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        # While a form is not filled in, the preview of it is answered by 400, as Wagtail has it.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            complaints.append(said.text)

    scripted.on("console", hear)
    scripted.on("pageerror", lambda error: complaints.append(str(error)))
    scripted.context.add_init_script(_TELL)
    sign_in(scripted, paper, "editor")
    yield scripted
    assert not complaints, "\n".join(complaints)


def test_shows_every_kind_of_page(paper: Site, editor: Page):
    for place in ("", "pages/", "images/", "documents/", "reports/site-history/", "comments/"):
        answer = editor.goto(f"{paper.url}/admin/{place}")
        assert answer is not None
        assert answer.ok, place
        editor.wait_for_load_state("networkidle")
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_edits_an_article_with_its_choosers(paper: Site, editor: Page):
    editor.goto(_add_article_address(editor, paper))
    editor.locator("#id_title").fill("Under a policy")
    editor.locator(".c-sf-add-button").first.click()
    editor.get_by_role("option", name="Text", exact=True).click()
    editor.locator(".public-DraftEditor-content").first.click()
    editor.keyboard.type("The tide is out.")
    editor.get_by_role("button", name="Choose an image").click()
    modal = editor.locator(".modal-content")
    expect(modal.get_by_role("searchbox").or_(modal.get_by_label("Search term"))).to_be_visible(
        timeout=_LONG
    )


def test_sets_a_day_and_looks_at_the_preview(paper: Site, editor: Page):
    editor.goto(_add_article_address(editor, paper))
    editor.locator("#id_title").fill("Seen beforehand")
    editor.get_by_role("button", name="Toggle status").click()
    editor.get_by_role("button", name="Set schedule").click()
    editor.locator("#id_go_live_at").click()
    expect(editor.locator(".xdsoft_datetimepicker:visible").first).to_be_visible()
    editor.keyboard.press("Escape")
    editor.keyboard.press("Escape")
    editor.get_by_role("button", name="Toggle preview").click()
    frame = editor.frame_locator("iframe[title='Preview']").first
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Seen beforehand", timeout=_LONG)
