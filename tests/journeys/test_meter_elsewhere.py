"""The meter stands on another site, in a frame, and leads from there to the campaign."""

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.journeys.site import Site

FUND = "/support/harbour-reporting-fund/"
Framing = Callable[..., FrameLocator]


class Elsewhere(BaseHTTPRequestHandler):
    """Another site, whose pages frame what their query names, as tall as our own lines make it."""

    def do_GET(self) -> None:
        width, _sign, address = self.path.partition("?")[2].partition("&")
        frame = f'<iframe src="{address}" title="Meter" width="{width}" height="300"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>Elsewhere</title>{frame}".encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def framed(paper: Site) -> Iterator[Framing]:
    """Open a page of another site that frames one of ours."""
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def frame(page: Page, path: str, *, width: int = 320) -> FrameLocator:
        page.goto(f"http://127.0.0.1:{server.server_port}/?{width}&{paper.url}{path}")
        return page.frame_locator("iframe")

    yield frame
    server.shutdown()
    server.server_close()


def test_the_meter_is_framed_and_leads_out_of_its_frame(paper: Site, page: Page, framed: Framing):
    frame = framed(page, f"{FUND}embed/")
    expect(frame.get_by_role("meter")).to_be_visible()
    assert page.context.cookies() == []
    frame.get_by_role("link", name="Support us").click()
    expect(page).to_have_url(f"{paper.url}{FUND}#give")


@pytest.mark.parametrize("width", [320, 640])
def test_the_frame_is_as_tall_as_what_it_shows(scripted: Page, framed: Framing, width: int):
    framed(scripted, f"{FUND}embed/", width=width)
    root = "document.documentElement"
    over = scripted.frames[1].evaluate(f"{root}.scrollHeight - {root}.clientHeight")
    assert over <= 0


def test_no_other_page_of_ours_is_framed(scripted: Page, framed: Framing):
    with scripted.expect_console_message(lambda message: "frame-ancestors" in message.text):
        frame = framed(scripted, FUND)
    expect(frame.get_by_text(re.compile("Harbour"))).to_have_count(0)
