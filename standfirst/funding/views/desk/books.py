"""The books to take away."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.funding import queries
from standfirst.funding.services.exports import books_as_beancount, movements_table
from standfirst.lib.access import role
from standfirst.lib.spreadsheets import CsvStyle, csv_response, xlsx_response

SEE = "funding.view_movement"


@role(SEE)
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """What there is to take away, and what each account holds."""
    context = {
        "page_title": _("Books"),
        "header_icon": "download",
        "rows": queries.ledger(),
        "usual": CsvStyle.usual(),
    }
    return render(request, "funding/desk/books.html", context)


@role(SEE)
@require_safe
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """Every movement, for a spreadsheet: CSV with the separator and decimal sign that are asked for."""
    return csv_response(movements_table(), CsvStyle.chosen(request.GET, CsvStyle.usual()))


@role(SEE)
@require_safe
def as_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The same as XLSX."""
    return xlsx_response(movements_table())


@role(SEE)
@require_safe
def as_beancount(request: HttpRequest) -> HttpResponseBase:
    """The books for Beancount."""
    response = StreamingHttpResponse(books_as_beancount(), content_type="text/plain; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="books-{day}.beancount"'
    return response
