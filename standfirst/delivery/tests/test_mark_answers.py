"""Which answers are marked by their bytes before they reach the page store."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from standfirst.delivery.page_store.middleware import ConditionalGet


@pytest.mark.parametrize(("is_kept", "is_marked"), [(False, True), (True, False)])
def test_what_the_store_keeps_is_left_for_it_to_mark(*, is_kept: bool, is_marked: bool):
    request = RequestFactory().get("/")
    request.is_kept = is_kept  # type: ignore[attr-defined]
    answer = ConditionalGet(lambda _request: HttpResponse("A long page."))(request)
    assert answer.has_header("ETag") == is_marked
