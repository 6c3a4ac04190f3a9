"""Everything published, by year, month and day of the newsroom."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from standfirst.delivery.queries.archive import Span, days_around, published_in, span_of
from standfirst.delivery.queries.articles import listing_page
from standfirst.lib.access import anyone
from standfirst.lib.pages import page_number
from standfirst.publishing import queries
from standfirst.publishing.almanac import month_sheet, year_sheets


@anyone
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """All years and their months."""
    return render(request, "publishing/archive.html", {"years": queries.count_by_month()})


@anyone
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year's calendar."""
    before, after = days_around(_span(year))
    shown = {
        "year": year,
        "sheets": year_sheets(year, queries.count_by_day(year)),
        "before": before and before.year,
        "after": after and after.year,
    }
    return render(request, "publishing/archive_year.html", shown)


@anyone
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month's calendar and its articles, a page at a time."""
    span = _span(year, month)
    before, after = days_around(span)
    articles = listing_page(published_in(span), page_number(request))
    shown = {
        "sheet": month_sheet(year, month, queries.count_by_day(year).get(month, {})),
        "articles": articles,
        "before": before and before.replace(day=1),
        "after": after and after.replace(day=1),
    }
    return render(request, "publishing/archive_month.html", shown)


@anyone
@require_safe
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """That day's paper."""
    span = _span(year, month, day)
    before, after = days_around(span)
    shown = {
        "day": date(year, month, day),
        "articles": queries.on_day(span.first),
        "sheet": month_sheet(year, month, queries.count_by_day(year).get(month, {})),
        "before": before,
        "after": after,
    }
    return render(request, "publishing/archive_day.html", shown)


def _span(year: int, month: int | None = None, day: int | None = None) -> Span:
    span = span_of(year, month, day)
    if span is None:
        raise Http404
    return span
