"""Notes hang in the margin of what they speak of; none ever lies over another, or over the text."""

import pytest
from playwright.sync_api import Page

from tests.journeys.site import Site

pytestmark = pytest.mark.looks

ARTICLE = "/harbour/sea-wall-costs-two-thirds-more/"

MEETINGS = """() => {
  const box = (element) => element.getBoundingClientRect();
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const notes = [...document.querySelectorAll(".prose .aside")];
  const text = [...document.querySelectorAll(".prose > *:not(.beside), .beside > :first-child, .related, .discussion")];
  return notes.flatMap((note, place) => [...notes.slice(place + 1), ...text]
    .filter((other) => meet(box(note), box(other)))
    .map((other) => `note ${place} meets ${other.className || other.tagName}`));
}"""


@pytest.mark.parametrize("width", [320, 768, 1023, 1024, 1280, 2560])
def test_no_note_lies_over_another_closed_or_open(scripted: Page, paper: Site, width: int):
    scripted.set_viewport_size({"width": width, "height": 900})
    scripted.goto(paper.url + ARTICLE)
    notes = scripted.locator("details.note > summary")
    assert notes.count() >= 4
    assert scripted.evaluate(MEETINGS) == []
    for note in notes.all():
        note.click()
    assert scripted.evaluate(MEETINGS) == []
    assert scripted.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_open_note_moves_no_word_of_the_text(scripted: Page, paper: Site):
    scripted.goto(paper.url + ARTICLE)
    place = "document.querySelector('.prose .beside ~ .beside > p').getBoundingClientRect().top + scrollY"
    before = scripted.evaluate(place)
    scripted.locator("details.note > summary").first.click()
    assert scripted.evaluate(place) == before


def test_the_marks_go_and_come_without_script(page: Page, paper: Site):
    page.goto(paper.url + ARTICLE)
    marks = page.locator(".claim sup")
    assert marks.first.is_visible()
    page.locator("#claims-shown").uncheck()
    assert not marks.first.is_visible()
