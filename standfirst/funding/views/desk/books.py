"""The books to take away."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.funding import queries
from standfirst.funding.services.exports import books_as_beancount, movements_csv
from standfirst.lib.access import role

SEE = "funding.view_movement"


@role(SEE)
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """What there is to take away, and what each account holds."""
    context = {
        "page_title": _("Books"),
        "header_icon": "download",
        "rows": queries.ledger(),
    }
    return render(request, "funding/desk/books.html", context)


@role(SEE)
@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every movement, for a spreadsheet."""
    return _file(movements_csv, "movements", "csv", "text/csv; charset=utf-8")


@role(SEE)
@require_safe
def as_beancount(request: HttpRequest) -> StreamingHttpResponse:
    """The books for Beancount."""
    return _file(books_as_beancount, "books", "beancount", "text/plain; charset=utf-8")


def _file(
    write: Callable[[], Iterator[str]], name: str, kind: str, content_type: str
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(write(), content_type=content_type)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{kind}"'
    return response
