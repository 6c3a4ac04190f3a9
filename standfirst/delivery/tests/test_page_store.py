"""Pages that are kept as bytes, and who gets them."""

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings

from standfirst.delivery.page_store import store as store_module
from standfirst.delivery.page_store.middleware import ASKED, KEPT
from standfirst.delivery.page_store.store import PageStore
from standfirst.lib import shown
from standfirst.lib.stamps import Stamps, stamps

HTML = [(b"content-type", b"text/html; charset=utf-8")]


class _Request:
    """What is asked, and what it is answered."""

    def __init__(
        self, path: str = "/", method: str = "GET", query: str = "", **headers: str
    ) -> None:
        self.method, self.target = method, f"{path}?{query}".rstrip("?").encode()
        named = {"host": "paper.example"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.headers = [(name.encode(), value.encode()) for name, value in named.items()]
        self.status, self.body, self.told = 0, b"", {}

    async def ask(self, store: PageStore) -> None:
        path, _mark, query = self.target.partition(b"?")
        scope = {
            "type": "http", "method": self.method, "path": path.decode(), "raw_path": path,
            "query_string": query, "headers": self.headers,
        }  # fmt: skip
        await store(scope, _nothing, self._take)

    async def _take(self, message: Any) -> None:  # noqa: ANN401
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.told = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message["body"]


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b""}


