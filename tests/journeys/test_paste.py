"""Text copied out of other programs keeps what it means in the editor, and is stored so."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.test_publish import _add_article_address, sign_in

pytestmark = pytest.mark.looks

_COPIED = Path(__file__).parent / "pasted"
_KEY = re.compile(r' data-block-key=\\"\w+\\"')
_PASTE = """([html, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def editor(request: pytest.FixtureRequest, paper: Site, scripted: Page) -> Iterator[Page]:
    """A new article with an empty block of text, in which the cursor stands."""
    complaints: list[str] = []
    scripted.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(scripted, paper, "editor")
    scripted.goto(_add_article_address(scripted, paper))
    scripted.locator("#id_title").fill(request.node.name)
    scripted.locator(".c-sf-add-button").first.click()
    scripted.get_by_role("option", name="Text", exact=True).click()
    scripted.locator(".public-DraftEditor-content").first.click()
    yield scripted
    assert not complaints, "\n".join(complaints)


def paste(page: Page, name: str) -> None:
    """Paste what such a program leaves on the clipboard, as the browser hands it to the page."""
    page.evaluate(_PASTE, [(_COPIED / f"{name}.html").read_text(), "Words without their look"])


def saved(page: Page, paper: Site) -> list[tuple[str, Any]]:
    """Save a draft, and return the blocks of its body as they are stored."""
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text(re.compile("created|updated"))
    with closing(sqlite3.connect(paper.data / "standfirst.sqlite3")) as database:
        newest = "SELECT content FROM wagtailcore_revision ORDER BY id DESC LIMIT 1"
        (content,) = database.execute(newest).fetchone()
    blocks = json.loads(_KEY.sub("", json.loads(content)["body"]))
    return [(it["type"], it["value"]) for it in blocks]


def rows(value: dict[str, Any]) -> list[list[str]]:
    return value["table"]["data"]


def test_word_keeps_headings_tables_lists_and_raised_digits(paper: Site, editor: Page):
    editor.keyboard.type("Before. After.")
    for _ in "After.":
        editor.keyboard.press("ArrowLeft")
    paste(editor, "word")
    expect(editor.locator("[data-streamfield-child]:visible")).to_have_count(7)
    # The editor hands words to the form a moment after it shows them.
    expect(editor.locator("input[name=body-1-value][value*='After.']")).to_have_count(1)
    expect(editor.locator("input[name=body-0-value][value*='After.']")).to_have_count(0)
    before, cost, items, figures, table, contact, after = saved(editor, paper)
    assert before == (
        "text",
        "<p>Before. The <b>old</b> pier stands in <i>salt</i> water, not pure H<sub>2</sub>O, "
        "on 40\xa0m<sup>2</sup> of worn piles, the harbour says. See "
        '<a href="https://harbour.example/piles">the survey</a> of 🌊 2024.</p>'
        "<p>20 November 2026</p>",
    )
    assert cost == ("heading", {"text": "What it would cost", "level": "2"})
    assert items == (
        "text",
        "<ul><li>piles<ul><li>of oak</li></ul></li></ul><ol><li>survey</li></ol>",
    )
    assert figures == ("heading", {"text": "In figures", "level": "3"})
    assert rows(table[1]) == [["Part", "m²"], ["A1", "B1"], ["", "B2"]]
    assert table[1]["table"]["first_row_is_table_header"] is True
    address = '<a href="mailto:works@harbour.example">works@harbour.example</a>'
    assert contact == ("text", f"<p>Ask {address}.</p>")
    assert after == ("text", "<p>After.</p>")


def test_google_docs_and_libreoffice_follow_each_other(paper: Site, editor: Page):
    paste(editor, "google_docs")  # begins with a heading: the empty text goes
    blocks = editor.locator("[data-streamfield-child]:visible")
    expect(blocks).to_have_count(3)
    editor.locator(".public-DraftEditor-content:visible").click()
    editor.keyboard.press("Control+End")
    for _ in range(3):  # out of both lists
        editor.keyboard.press("Enter")
    paste(editor, "libreoffice")
    expect(blocks).to_have_count(5)
    expect(editor.locator("input[name$=-value][value*='Salt water']")).to_have_count(1)
    heading, tide, pier, survey, table = saved(editor, paper)
    assert heading == ("heading", {"text": "The tide table", "level": "2"})
    assert tide == (
        "text",
        "<p>High water is <b>4</b> m<sup>2</sup><i> at noon</i><s> or so</s></p>"
        "<ul><li>spring<ul><li>high</li></ul></li></ul><p>Salt water is not H<sub>2</sub>O.</p>",
    )
    assert rows(pier[1]) == [["Pier", "Year"], ["A1", "B1"]]
    assert survey == ("text", "<ol><li>survey</li><li>repair</li></ol>")
    assert rows(table[1]) == [["A1", "B1"], ["A2", "B2"]]


def test_where_no_block_can_be_added_rows_and_headings_are_lines(editor: Page):
    editor.locator(".c-sf-add-button").nth(1).click()
    editor.get_by_role("option", name="Data box", exact=True).click()
    field = editor.locator("input[name=body-1-value-text]")
    around = editor.locator("[data-field]").filter(has=field).last
    around.locator(".public-DraftEditor-content").click()
    paste(editor, "google_docs")
    expect(field).to_have_value(re.compile("A2"))
    lines = json.loads(field.input_value())["blocks"]
    assert [it["text"] for it in lines] == [
        "The tide table",
        "High water is 4 m2 at noon or so",
        "spring",
        "high",
        "A1 | B1",
        "A2 | B2",
    ]
    assert [it["style"] for it in lines[0]["inlineStyleRanges"]] == ["BOLD"]
