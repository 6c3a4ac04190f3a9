"""Where somebody goes after a form: where they wanted to, but never to another site."""

import pytest
from django.test import RequestFactory

from standfirst.lib.http import onward


@pytest.mark.parametrize("wanted", ["/harbour/", "/a?b=c#d", "http://testserver/harbour/"])
def test_leads_where_they_wanted_to_go(wanted: str):
    assert onward(RequestFactory().get("/", {"next": wanted}), "/account/") == wanted


@pytest.mark.parametrize(
    "wanted",
    ["", "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example",
     "javascript:alert(1)", "http:evil.example", " https://evil.example", "http://testserver@evil.example/"],
)  # fmt: skip
def test_leads_to_no_other_site(wanted: str):
    assert onward(RequestFactory().post("/", {"next": wanted}), "/account/") == "/account/"
