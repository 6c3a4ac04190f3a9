"""Pages of a thread."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standfirst.discussion import guests
from standfirst.discussion.finding import find_article, find_comment, find_taken_down, number_in
from standfirst.discussion.models import Comment
from standfirst.discussion.orders import Cursor, WrongCursor
from standfirst.discussion.own_comments import what_became_of
from standfirst.discussion.parts import INLINE, Asked, order_of, rules_of
from standfirst.discussion.queries import (
    branch_page,
    comment_with_number,
    exchange,
    is_on_article,
    thread_of,
)
from standfirst.discussion.readers import Reader, reader_of
from standfirst.discussion.showing import show_branch, show_thread
from standfirst.lib.access import anyone


@anyone
@require_safe
def thread(request: HttpRequest, key: str) -> HttpResponse:
    article = find_article(request, key)
    order = order_of(request)
    text = request.GET.get("after", "")
    try:
        after = Cursor.parse(text, order) if text else None
    except WrongCursor as error:
        raise Http404 from error
    asked = Asked(order, after, inline_only=request.GET.get("show") == INLINE)
    shown = show_thread(request=request, article=article, asked=asked, on_article=False)
    own_address = settings.SITE_URL + request.path
    context = {"page": article, "shown": shown, "own_address": own_address}
    response = render(request, "discussion/thread.html", context)
    return guests.for_who_asked(response, is_private=shown.is_private)


@anyone
@require_safe
def comment(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)
    try:
        found = find_comment(request, number, reader=reader)
    except Http404:
        if key := request.GET.get("waits", ""):
            return _waits(request, key)
        return _taken_down(request, number, reader)
    article = found.thread.article
    page = reverse("discussion:branch", args=[number])
    # What only moderators see may stand on any page of the thread.
    is_seen = found.has_place or reader.wrote(found)
    if article and is_seen and is_on_article(found, order=rules_of(request).usual_order):
        page = article.get_url(request) or page
    response = redirect(f"{page}#comment-{number}")
    return guests.for_who_asked(response, is_private=found.state == Comment.State.HELD)


def _taken_down(request: HttpRequest, number: int, reader: Reader) -> HttpResponse:
    """The discussion, and above it what became of a comment that a link in an old letter names.

    Raises:
        Http404: there was none, or none that this reader may read about.
    """
    found = find_taken_down(request, number)
    article = found.thread.article
    if article is None:
        raise Http404
    asked = Asked(order_of(request))
    is_own = reader.wrote(found)
    context = {
        "page": article,
        "shown": show_thread(request=request, article=article, asked=asked, on_article=False),
        "own_address": settings.SITE_URL + reverse("discussion:thread", args=[found.thread.key]),
        "gone": what_became_of(found) if is_own else _told_of(found),
        "is_own": is_own,
    }
    response = render(request, "discussion/thread.html", context, status=410)
    return guests.for_who_asked(response, is_private=True)


def _told_of(comment: Comment) -> str:
    """What others are told of a comment that is not there any more: of spam, no more than that."""
    if comment.state == Comment.State.REMOVED:
        return what_became_of(comment)
    if comment.state == Comment.State.DELETED:
        return _("Deleted by its writer.")
    return _("It is no longer here.")


def _waits(request: HttpRequest, key: str) -> HttpResponse:
    """Where a guest arrives whose comment waits and who is not known again: it says nothing of any comment."""
    context = {"page": find_article(request, key)}
    response = render(request, "discussion/waits.html", context)
    return guests.for_who_asked(response, is_private=True)


@anyone
@require_safe
def branch(request: HttpRequest, number: int) -> HttpResponse:
    found = find_comment(request, number, reader=reader_of(request))
    after = number_in(request.GET.get("after", "0"))
    order = order_of(request)
    if found.parent_id:
        after, page = 0, exchange(comment=found, order=order)
    else:
        page = branch_page(root=found, after=after, order=order)
    shown = show_branch(request=request, comment=found, page=page, order=order, after=after)
    context = {
        "page": found.thread.article,
        "shown": shown,
        "comment": found,
        "is_reply": found.parent_id is not None,
        "whole_branch": reverse("discussion:branch", args=[found.branch_number]),
    }
    response = render(request, "discussion/branch.html", context)
    return guests.for_who_asked(response, is_private=shown.is_private)


@anyone
@require_safe
def old_comment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    # Links to a comment's number of another system lead here, by way of `old-comment.js`.
    article = find_article(request, key)
    found = comment_with_number(thread=thread_of(article), number=number)
    if found is None:
        raise Http404
    return redirect("discussion:comment", number=found.pk)
