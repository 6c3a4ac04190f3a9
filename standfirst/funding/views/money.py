"""Where the money went: the books for everybody to read."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from standfirst.funding import queries
from standfirst.funding.gateways import gateway
from standfirst.funding.models import Gift
from standfirst.funding.statement import lines
from standfirst.lib.access import anyone
from standfirst.lib.spreadsheets import Cell, CsvStyle, Table, csv_response

_ENTRIES_SHOWN = 40
_COLUMNS = (
    "month", "currency", "campaign", "given", "went_back", "fee_cover", "fees", "spent", "exchanged", "unexplained",
)  # fmt: skip


@anyone
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = queries.public_accounts()
    entries = list(queries.spending()[: _ENTRIES_SHOWN + 1])
    here = gateway()
    context = {
        "books": [
            {"accounts": accounts, "lines": list(lines(accounts.total))} for accounts in found
        ],
        "entries": entries[:_ENTRIES_SHOWN],
        "has_more_entries": len(entries) > _ENTRIES_SHOWN,
        "comparisons": queries.last_comparisons(),
        "csv_style": CsvStyle.usual(),
        "is_demonstration": here is not None and here.name == Gift.Way.DEMONSTRATION,
    }
    return render(request, "funding/money.html", context)


@anyone
@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """The same figures for a spreadsheet, a line for each month, currency and campaign.

    For programs, it is the same in every language; `separator` and `decimal` ask for other signs.
    """
    table = Table("where-the-money-went", _COLUMNS, _rows())
    return csv_response(table, CsvStyle.chosen(request.GET, CsvStyle()))


def _rows() -> Iterator[Sequence[Cell]]:
    for line in queries.account_lines():
        flow = line.flow
        amounts = (
            flow.came, flow.went_back, flow.cover, flow.fees, flow.spent, flow.exchanged, flow.unexplained,
        )  # fmt: skip
        yield (
            line.month,
            line.currency,
            line.campaign,
            *(amount.whole_units for amount in amounts),
        )
