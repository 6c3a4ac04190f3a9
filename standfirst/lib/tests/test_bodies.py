import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from django.core.exceptions import RequestAborted

from standfirst.lib import bodies
from standfirst.lib.bodies import Bodies, BodyRefused, limit_of

STAFF = [(b"cookie", b"sessionid=anything")]


@pytest.fixture(autouse=True)
def _small(settings: object) -> None:
    settings.BODY_LIMIT, settings.BODY_LIMITS = 100, {"/admin/": 1000}


def scope(path: str = "/discussion/", headers: list[tuple[bytes, bytes]] | None = None) -> dict:
    return {"type": "http", "path": path, "headers": headers or []}


def read(parts: list[bytes], asked: dict | None = None, by: Bodies | None = None) -> bytes:
    """Have a body read that comes in `parts`; None stands for who goes away, "…" for who waits."""

    async def messages() -> AsyncIterator[dict]:
        for number, part in enumerate(parts, 1):
            if part is None:
                yield {"type": "http.disconnect"}
            if part == "…":
                await asyncio.sleep(60)
            yield {"type": "http.request", "body": part, "more_body": number < len(parts)}

    async def run() -> bytes:
        coming = messages()
        with (by or Bodies()).reading() as reading:
            return (await reading.read(asked or scope(), coming.__anext__)).read()

    return asyncio.run(run())


def refusal(*given: object, **named: object) -> int:
    with pytest.raises(BodyRefused) as refused:
        read(*given, **named)
    return refused.value.status


def test_reads_a_body_whole():
    assert read([b"a", b"", b"b"]) == b"ab"


def test_refuses_by_what_is_announced():
    assert refusal([b""], scope(headers=[(b"content-length", b"101")])) == 413


def test_refuses_by_what_comes_although_nothing_was_announced():
    assert refusal([b"a" * 60, b"a" * 60]) == 413


def test_refuses_by_what_comes_although_less_was_announced():
    assert refusal([b"a" * 200], scope(headers=[(b"content-length", b"1")])) == 413


def test_hears_a_refused_body_out_so_that_a_browser_shows_the_answer():
    parts = [b"a" * 60, b"a" * 60, b"a" * 60]
    assert refusal(parts) == 413


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_is_session", lambda key: key == "anything")


@pytest.mark.usefixtures("signed_in")
def test_takes_more_from_staff_who_are_signed_in():
    assert len(read([b"a" * 900], scope("/admin/pages/1/edit/", STAFF))) == 900


def test_takes_no_more_from_who_only_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bodies, "_is_session", lambda key: False)
    assert refusal([b"a" * 60, b"a" * 60], scope("/admin/pages/1/edit/", STAFF)) == 413


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/admin/pages/1/edit/", []), ("/unknown/", STAFF), ("/administer/", STAFF)],
)
def test_takes_no_more_from_others(path: str, headers: list[tuple[bytes, bytes]]):
    assert limit_of(scope(path, headers)) == 100


def test_refuses_who_sends_nothing_for_a_while(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bodies, "WINDOW", 0.01)
    assert refusal([b"a", "…"]) == 408


def test_refuses_who_sends_drop_by_drop(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bodies, "WINDOW", 0)
    assert refusal([b"a", b"a", b"a"]) == 408


def test_hears_nobody_out_who_sends_a_refused_body_drop_by_drop(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bodies, "WINDOW", 0)
    announced = scope(headers=[(b"content-length", b"1000000000")])
    assert refusal([b"a", b"a", b"a", None], announced) == 413


def test_ends_with_who_goes_away():
    with pytest.raises(RequestAborted):
        read([b"a", None])


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bodies]:
    """Somebody else's network holds its share of the small bodies, and of the large ones."""
    monkeypatch.setattr(bodies, "OF_SMALL", 160)
    monkeypatch.setattr(bodies, "OF_ALL", 4000)
    all_of_them = Bodies()
    for is_large in (False, True):
        assert all_of_them.take("192.0.2.1", 40 if not is_large else 1000, is_large=is_large)
    held = dict(all_of_them.held)
    yield all_of_them
    assert all_of_them.held == held, "what is refused, and what is read, gives its bytes back"


def of(address: str, path: str = "/discussion/") -> dict:
    return {**scope(path, STAFF), "client": (address, 1234)}


def test_a_network_holds_no_more_than_its_share(crowded: Bodies):
    assert refusal([b"a"], of("192.0.2.1"), by=crowded) == 503


def test_it_keeps_nobody_else_from_sending(crowded: Bodies):
    assert read([b"a" * 40], of("192.0.2.2"), by=crowded) == b"a" * 40


@pytest.mark.usefixtures("signed_in")
def test_large_bodies_keep_nobody_from_sending_small_ones(crowded: Bodies):
    others = ("192.0.2.3", "192.0.2.4", "192.0.2.5")
    assert all(crowded.take(it, 1000, is_large=True) for it in others)
    assert refusal([b"a" * 90, b"a" * 90], of("192.0.2.2", "/admin/a/"), by=crowded) == 503
    assert read([b"a" * 40], of("192.0.2.2"), by=crowded) == b"a" * 40
    for other in others:
        crowded.give_back(other, 1000, is_large=True)
