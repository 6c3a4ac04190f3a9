"""A reader's own comments, and whom they do not want to read."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from standfirst.accounts.models import User
from standfirst.discussion.finding import find_comment, number_in
from standfirst.discussion.own_comments import show_own_comments
from standfirst.discussion.queries import whom_ignores
from standfirst.discussion.readers import reader_of
from standfirst.discussion.services.ignoring import (
    NobodyToIgnore,
    forget_ignored,
    ignore,
    show_again,
)
from standfirst.lib.access import reader as readers_only
from standfirst.lib.http import own_forms_only, see_other


@readers_only
@require_safe
def comments(request: HttpRequest) -> HttpResponse:
    before = number_in(request.GET.get("before", "0"))
    shown = show_own_comments(user=_user(request), before=before)
    return render(request, "discussion/own_comments.html", {"shown": shown})


@readers_only
@own_forms_only
def ignore_writer(request: HttpRequest, number: int) -> HttpResponse:
    """Ignore who wrote a comment, or read them again, and come back to it."""
    reader = reader_of(request)
    comment = find_comment(request, number, reader=reader)
    place = reverse("discussion:comment", args=[number])
    if request.method != "POST":
        return redirect(place)
    if request.POST.get("again"):
        show_again(user=_user(request), comment=comment)
        return see_other(place)
    try:
        ignore(reader=reader, comment=comment, at=timezone.now())
    except NobodyToIgnore as refusal:
        context = {"page": comment.thread.article, "refusal": refusal, "place": place}
        return render(request, "discussion/not_ignored.html", context, status=422)
    return see_other(place)


@readers_only
@own_forms_only
def ignored(request: HttpRequest) -> HttpResponse:
    """Whom a reader ignores; a form here takes one of them off the list."""
    user = _user(request)
    if request.method == "POST":
        forget_ignored(user=user, number=number_in(request.POST.get("ignored", "")))
        return see_other(request.get_full_path())
    return render(request, "discussion/ignored.html", {"ignored": whom_ignores(user)})


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):  # `readers_only` has seen to that
        raise PermissionDenied
    return request.user
