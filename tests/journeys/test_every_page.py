"""What must hold on each public page of the demonstration newsroom."""

import re
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.journeys.conftest import READERS, as_read
from tests.journeys.site import Site

pytestmark = pytest.mark.looks

WIDTHS = (320, 360, 390, 768, 1024, 1440, 2560, 1280)
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
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],"
        " resultTypes: ['violations']})"
    )
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found["violations"]]


@dataclass
class Seen:
    """What came of opening a page."""

    wrong: list[str] = field(default_factory=list)
    # By how many pixels it is too wide for its window; by the width of that.
    over: dict[int, int] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


# Of the session, since tests in random order may come back to this module.
@pytest.fixture(scope="session")
def seen(paper: Site, browser: Browser, addresses: list[str], axe: str) -> dict[str, Seen]:
    """Each page, opened once with script, by a reader in a wide window."""
    found = {path: Seen() for path in addresses}
    now = Seen()

    def hear_request(request: Request) -> None:
        if not request.url.startswith((paper.url, "data:")):
            now.foreign.append(request.url)

    def hear_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            now.complaints.append(message.text)

    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.on("request", hear_request)
        page.on("console", hear_console)
        page.on("pageerror", lambda error: now.complaints.append(str(error)))
        for path, now in found.items():
            page.goto(paper.url + path)
            now.wrong = violations(page, axe)
            now.over = too_wide(page)
    return found


def too_wide(page: Page) -> dict[int, int]:
    """Return by how many pixels a page is too wide, by the width of the window; the last is as it was."""
    over = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over[width] = page.evaluate(OVER)
    return {width: pixels for width, pixels in over.items() if pixels}


def kind_of(path: str) -> str:
    """Return what pages have in common that are laid out by one template, as their addresses say it."""
    if path in BESIDES:
        return path
    first = path.strip("/").partition("/")[0]
    return first if first in {"authors", "topics", "discussion"} else str(path.count("/"))


def test_axe_finds_nothing(seen: dict[str, Seen]):
    assert {path: page.wrong for path, page in seen.items() if page.wrong} == {}


@pytest.mark.parametrize("reader", READERS[1:], ids=as_read, indirect=True)
def test_axe_finds_nothing_on_a_page_of_each_kind(
    paper: Site, reader: Page, addresses: list[str], axe: str
):
    found = {}
    for path in {kind_of(path): path for path in reversed(addresses)}.values():
        reader.goto(paper.url + path)
        if wrong := violations(reader, axe):
            found[path] = wrong
    assert found == {}


def test_nothing_is_wider_than_the_window(seen: dict[str, Seen]):
    assert {path: page.over for path, page in seen.items() if page.over} == {}


# A word that no window of a telephone can hold, at the head of everything an editor or reader wrote.
LONG_WORDS = """() => {
  const word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung";
  const places = "main :is(h1, h2, h3, h4, p, li, dt, dd, cite, figcaption, blockquote, a:not(.button)), nav.sections a";
  for (const place of document.querySelectorAll(places)) {
    const text = [...place.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (text) text.data = `${word} ${text.data}`;
  }
  const sticksOut = (place) => place.getBoundingClientRect().right > innerWidth + 1 && !place.closest(".scroller, nav.sections, pre, .visually-hidden, [hidden]");
  return [...document.querySelectorAll("main *")].filter((place) => place.textContent.includes(word) && sticksOut(place))
    .map((place) => `${place.localName}.${place.className}`);
}"""


@pytest.mark.parametrize("reader", [(320, "light")], ids=as_read, indirect=True)
def test_a_long_word_breaks_wherever_it_stands(paper: Site, reader: Page, addresses: list[str]):
    found = {}
    for path in {kind_of(path): path for path in reversed(addresses)}.values():
        reader.goto(paper.url + path)
        if stuck := reader.evaluate(LONG_WORDS):
            found[path] = sorted(set(stuck))
        if over := reader.evaluate(OVER):
            found[path] = [*found.get(path, ()), str(over)]
    assert found == {}


def test_no_page_asks_another_host(seen: dict[str, Seen]):
    assert {path: page.foreign for path, page in seen.items() if page.foreign} == {}


def test_no_page_breaks_its_policy_or_fails_in_its_script(seen: dict[str, Seen]):
    said = [(path, text) for path, page in seen.items() for text in page.complaints]
    assert [(path, "404" in text) for path, text in said] == [("/no-such-page/", True)]
