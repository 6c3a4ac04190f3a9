"""On a phone, lists of the editor show all their columns: what is wider than the screen can be moved into sight."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.site import Site
from tests.journeys.test_publish import sign_in

# Cells beyond the screen that nothing around them scrolls into sight.
_CUT_OFF = """() => [...document.querySelectorAll("td, th")].filter((cell) => {
  if (cell.getBoundingClientRect().right <= innerWidth + 1) return false;
  for (let around = cell.parentElement; around; around = around.parentElement)
    if (getComputedStyle(around).overflowX === "auto" && around.scrollWidth > around.clientWidth) return false;
  return true;
}).map((cell) => cell.textContent.trim())"""


def test_an_operator_reads_the_list_of_people(paper: Site, scripted: Page):
    scripted.set_viewport_size({"width": 390, "height": 900})
    sign_in(scripted, paper, "operator")
    scripted.goto(f"{paper.url}/admin/users/")
    name = scripted.get_by_role("link", name="Dagny Roos")
    expect(name).to_be_visible()
    assert scripted.evaluate(_CUT_OFF) == []
    # Two lines at most: not one for each letter.
    assert (name.bounding_box() or pytest.fail("no name"))["height"] < 60
