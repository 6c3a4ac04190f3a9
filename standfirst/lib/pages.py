"""Lists that are read a page at a time, by `?page=`."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for, from 1.

    Raises:
        Http404: what stands there is no number of a page.
    """
    asked = request.GET.get("page") or "1"
    if not _NUMBER.fullmatch(asked):
        raise Http404
    return int(asked)


def page_of(rows: "QuerySet[Any] | Sequence[Any]", number: int, *, size: int) -> "Page[Any]":
    """Return page `number` of `rows`; a list without rows has one, empty.

    Raises:
        Http404: the list is not that long.
    """
    try:
        return Paginator(rows, size).page(number)
    except EmptyPage as error:
        raise Http404 from error
