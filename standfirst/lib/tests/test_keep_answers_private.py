"""Which answers to known readers shared caches may keep."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from standfirst.lib.middleware import private_for_known_readers


def answered(*, known: bool, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/somewhere/")
    if known:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return private_for_known_readers(lambda _request: HttpResponse(headers=named))(request)


@pytest.mark.parametrize("kind", ["text/html", "text/csv", "application/json", "application/pdf"])
def test_none_of_any_type(kind: str):
    answer = answered(known=True, Content_Type=kind)
    assert answer["Cache-Control"] == "private"
    assert answer["Vary"] == "Cookie"


def test_but_what_says_that_it_is_public():
    answer = answered(known=True, Content_Type="text/css", Cache_Control="no-cache, public")
    assert answer["Cache-Control"] == "no-cache, public"
    assert "Vary" not in answer


def test_strangers_all_get_the_same():
    assert "Cache-Control" not in answered(known=False, Content_Type="text/csv")
