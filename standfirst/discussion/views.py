from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from standfirst.lib.access import anyone
from standfirst.lib.http import own_forms_only
from standfirst.publishing.models import ArticlePage

from . import guests
from .forms import CommentForm
from .models import Comment, DiscussionSettings, Thread
from .orders import Cursor, WrongCursor
from .queries import (
    branch_page,
    comment_with_number,
    exchange,
    is_on_article,
    thread_of,
)
from .services import PostRefused, Writer, post_comment
from .showing import (
    INLINE,
    Asked,
    has_own_waiting,
    order_of,
    show_branch,
    show_one,
    show_thread,
    takes_comments,
    written_form,
)

_BIGGEST = 2**63 - 1
_MOST_DIGITS = 18


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
@own_forms_only
def post(request: HttpRequest, key: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("discussion:thread", key=key)
    article = find_article(request, key)
    form = CommentForm(request.POST)
    rules = DiscussionSettings.for_request(request)
    token = guests.token_of(request) or guests.new_token()
    if form.is_valid():
        try:
            comment = post_comment(
                article=article,
                draft=form.draft(key),
                writer=_writer(request, token),
                rules=rules,
                at=timezone.now(),
            )
        except PostRefused as refusal:
            form.add_refusal(refusal)
        else:
            response = _see(reverse("discussion:comment", args=[comment.pk]))
            if comment.user_id is None:
                guests.remember(response, token)
            return guests.for_who_asked(response, is_private=True)
    return _write(request, thread_of(article), form=form, status=422)


@anyone
@require_safe
def comment(request: HttpRequest, number: int) -> HttpResponse:
    found = _find_comment(request, number)
    article = found.thread.article
    page = reverse("discussion:branch", args=[number])
    if article and is_on_article(found):
        page = article.get_url(request) or page
    response = redirect(f"{page}#comment-{number}")
    return guests.for_who_asked(response, is_private=found.state == Comment.State.HELD)


@anyone
@require_safe
def reply(request: HttpRequest, number: int) -> HttpResponse:
    parent = _find_comment(request, number)
    return _write(request, parent.thread, parent=parent)


@anyone
@require_safe
def branch(request: HttpRequest, number: int) -> HttpResponse:
    found = _find_comment(request, number)
    after = _number_in(request.GET.get("after", "0"))
    page = exchange(comment=found) if found.parent_id else branch_page(root=found, after=after)
    shown = show_branch(request=request, comment=found, page=page)
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


def find_article(request: HttpRequest, key: str) -> ArticlePage:
    """Return the live article whose thread has `key`.

    Raises:
        Http404: there is none, or none that this reader may read.
    """
    kind, _dash, number = key.partition("-")
    if kind != "article" or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    article: ArticlePage = get_object_or_404(
        ArticlePage.objects.live().for_everybody(), pk=int(number)
    )
    for restriction in article.get_view_restrictions():
        if not restriction.accept_request(request):
            raise Http404
    return article


def _number_in(text: str) -> int:
    """Return the number that an address names.

    Raises:
        Http404: no number of a comment can be written so.
    """
    if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        raise Http404
    return int(text)


def _find_comment(request: HttpRequest, number: int) -> Comment:
    """Return a comment.

    Raises:
        Http404: there is none that this reader can see, in its place or waiting and their own.
    """
    if number > _BIGGEST:
        raise Http404
    found = get_object_or_404(Comment.objects.select_related("thread"), pk=number)
    is_own = found.guest_key is not None and found.guest_key == guests.known_guest(request)
    if not found.has_place and not (is_own and found.state == Comment.State.HELD):
        raise Http404
    found.thread.article = find_article(request, found.thread.key)
    return found


def _writer(request: HttpRequest, token: str) -> Writer:
    if request.user.is_authenticated:
        return Writer(user=request.user)
    return Writer(
        guest_key=guests.guest_key_of(token),
        address_key=guests.address_key_of(request),
        is_new=not guests.token_of(request),
    )


def _write(
    request: HttpRequest,
    thread: Thread,
    *,
    form: CommentForm | None = None,
    parent: Comment | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with only the form: for a reply, or with what was typed and why it was not taken."""
    rules = DiscussionSettings.for_request(request)
    if form and form.cleaned_data.get("parent") and thread.pk:
        parent = thread.comments.approved().filter(pk=form.cleaned_data["parent"]).first()
    if parent:
        parent.thread = thread
    quoted = show_one(request=request, comment=parent) if parent else None
    context = {
        "page": thread.article,
        "thread": thread,
        "parent": parent,
        "quoted": quoted,
        "can_write": (takes_comments(thread, rules) and not (parent and not _can_answer(parent)))
        or form is not None,
        "written": written_form(
            request=request, thread=thread, rules=rules, form=form, parent=parent
        ),
    }
    response = render(request, "discussion/write.html", context, status=status)
    is_private = quoted is not None and has_own_waiting(quoted.lines)
    return guests.for_who_asked(response, is_private=is_private)


def _can_answer(comment: Comment) -> bool:
    return comment.is_approved and not comment.is_closed


def _see(address: str) -> HttpResponse:
    """Answer a form with 303: the browser reads the address, whatever it sent before."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