class _Site:
    """Lays out a page that says how many were laid out before."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.status, self.is_empty = 200, False
        self.headers, self.is_kept, self.keys = HTML, True, frozenset({"thread:article-8"})
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401
        self.asked.append(scope)
        number = len(self.asked)
        if self.meanwhile:
            await self.meanwhile()
        if self.is_kept and ASKED in scope:
            scope[KEPT] = self.keys
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        body = b"" if self.is_empty else b"<p>Page %d.</p>" % number + b" " * 300
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
def site() -> _Site:
    return _Site()


@pytest.fixture
def ask(site: _Site) -> Callable[..., _Request]:
    kept = PageStore(site)

    def asked(*arguments: str, **headers: str) -> _Request:
        request = _Request(*arguments, **headers)
        asyncio.run(request.ask(kept))
        return request

    return asked


Ask = Callable[..., _Request]


def test_a_second_reader_gets_the_same_bytes_and_nothing_is_laid_out(site: _Site, ask: Ask):
    assert ask().body == ask().body
    assert len(site.asked) == 1


def test_what_changed_is_laid_out_anew_for_the_next(ask: Ask):
    before = ask().body
    stamps().change(["thread:article-9"])
    assert ask().body == before
    stamps().change(["thread:article-8"])
    assert ask().body != before


def test_what_changed_while_a_page_was_laid_out_is_not_kept(site: _Site, ask: Ask):
    async def change() -> None:
        stamps().change(["thread:article-8"])

    site.meanwhile = change
    ask()
    ask()
    assert len(site.asked) == 2


def test_a_node_that_may_not_have_heard_of_a_change_keeps_a_page_for_a_moment(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    alone = Stamps(tmp_path / "stamps", is_one_of_several=True)
    monkeypatch.setattr(store_module, "stamps", lambda: alone)
    assert [ask().body, ask().body][1].startswith(b"<p>Page 1.")
    monkeypatch.setattr("standfirst.lib.stamps.SURE_FOR", 0)
    assert ask().body.startswith(b"<p>Page 2.")


def test_a_page_is_laid_out_anew_after_a_minute(
    site: _Site, ask: Ask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shown, "LONGEST_LIFE", 0.0)
    ask()
    ask()
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "headers",
    [
        *({"cookie": f"a=b; {name}=abc; c=d"} for name in settings.COOKIES_OF_KNOWN_READERS),
        *({"cookie": f"a=b; {name} =abc"} for name in settings.COOKIES_OF_KNOWN_READERS),
        {"authorization": "Basic abc"},
        {"range": "bytes=0-9"},
        {"content_length": "5"},
        {"transfer_encoding": "chunked"},
    ],
)
def test_whoever_may_be_known_is_asked_about_and_leaves_nothing(
    site: _Site, ask: Ask, headers: dict[str, str]
):
    ask(**headers)
    assert ASKED not in site.asked[0]
    ask()
    assert len(site.asked) == 2
    ask(**headers)
    assert len(site.asked) == 3


def test_a_header_that_comes_twice_may_hide_who_it_is(site: _Site):
    kept, twice = PageStore(site), _Request(cookie="a=b")
    twice.headers.insert(0, (b"cookie", b"sessionid=abc"))
    asyncio.run(twice.ask(kept))
    assert ASKED not in site.asked[0]
    asyncio.run(_Request().ask(kept))


def test_a_cookie_of_somebody_else_changes_nothing(site: _Site, ask: Ask):
    ask()
    ask(cookie="_ga=GA1.2.3; theme=dark")
    assert len(site.asked) == 1


def test_a_link_that_counts_who_follows_it_leads_to_the_same_page(site: _Site, ask: Ask):
    ask("/", "GET", "page=2")
    ask("/", "GET", "utm_source=mail&page=2&fbclid=abc")
    ask("/", "GET", "page=3&gclid=1")
    assert [scope["query_string"] for scope in site.asked] == [b"page=2", b"page=3"]


def test_hosts_and_schemes_have_their_own_pages(
    site: _Site, ask: Ask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", 1)
    ask()
    ask(host="www.paper.example")
    ask(x_forwarded_proto="https")
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("accepted", "how", "unpack"),
    [
        ("", None, bytes),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
    ],
)
def test_it_is_sent_as_the_reader_can_unpack_it(
    ask: Ask, accepted: str, how: str | None, unpack: Callable[[bytes], bytes]
):
    plain = ask().body
    packed = ask(accept_encoding=accepted)
    assert packed.told.get("content-encoding") == how
    assert unpack(packed.body) == plain


def test_who_has_it_already_is_told_so(ask: Ask):
    mark = ask().told["etag"]
    again = ask(if_none_match=mark)
    assert (again.status, again.body) == (304, b"")
    assert again.told["etag"] == mark
    stamps().change(["thread:article-8"])
    assert ask(if_none_match=mark).status == 200


def test_what_is_kept_is_ready_as_it_is_sent(site: _Site):
    kept, asked = PageStore(site), _Request(accept_encoding="gzip")
    assert kept.at_once(b"/", dict(asked.headers), []) is None
    asyncio.run(asked.ask(kept))
    date = [(b"date", b"Sun, 29 Nov 2026 15:00:00 GMT")]
    for more in (date, [(b"date", b"Sun, 29 Nov 2026 15:00:01 GMT")]):
        head, _blank, body = kept.at_once(b"/", dict(asked.headers), more).partition(b"\r\n\r\n")  # type: ignore[union-attr]
        status, *lines = head.decode().split("\r\n")
        told = dict(line.split(": ", 1) for line in lines)
        assert (status, body, told.pop("date").encode()) == (
            "HTTP/1.1 200 OK",
            asked.body,
            more[0][1],
        )
        assert told == asked.told
    had = [*asked.headers, (b"if-none-match", told["etag"].encode())]
    assert kept.at_once(b"/", dict(had), date).startswith(b"HTTP/1.1 304 Not Modified\r\ndate: Sun")  # type: ignore[union-attr]
    stamps().change(["thread:article-8"])
    assert kept.at_once(b"/", dict(asked.headers), date) is None


def test_the_same_page_has_the_same_mark_in_every_process(site: _Site):
    marks = set()
    for _process in range(2):
        request = _Request()
        site.asked.clear()
        asyncio.run(request.ask(PageStore(site)))
        marks.add(request.told["etag"])
    assert len(marks) == 1


def test_the_head_of_a_page_comes_from_what_is_kept(site: _Site, ask: Ask):
    ask()
    assert ask("/", "HEAD").status == 200
    assert len(site.asked) == 1


def test_what_is_not_to_be_kept_goes_through(site: _Site, ask: Ask):
    site.is_kept = False
    assert ask().body != ask().body


def test_who_was_led_on_before_is_led_to_where_the_address_leads_now(site: _Site, ask: Ask):
    site.status, site.is_empty = 301, True
    had = "*"
    for place in ("/first/", "/second/"):
        site.headers = [(b"location", place.encode())]
        stamps().change(["thread:article-8"])
        for _reader in range(2):
            answer = ask(if_none_match=had)
            assert (answer.status, answer.told.get("location")) == (301, place)
            had = answer.told.get("etag", "*")


def test_a_kept_address_that_leads_elsewhere_than_one_made_anew_is_found(site: _Site):
    kept = PageStore(site, checks=True)
    site.status, site.is_empty = 301, True
    site.headers = [(b"location", b"/first/")]
    asyncio.run(_Request().ask(kept))
    asyncio.run(_Request().ask(kept))
    site.headers = [(b"location", b"/second/")]
    with pytest.raises(AssertionError, match="/second/"):
        asyncio.run(_Request().ask(kept))


def test_what_became_of_a_page_that_was_to_be_kept_is_not(site: _Site, ask: Ask):
    site.status = 412
    assert ask().status == 412
    site.status = 200
    assert ask().status == 200


def test_a_page_is_laid_out_once_for_all_who_ask_at_once(site: _Site):
    kept = PageStore(site)
    requests = [_Request() for _ in range(20)]

    async def ask_all() -> None:
        site.meanwhile = lambda: asyncio.sleep(0.01)
        await asyncio.gather(*(request.ask(kept) for request in requests))

    asyncio.run(ask_all())
    assert len(site.asked) == 1
    assert {request.status for request in requests} == {200}


def test_whoever_goes_away_takes_nobody_along_who_waits_for_the_same_page(site: _Site):
    kept = PageStore(site)
    requests = [_Request() for _ in range(3)]

    async def ask_all() -> list[object]:
        site.meanwhile = lambda: asyncio.sleep(0.01)
        tasks = [asyncio.create_task(request.ask(kept)) for request in requests]
        await asyncio.sleep(0)
        tasks[1].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    made, gone, waited = asyncio.run(ask_all())
    assert (made, type(gone), waited) == (None, asyncio.CancelledError, None)
    assert requests[0].body == requests[2].body


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_reader_who_takes_nothing_holds_nobody_up_who_waits_for_the_same_page(
    site: _Site, *, is_kept: bool
):
    kept, slow, waits = PageStore(site), _Request(), _Request()

    async def take_nothing(message: Any) -> None:  # noqa: ANN401
        await asyncio.Event().wait()

    async def ask_both() -> None:
        slow._take = take_nothing  # type: ignore[method-assign]
        site.is_kept, site.meanwhile = is_kept, lambda: asyncio.sleep(0.01)
        first = asyncio.create_task(slow.ask(kept))
        await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await waits.ask(kept)
        first.cancel()

    asyncio.run(ask_both())
    assert waits.status == 200


def test_whoever_asks_after_a_change_does_not_wait_for_the_page_before_it(site: _Site):
    kept, before, after = PageStore(site), _Request(), _Request()

    async def ask_both() -> None:
        site.meanwhile = lambda: asyncio.sleep(0.01)
        first = asyncio.create_task(before.ask(kept))
        await asyncio.sleep(0)
        stamps().change(["thread:article-8"])
        await asyncio.gather(first, after.ask(kept))

    asyncio.run(ask_both())
    assert before.body != after.body


def test_a_page_that_fails_holds_nobody_up(site: _Site, ask: Ask):
    async def fail() -> None:
        raise ZeroDivisionError

    site.meanwhile = fail
    with pytest.raises(ZeroDivisionError):
        ask()
    site.meanwhile = None
    assert ask().status == 200


def test_it_keeps_no_more_than_it_may(site: _Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store_module, "MOST_BYTES", 30_000)
    kept = PageStore(site)
    for number in range(50):
        request = _Request(f"/{number}/")
        asyncio.run(request.ask(kept))
    assert kept.size <= 30_000
    again = _Request("/49/")
    asyncio.run(again.ask(kept))
    assert len(site.asked) == 50
