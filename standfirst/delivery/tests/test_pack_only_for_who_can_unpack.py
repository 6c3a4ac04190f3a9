"""A program that cannot unpack says so, and must be able to read its answer."""

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.module_loading import import_string

from standfirst.delivery.page_store.store import Page
from standfirst.lib.stamps import stamps


def _site(request: HttpRequest) -> HttpResponse:
    return HttpResponse("word " * 100)


@pytest.mark.parametrize(
    ("accepted", "packed", "of_kept_page"),
    [
        ("gzip, br", "gzip", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip", "br"),
        ("gzip, br;q=0", "gzip", "gzip"),
        ("gzip; q=0.000, br;Q=0", "", ""),
        ("br;q=0,gzip;q=0.1", "gzip", "gzip"),
        ("identity;q=1, *;q=0", "", ""),
        ("", "", ""),
    ],
)
def test_what_is_refused_is_not_sent(
    accepted: str, packed: str, of_kept_page: str, settings: LazySettings
):
    (packer,) = [name for name in settings.MIDDLEWARE if "gzip" in name.lower()]
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    assert import_string(packer)(_site)(request).get("Content-Encoding", "") == packed
    page = Page(
        200, [(b"content-type", b"text/html")], b"x" * 500, stamps().now(), frozenset(), 1.0
    )
    assert page.pack({b"accept-encoding": accepted.encode()}).decode() == of_kept_page
