"""Where everything stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.accounts.models import User
from standfirst.funding import queries
from standfirst.funding.gateways import gateway
from standfirst.lib.access import role


@role("funding.view_gift")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The first page: campaigns, what waits, where the money is, and whether the books agree."""
    reader = request.user
    assert isinstance(reader, User)  # noqa: S101 - `role` let nobody else in
    context = {
        "page_title": _("Funding"),
        "header_icon": "pick",
        "desk": queries.overview(at=timezone.now(), reader=reader),
        "gateway": gateway(),
    }
    return render(request, "funding/desk/overview.html", context)
