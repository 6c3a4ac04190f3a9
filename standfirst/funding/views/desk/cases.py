"""What no rule can decide, before the person who does."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from standfirst.accounts.models import User
from standfirst.funding import queries
from standfirst.funding.models import Case
from standfirst.funding.services.cases import SettledBefore, settle_case
from standfirst.lib.access import role
from standfirst.lib.errors import Refused
from standfirst.lib.reasons import LONGEST_REASON, ReasonRefused, need_reason

_ON_A_PAGE = 30
# Which cases a list shows; what the names mean to people stands in the template.
_LISTS = ("open", "disputes", "settled")


@role("funding.view_case")
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The list: open ones first, disputes and warnings of fraud by themselves, settled ones.

    Raises:
        Http404: there is no such list.
    """
    which = request.GET.get("list", "open")
    if which not in _LISTS:
        raise Http404
    return _show(request, which)


def _show(
    request: HttpRequest, which: str, *, refused: Refused | None = None, case: Case | None = None
) -> HttpResponse:
    """Show a list; `refused` is why the words that were typed of `case` were not taken."""
    page = Paginator(queries.cases(which), _ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Cases"),
        "header_icon": "warning",
        "found": page,
        "which": which,
        "lists": [
            ("open", pgettext("cases that wait", "Open")),
            ("disputes", _("Disputes")),
            ("settled", _("Settled")),
        ],
        "longest": LONGEST_REASON,
        "refused": refused,
        "refused_case": case,
        "typed": request.POST.get("how", ""),
    }
    status = 422 if refused else 200
    return render(request, "funding/desk/cases.html", context, status=status)


@role("funding.change_case")
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Note what was decided about a case; words are asked for."""
    case = get_object_or_404(Case, pk=number)
    by = request.user
    assert isinstance(by, User)  # noqa: S101 - `role` let nobody else in
    try:
        missing = _("Say in a few words how it was settled.")
        how = need_reason(request.POST.get("how", ""), missing=missing)
        settle_case(case=case, by=by, how=how, at=timezone.now())
    except ReasonRefused as refused:
        return _show(request, "open", refused=refused, case=case)
    except SettledBefore as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Settled: %(case)s") % {"case": case})
    return redirect(reverse("funding_cases"))
