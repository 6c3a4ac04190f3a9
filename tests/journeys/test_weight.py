"""How much a reader's line has to carry besides the words."""

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.journeys.site import Site

pytestmark = pytest.mark.looks

MOST_SCRIPT = 12 * 1024
MOST_STYLE = 20 * 1024
LEAD = "/harbour/sea-wall-costs-two-thirds-more/"


@pytest.fixture
def answers(scripted: Page) -> list[Response]:
    """Everything that the page asks for, modules that modules import included."""
    answers: list[Response] = []
    scripted.on("response", lambda answer: answers.append(answer))
    return answers


def weight(answers: list[Response], kind: str) -> dict[str, int]:
    """Bytes as they travel, compressed at most as well as a server does it while it answers."""
    return {
        answer.url.rsplit("/", 1)[-1]: len(gzip.compress(answer.body(), 6))
        for answer in answers
        if answer.request.resource_type == kind
    }


@pytest.mark.parametrize("path", ["/", LEAD, "/support/", "/discussion/article-{}/"])
def test_the_script_of_a_page_fits_its_budget(
    paper: Site, scripted: Page, answers: list[Response], path: str
):
    if "{}" in path:
        scripted.goto(paper.url + LEAD)
        key = scripted.locator("live-thread").get_attribute("data-news") or ""
        path = key.replace("/live/", "/discussion/")
        answers.clear()
    scripted.goto(paper.url + path, wait_until="load")
    scripts, styles = weight(answers, "script"), weight(answers, "stylesheet")
    assert sum(scripts.values()) <= MOST_SCRIPT, scripts
    assert sum(styles.values()) <= MOST_STYLE, styles


def test_the_scale_sees_every_module_of_an_article(
    paper: Site, scripted: Page, answers: list[Response]
):
    scripted.goto(paper.url + LEAD, wait_until="load")
    named = scripted.locator("script[src]").evaluate_all("all => all.map((one) => one.src)")
    weighed = {answer.url for answer in answers if answer.request.resource_type == "script"}
    assert len(named) >= 2
    assert set(named) <= weighed
