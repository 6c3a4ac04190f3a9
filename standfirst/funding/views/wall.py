"""Who gave, as far as they wish to be shown."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from standfirst.funding import queries
from standfirst.lib.access import anyone

_ON_A_PAGE = 60


@anyone
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The wall of thanks, newest first."""
    page = Paginator(queries.givers(), _ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "funding/thanks.html", {"givers": page})
