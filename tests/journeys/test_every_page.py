"""What must hold on each public page of the demonstration newsroom."""

import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import READERS, as_read
from tests.journeys.site import Site

pytestmark = pytest.mark.looks

NARROWEST = 320
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

BESIDES = [
    "/search/?q=wall",
    "/search/?q=xyzzy",
    "/archive/",
    "/support/",
    "/support/harbour-reporting-fund/",
    "/support/harbour-reporting-fund/embed/",
    "/support/thanks/",
    "/support/money/",
    "/support/proof/",
    "/support/mine/link/",
    "/support/mine/link/sent/",
    "/no-such-page/",
    "/account/sign-in/",
    "/account/sign-in/password/",
]


@pytest.fixture(scope="session")
def addresses(paper: Site) -> list[str]:
    """Every page of the sitemap, what no sitemap names, and the pages of one thread."""
    sitemap = urllib.request.urlopen(paper.url + "/sitemap.xml").read().decode()
    paths = [
        re.sub(r"^https?://[^/]+", "", found)
        for found in re.findall(r"<loc>([^<]+)</loc>", sitemap)
    ]
    home = urllib.request.urlopen(paper.url).read().decode()
    lead = next(path for path in paths if path.count("/") == 3 and path in home)
    article = urllib.request.urlopen(paper.url + lead).read().decode()
    thread = sorted(set(re.findall(r'href="(/discussion/[^"#]+/)"', article)))
    replies = [path for path in thread if "/reply/" in path][:1]
    whole = [path for path in thread if re.fullmatch(r"/discussion/article-\d+/", path)][:1]
    assert len(paths) > 30
    return [*paths, *BESIDES, *replies, *whole]


def violations(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]


@pytest.fixture(scope="module", params=READERS, ids=as_read)
def seen(
    request: pytest.FixtureRequest,
    paper: Site,
    browser: Browser,
    addresses: list[str],
    axe: str,
) -> dict[str, tuple[list[str], int]]:
    """Of each page, opened once, what axe finds, and by how many pixels it is too wide for its window."""
    width, scheme = request.param
    window = {"width": width, "height": 900}
    with browser.new_context(viewport=window, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        found, kinds = {}, set()
        for path in addresses:
            page.goto(paper.url + path)
            # The narrowest window has what the narrow one has, a little narrower: one page of each kind.
            is_judged = width > NARROWEST or kind_of(path) not in kinds
            kinds.add(kind_of(path))
            found[path] = violations(page, axe) if is_judged else [], page.evaluate(OVER)
        return found


def kind_of(path: str) -> str:
    """Return what pages have in common that are laid out by one template, as their addresses say it."""
    if path in BESIDES:
        return path
    first = path.strip("/").partition("/")[0]
    return first if first in {"authors", "topics", "discussion"} else str(path.count("/"))


def test_axe_finds_nothing(seen: dict[str, tuple[list[str], int]]):
    assert {path: wrong for path, (wrong, _over) in seen.items() if wrong} == {}


def test_nothing_is_wider_than_the_window(seen: dict[str, tuple[list[str], int]]):
    assert {path: over for path, (_wrong, over) in seen.items() if over} == {}


def test_no_page_asks_another_host_or_breaks_its_policy(
    paper: Site, scripted: Page, addresses: list[str]
):
    foreign, complaints = set(), []
    scripted.on(
        "request",
        lambda request: (
            foreign.add(request.url) if not request.url.startswith((paper.url, "data:")) else None
        ),
    )
    scripted.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    scripted.on("pageerror", lambda error: complaints.append(str(error)))
    for path in addresses:
        scripted.goto(paper.url + path)
    expected = [text for text in complaints if "404" in text]
    assert foreign == set()
    assert [text for text in complaints if text not in expected] == []
    assert len(expected) == 1  # the page that is not there


def test_an_article_fits_every_window(paper: Site, browser: Browser, addresses: list[str]):
    context = browser.new_context()
    page = context.new_page()
    articles = [
        path
        for path in addresses
        if path.count("/") == 3
        and not path.startswith(("/authors", "/topics", "/archive", "/search", "/support"))
    ]
    wide = {}
    for path in articles:
        page.goto(paper.url + path)
        for width in (320, 360, 768, 1024, 1440, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            if over := page.evaluate(OVER):
                wide[path, width] = over
    context.close()
    assert wide == {}
