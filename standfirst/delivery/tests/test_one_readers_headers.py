"""What one reader's browser says has no say in what is kept for everybody."""

import asyncio
from typing import Any

import pytest
from django.conf import settings

from standfirst.delivery.page_store.store import PageStore
from standfirst.discussion.testing import make_thread
from standfirst.lib.serving import ThreadedDjango
from standfirst.publishing.testing import make_article

pytestmark = pytest.mark.django_db(transaction=True)

SAID = {
    "if-match": '"another"',
    "if-unmodified-since": "Mon, 29 Nov 1999 12:00:00 GMT",
    "if-modified-since": "Mon, 29 Nov 2099 12:00:00 GMT",
    "if-none-match": '"another"',
    "accept-encoding": "gzip",
    "accept-language": "de",
    "x-forwarded-host": "evil.example",
    "cookie": f"{settings.CSRF_COOKIE_NAME}={'a' * 32}; {settings.DEVICE_COOKIE}=a",
}


def _ask(store: PageStore, path: str, *headers: tuple[str, str]) -> tuple[int, bytes]:
    named = [("host", "localhost"), *headers]
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in named],
    }  # fmt: skip
    asked, sent = [{"type": "http.request", "body": b""}], []

    async def receive() -> dict[str, Any]:
        return asked.pop() if asked else await asyncio.Event().wait()

    async def send(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    asyncio.run(store(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


def test_the_next_reader_gets_the_page(site: ThreadedDjango):
    article = make_article()
    make_thread(article)
    for path in (article.url, f"/discussion/article-{article.pk}/", "/feed.rss"):
        page = _ask(PageStore(site), path)
        for header in SAID.items():
            store = PageStore(site)
            _ask(store, path, header)
            assert _ask(store, path) == page, (path, header)
            assert store.hits == 1, (path, header)
