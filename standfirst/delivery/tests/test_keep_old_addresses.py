"""An address that leads on is kept as a page is, unless where it leads hangs on what counts clicks."""

import asyncio
from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect

from standfirst.delivery.page_store.store import PageStore
from standfirst.lib.serving import ThreadedDjango
from standfirst.publishing.testing import make_home

pytestmark = pytest.mark.django_db(transaction=True)


def _ask(store: PageStore, path: str) -> tuple[int, str]:
    path, _mark, query = path.partition("?")
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "headers": [(b"host", b"localhost")],
    }  # fmt: skip
    asked: list[dict[str, Any]] = [{"type": "http.request", "body": b""}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return asked.pop() if asked else await asyncio.Event().wait()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(store(scope, receive, send))
    told = {name.lower(): value for name, value in sent[0]["headers"]}
    return sent[0]["status"], told.get(b"location", b"").decode()


def test_an_old_address_that_everybody_follows_is_looked_for_once(site: ThreadedDjango):
    make_home()
    Redirect.add_redirect("/old", "/new/")
    store = PageStore(site)
    for query in ("", "?fbclid=1", "?fbclid=2"):
        assert _ask(store, f"/old/{query}") == (301, "/new/")
    assert (store.misses, store.hits) == (1, 2)
    Redirect.objects.all().delete()
    assert _ask(store, "/old/?fbclid=3")[0] == 404


def test_one_that_hangs_on_what_counts_clicks_is_found_in_front_of_django_too(site: ThreadedDjango):
    make_home()
    for old, new in {"/products": "/all/", "/products?utm_source=poster": "/poster/"}.items():
        Redirect.add_redirect(old, new)
    store = PageStore(site)
    for query, new in {
        "": "/all/",
        "?utm_source=poster": "/poster/",
        "?utm_source=a": "/all/",
    }.items():
        assert [_ask(store, f"/products/{query}") for _again in range(2)] == 2 * [(301, new)]
