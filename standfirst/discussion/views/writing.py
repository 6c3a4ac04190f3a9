"""Forms for comments and replies, and where they are sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from standfirst.discussion import guests
from standfirst.discussion.closing import why_closed
from standfirst.discussion.composing import kept_as, written_form
from standfirst.discussion.finding import find_article, find_comment
from standfirst.discussion.forms import CommentForm
from standfirst.discussion.keeping import forget_words
from standfirst.discussion.models import Comment, DiscussionSettings, Thread
from standfirst.discussion.queries import thread_of
from standfirst.discussion.readers import reader_of
from standfirst.discussion.services import PostRefused, Writer, post_comment
from standfirst.discussion.showing import show_one
from standfirst.lib.access import anyone
from standfirst.lib.http import client_address, own_forms_only, see_other


@anyone
@own_forms_only
def post(request: HttpRequest, key: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("discussion:thread", key=key)
    article = find_article(request, key)
    form = CommentForm(request.POST, request.FILES)
    rules = DiscussionSettings.for_request(request)
    token = guests.token_of(request) or guests.new_token()
    if form.is_valid():
        try:
            comment = post_comment(
                article=article,
                draft=form.draft(key),
                writer=writer_of(request, token),
                rules=rules,
                at=timezone.now(),
            )
        except PostRefused as refusal:
            form.add_refusal(refusal)
        else:
            return _posted(request, comment, token)
    return write_page(request, thread_of(article), form=form, status=422)


@anyone
@require_safe
def write(request: HttpRequest, key: str) -> HttpResponse:
    return write_page(request, thread_of(find_article(request, key)))


@anyone
@require_safe
def reply(request: HttpRequest, number: int) -> HttpResponse:
    parent = find_comment(request, number, reader=reader_of(request))
    return write_page(request, parent.thread, parent=parent)


def write_page(
    request: HttpRequest,
    thread: Thread,
    *,
    form: CommentForm | None = None,
    parent: Comment | None = None,
    preview: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with only the form: for a reply, or with what was typed and why it was not taken."""
    rules = DiscussionSettings.for_request(request)
    if form and form.cleaned_data.get("parent") and thread.pk:
        parent = thread.comments.approved().filter(pk=form.cleaned_data["parent"]).first()
    if parent:
        parent.thread = thread
    closed = why_closed(thread=thread, rules=rules, article=thread.article, at=timezone.now())
    written = written_form(
        request=request,
        thread=thread,
        rules=rules,
        form=form,
        parent=parent,
        question=form.cleaned_data.get("question") if form else None,
        preview=preview,
    )
    context = {
        "page": thread.article,
        "thread": thread,
        "parent": parent,
        "quoted": show_one(request=request, comment=parent) if parent else None,
        "closed": closed,
        "can_write": form is not None or (not closed and (parent is None or _can_answer(parent))),
        "written": written,
    }
    response = render(request, "discussion/write.html", context, status=status)
    return guests.for_who_asked(response, is_private=written.is_private)


def writer_of(request: HttpRequest, token: str) -> Writer:
    """Who writes here, by account, or by the guest's cookie (`token`, "" where none came) and address."""
    guest_key = guests.guest_key_of(token) if token else None
    if request.user.is_authenticated:
        # The browser is noted, too: a suspension holds what comes from it signed out.
        return Writer(user=request.user, address=client_address(request), guest_key=guest_key)
    return Writer(
        address=client_address(request),
        guest_key=guest_key,
        address_key=guests.address_key_of(request),
        wider_key=guests.wider_key_of(request),
        is_new=not guests.token_of(request),
    )


def _posted(request: HttpRequest, comment: Comment, token: str) -> HttpResponse:
    forget_words(request)
    place = reverse("discussion:comment", args=[comment.pk])
    if comment.user_id is None and not comment.is_approved:
        # A browser that keeps no cookies will not be known there.
        place += f"?waits={comment.thread.key}"
    response = see_other(place)
    guests.remember(response, token)
    name = kept_as(comment.thread.key, parent=comment.parent_id, question=comment.question_id)
    guests.tell_sent(response, name)
    return guests.for_who_asked(response, is_private=True)


def _can_answer(comment: Comment) -> bool:
    return comment.is_approved and not comment.is_closed
