"""What moderators did, as a page inside the admin: newest first, of everybody or of one; suspensions, too."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import CharField, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.accounts.models import StandingChange
from standfirst.lib.access import role

from .finding import number_in
from .models import MODERATE, ModerationEntry

_ON_A_PAGE = 50
_ACT, _STANDING = "act", "standing"
# What moderators do to people; expertise is on the reader's own page.
_SUSPENSIONS = (StandingChange.Kind.SUSPENDED, StandingChange.Kind.READMITTED)

# When something was done, of which table it is a row, and of which number.
Key = tuple[datetime, str, int]


@role(MODERATE)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The log; `?by=` is the number of a moderator, `?comment=` of a comment. Six queries or so at any size."""
    by, comment = request.GET.get("by", ""), request.GET.get("comment", "")
    page = Paginator(_keys(by=by, comment=comment), _ON_A_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        "page_title": _("Log of moderation"),
        "header_icon": "history",
        "found": page,
        "entries": _entries(list(page)),
        "by": by,
        "comment": comment,
        "is_narrowed": bool(by or comment),
    }
    return render(request, "discussion/admin/log.html", context)


def _keys(*, by: str, comment: str) -> QuerySet[Any, Key]:
    """Return what was done, from both tables, newest first; the rows themselves are read by the page."""
    acts = ModerationEntry.objects.order_by()
    standing = StandingChange.objects.filter(kind__in=_SUSPENSIONS).order_by()
    if by:
        acts, standing = acts.filter(by=number_in(by)), standing.filter(by=number_in(by))
    if comment:
        acts, standing = acts.filter(comment=number_in(comment)), standing.none()
    both = _named(acts, _ACT).union(_named(standing, _STANDING), all=True)
    return both.order_by("-at", "-pk")


def _named(rows: QuerySet[Any], table: str) -> QuerySet[Any, Key]:
    name = Value(table, output_field=CharField())
    named: QuerySet[Any, Key] = rows.annotate(table=name).values_list("at", "table", "pk")
    return named


def _entries(keys: Iterable[Key]) -> list[ModerationEntry | StandingChange]:
    """Return the rows of `keys`, in order. Two queries."""
    numbers = {table: [pk for _at, its, pk in keys if its == table] for table in (_ACT, _STANDING)}
    acts = ModerationEntry.objects.select_related("by", "comment", "thread__article")
    standing = StandingChange.objects.select_related("by", "reader")
    found: dict[str, Mapping[int, ModerationEntry | StandingChange]]
    found = {_ACT: acts.in_bulk(numbers[_ACT]), _STANDING: standing.in_bulk(numbers[_STANDING])}
    return [found[table][pk] for _at, table, pk in keys]
