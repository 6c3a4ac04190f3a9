"""What moderators did, as a page inside the admin: newest first, of everybody or of one."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.lib.access import role

from .finding import number_in
from .models import MODERATE, ModerationEntry

_ON_A_PAGE = 50


@role(MODERATE)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log; `?by=` is the number of a moderator, `?comment=` of a comment. Five queries or so at any size."""
    entries = ModerationEntry.objects.select_related("by", "comment", "thread__article")
    by, comment = request.GET.get("by", ""), request.GET.get("comment", "")
    if by:
        entries = entries.filter(by=number_in(by))
    if comment:
        entries = entries.filter(comment=number_in(comment))
    page = Paginator(entries.order_by("-pk"), _ON_A_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        "page_title": _("Log of moderation"),
        "header_icon": "history",
        "found": page,
        "by": by,
        "comment": comment,
        "is_narrowed": bool(by or comment),
    }
    return render(request, "discussion/admin/log.html", context)
