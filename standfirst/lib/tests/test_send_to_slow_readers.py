import asyncio
from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from standfirst.lib import serving
from standfirst.lib.serving import THREADS, ThreadedDjango

SLOW, PAGE = (
    {"type": "http", "path": path, "method": "GET", "headers": []} for path in ("/slow", "/page")
)


@pytest.fixture
def opened() -> list[HttpResponseBase]:
    return []


@pytest.fixture
def django(monkeypatch: pytest.MonkeyPatch, opened: list[HttpResponseBase]) -> ThreadedDjango:
    """Answers whatever is asked for with a file, or a page, without a database."""

    def answer(request: object) -> HttpResponseBase:
        if request.path == "/page":  # type: ignore[attr-defined]
            return HttpResponse("a page")
        kind = FileResponse if not opened else StreamingHttpResponse
        opened.append(kind(BytesIO(b"a file" * 100_000)))
        return opened[-1]

    made = ThreadedDjango()
    monkeypatch.setattr(made, "get_response", answer)
    return made


async def nothing_sent() -> dict:
    return {"type": "http.request", "body": b""}


async def read_all(sent: list[bytes], message: dict) -> None:
    sent.append(message.get("body", b""))


async def read_nothing(message: dict) -> None:
    await asyncio.sleep(60)


def test_a_file_arrives_whole(django: ThreadedDjango):
    sent: list[bytes] = []
    asyncio.run(django(SLOW, nothing_sent, lambda message: read_all(sent, message)))
    assert b"".join(sent) == b"a file" * 100_000


def test_many_who_read_nothing_keep_nobody_waiting(django: ThreadedDjango):
    sent: list[bytes] = []

    async def run() -> None:
        slow = [
            asyncio.create_task(django(SLOW, nothing_sent, read_nothing))
            for _ in range(3 * THREADS)
        ]
        await asyncio.sleep(0.1)
        await asyncio.wait_for(
            django(PAGE, nothing_sent, lambda message: read_all(sent, message)), timeout=2
        )
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    asyncio.run(run())
    assert b"".join(sent) == b"a page"


def test_who_takes_nothing_is_cut_off_and_the_file_is_closed(
    django: ThreadedDjango, opened: list[HttpResponseBase], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(serving, "TAKES_WITHIN", 0.05)
    asyncio.run(asyncio.wait_for(django(SLOW, nothing_sent, read_nothing), timeout=5))
    assert opened[0].closed


def test_a_file_that_is_sent_holds_no_connection_to_the_database(
    django: ThreadedDjango, monkeypatch: pytest.MonkeyPatch
):
    begun: list[str] = []
    monkeypatch.setattr(serving, "close_old_connections", lambda: begun.append("given back"))

    async def send(message: dict) -> None:
        begun.append(message["type"])

    asyncio.run(django(SLOW, nothing_sent, send))
    assert begun[0] == "given back"
