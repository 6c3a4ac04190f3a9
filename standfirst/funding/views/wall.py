"Readers who gave and wish to be shown."

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from standfirst.funding import queries
from standfirst.lib.access import anyone
from standfirst.lib.pages import page_number, page_of

_ON_A_PAGE = 60


@anyone
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The wall of thanks, newest first."""
    page = page_of(queries.givers(), page_number(request), size=_ON_A_PAGE)
    return render(request, "funding/thanks.html", {"givers": page})
