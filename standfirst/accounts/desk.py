"""Readers as editors look them up, inside the admin: what the newsroom says of each, and who said it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from standfirst.lib.access import role
from standfirst.lib.errors import Refused
from standfirst.lib.names import clean_name

from . import services
from .models import CHANGE_STANDING, StandingChange, User
from .queries import all_suspended_guests, people_found, suspended_guests

_ON_A_PAGE = 50

# What an editor may press; `words` are what was typed beside it.
Act = Callable[[User, str, User, datetime], StandingChange]
ACTS: dict[str, Act] = {
    "grant": lambda reader, words, by, at: services.grant_expertise(
        reader=reader, words=words, by=by, at=at
    ),
    "withdraw": lambda reader, words, by, at: services.withdraw_expertise(
        reader=reader, by=by, at=at
    ),
    "suspend": lambda reader, words, by, at: services.suspend(
        reader=reader, reason=words, by=by, at=at
    ),
    "readmit": lambda reader, words, by, at: services.readmit(reader=reader, by=by, at=at),
}


@role(CHANGE_STANDING)
@require_safe
def readers(request: HttpRequest) -> HttpResponse:
    """The list: who is found by name, mail or expertise; without words, of whom something is said."""
    words = request.GET.get("q", "").strip()
    found = Paginator(people_found(words), _ON_A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Readers"),
        "header_icon": "user",
        "found": found,
        "words": words,
        "guests": all_suspended_guests(words)[:_ON_A_PAGE],
    }
    return render(request, "accounts/admin/readers.html", context)


@role(CHANGE_STANDING)
@require_http_methods(["GET", "HEAD", "POST"])
def reader(request: HttpRequest, number: int) -> HttpResponse:
    """One reader: what is said of them, who said it and when, and what can be changed."""
    person = get_object_or_404(User, pk=number)
    if request.method == "POST":
        return _act(request, person)
    return _show(request, person)


@role(CHANGE_STANDING)
@require_POST
def readmit_guest(request: HttpRequest) -> HttpResponse:
    """End the suspension of a guest, by the mail address."""
    assert isinstance(request.user, User)  # noqa: S101 - `role` let nobody else in
    mail = request.POST.get("mailbox", "")
    if mail in suspended_guests([mail]):
        change = services.readmit_guest(mail=mail, by=request.user, at=timezone.now())
        messages.success(request, f"{change}: {change.address}")
    return redirect("accounts_readers")


def _show(
    request: HttpRequest,
    person: User,
    *,
    typed: Mapping[str, str] = MappingProxyType({}),
    status: int = 200,
) -> HttpResponse:
    """The page, with what was `typed` beside an act that was not done."""
    changes = list(person.standing_changes.select_related("by"))
    context = {
        "page_title": str(person),
        "header_icon": "user",
        "person": person,
        "changes": changes,
        "opened_on": changes[0].pk if changes else "",
        "typed": typed,
        "suspension": _suspension(person, changes),
        "as_guest": suspended_guests([person.email]).get(person.email),
        "longest": User._meta.get_field("expertise").max_length,
    }
    return render(request, "accounts/admin/reader.html", context, status=status)


def _suspension(person: User, changes: Iterable[StandingChange]) -> StandingChange | None:
    """By which of `changes`, the last first, `person` is suspended now."""
    acts = (change for change in changes if change.kind == StandingChange.Kind.SUSPENDED)
    return next(acts, None) if person.is_suspended else None


def _act(request: HttpRequest, person: User) -> HttpResponse:
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    assert isinstance(request.user, User)  # noqa: S101 - `role` let nobody else in
    words = clean_name(request.POST.get("words", ""))
    try:
        with transaction.atomic():
            services.need_unchanged(reader=person, opened_on=request.POST.get("opened_on"))
            change = act(person, words, request.user, timezone.now())
    except services.ChangedMeanwhile as changed:
        messages.error(request, str(changed))
        person.refresh_from_db()
        return _show(request, person, typed={request.POST["act"]: words}, status=409)
    except Refused as refused:
        messages.error(request, str(refused))
        return _show(request, person, typed={request.POST["act"]: words}, status=422)
    else:
        messages.success(request, str(change))
    return redirect(reverse("accounts_reader", args=[person.pk]))
