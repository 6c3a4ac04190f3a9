"""Health checks often speak HTTP/1.0, and nobody should have to guess where an answer ends."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from standfirst.lib.serving import start_of


@pytest.mark.parametrize(
    ("response", "length"),
    [
        (HttpResponse("ok\n"), [b"3"]),
        (HttpResponse(status=301), [b"0"]),
        (HttpResponse("", headers={"Content-Length": "36759"}), [b"36759"]),
        (HttpResponse(status=304), []),
        (HttpResponse(status=204), []),
        (StreamingHttpResponse(["ok"]), []),
    ],
)
def test_says_so_where_that_is_known_and_may_be_said(
    response: HttpResponseBase, length: list[bytes]
):
    headers = start_of(response)["headers"]
    assert [value for name, value in headers if name == b"Content-Length"] == length
