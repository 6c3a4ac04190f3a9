"""Forms and links that are answered in place, on a small page of their own."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.looks

SCRIPT = Path(__file__).parents[2] / "standfirst/publishing/static/standfirst/js/swap.js"


@dataclass
class Poll:
    """A page with a vote, a form that refuses, and a branch that unfolds; it keeps what it was sent."""

    url: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    votes: int = 0

    def page(self, *, words: str = "", error: str = "", branch: str = "") -> str:
        more = branch or '<a data-swap="#branch" href="/branch">2 more replies</a>'
        return f"""<!doctype html><html lang="en"><title>Poll</title>
<script type="module" src="/swap.js"></script><body><p style="block-size: 1500px"></p>
<form id="act" method="post" data-swap></form>
<p id="votes" data-part data-said="{self.votes} agree"><button form="act" formaction="/vote" name="vote" value="up">Agree</button>
<button form="act" formaction="/vote" name="vote" value="down">Disagree</button> <output>{self.votes}</output></p>
<form id="write" method="post" action="/words" data-swap="#write"><input name="words" aria-label="Words" value="{words}">
<button>Post</button>{error}</form><div id="branch">{more}</div><p style="block-size: 1500px"></p>"""


def _answers(poll: Poll) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/swap.js":
                self.answer(200, SCRIPT.read_text(), "text/javascript")
            else:
                branch = "<p>First reply</p><p>Second reply</p>" if self.path == "/branch" else ""
                self.answer(200, poll.page(branch=branch))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            poll.sent.append((body, self.headers.get("X-Part", "")))
            fields = parse_qs(body)
            if self.path == "/words":
                words = fields["words"][0]
                return self.answer(422, poll.page(words=escape(words), error="<b>Too short.</b>"))
            poll.votes += 1 if fields["vote"] == ["up"] else -1
            return self.answer(303, "")

        def answer(self, status: int, text: str, kind: str = "text/html; charset=utf-8") -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == 303:
                self.send_header("Location", "/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Answers


@pytest.fixture
def poll() -> Iterator[Poll]:
    poll = Poll()
    with ThreadingHTTPServer(("127.0.0.1", 0), _answers(poll)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        poll.url = f"http://127.0.0.1:{server.server_port}/"
        yield poll
        server.shutdown()
        thread.join()


def test_a_vote_is_counted_in_place_and_said(scripted: Page, poll: Poll):
    scripted.goto(poll.url)
    scripted.evaluate(
        "window.isSame = true; addEventListener('part', (e) => window.told = e.target.id)"
    )
    disagree = scripted.get_by_role("button", name="Disagree")
    disagree.focus()
    top = disagree.bounding_box()
    scripted.keyboard.press("Enter")
    expect(scripted.locator("output")).to_have_text("-1")
    expect(scripted.get_by_role("button", name="Disagree")).to_be_focused()
    expect(scripted.get_by_role("status").filter(has_text="-1 agree")).to_have_count(1)
    assert scripted.evaluate("[window.isSame, window.told]") == [True, "votes"]
    assert scripted.get_by_role("button", name="Disagree").bounding_box() == top
    assert poll.sent == [("vote=down", "1")]


def test_a_double_click_sends_once(scripted: Page, poll: Poll):
    scripted.goto(poll.url)
    scripted.get_by_role("button", name="Agree", exact=True).dblclick(delay=20)
    expect(scripted.locator("output")).to_have_text("1")
    assert len(poll.sent) == 1


def test_a_refusal_stands_where_the_form_was_with_the_words_kept(scripted: Page, poll: Poll):
    scripted.goto(poll.url)
    scripted.get_by_label("Words").fill("No & yes")
    scripted.get_by_label("Words").press("Enter")
    expect(scripted.get_by_text("Too short.")).to_be_visible()
    expect(scripted.get_by_label("Words")).to_have_value("No & yes")
    expect(scripted.get_by_label("Words")).to_be_focused()
    assert scripted.url == poll.url


def test_a_form_goes_the_ordinary_way_where_the_script_cannot_send_it(scripted: Page, poll: Poll):
    def lose(route: Route) -> None:
        route.abort() if route.request.headers.get("x-part") else route.continue_()

    scripted.route("**/vote", lose)
    scripted.goto(poll.url)
    scripted.evaluate("window.isSame = true")
    scripted.get_by_role("button", name="Agree", exact=True).click()
    expect(scripted.locator("output")).to_have_text("1")
    assert scripted.evaluate("window.isSame") is None
    assert poll.sent == [("vote=up", "")]


def test_a_link_unfolds_what_it_leads_to(scripted: Page, poll: Poll):
    scripted.goto(poll.url)
    scripted.get_by_role("link", name="2 more replies").click()
    expect(scripted.get_by_text("Second reply")).to_be_visible()
    assert scripted.url == poll.url
