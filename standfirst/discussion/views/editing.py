"""What writers do to their own comments, and what readers see of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from standfirst.discussion import guests
from standfirst.discussion.composing import edit_form
from standfirst.discussion.finding import find_comment
from standfirst.discussion.forms import WordsForm
from standfirst.discussion.history import versions_of
from standfirst.discussion.keeping import forget_words
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.readers import Reader, reader_of
from standfirst.discussion.services import (
    NotTheirs,
    PostRefused,
    Writer,
    can_edit,
    delete_comment,
    edit_comment,
    preview_edit,
)
from standfirst.discussion.showing import show_one
from standfirst.lib.access import anyone
from standfirst.lib.http import own_forms_only, see_other


@anyone
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    reader = reader_of(request)
    comment = find_comment(request, number, reader=reader, own_in_any_state=True)
    if request.method != "POST":
        return _edit_page(request, comment)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, comment, form=form, status=422)
    words = form.cleaned_data["words"]
    rules, writer = DiscussionSettings.for_request(request), _writer(request)
    try:
        if "preview" in request.POST:
            html = preview_edit(
                comment=comment, typed=words, writer=writer, rules=rules, at=timezone.now()
            )
            return _edit_page(request, comment, form=form, preview=html)
        edit_comment(comment=comment, words=words, writer=writer, rules=rules, at=timezone.now())
    except PostRefused as refusal:
        form.add_refusal(refusal)
        return _edit_page(request, comment, form=form, status=422)
    forget_words(request)
    response = see_other(reverse("discussion:comment", args=[comment.pk]))
    guests.tell_sent(response, f"edit.{comment.pk}")
    return guests.for_who_asked(response, is_private=True)


@anyone
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, on a page of its own, whether a comment shall go; then let it go.

    Raises:
        Http404: who asks did not write it.
    """
    reader = reader_of(request)
    comment = find_comment(request, number, reader=reader)
    if request.method != "POST" or "sure" not in request.POST:
        if not reader.wrote(comment):
            raise Http404
        quoted = show_one(request=request, comment=comment)
        context = {"page": comment.thread.article, "comment": comment, "quoted": quoted}
        response = render(request, "discussion/delete.html", context)
        return guests.for_who_asked(response, is_private=True)
    try:
        delete_comment(comment=comment, writer=_writer(request), at=timezone.now())
    except NotTheirs as refusal:
        raise Http404 from refusal
    place = reverse("discussion:thread", args=[comment.thread.key]) + "#discussion"
    if comment.has_place:
        place = reverse("discussion:comment", args=[comment.pk])
    return guests.for_who_asked(see_other(place), is_private=True)


@anyone
@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """All that a comment ever said, the newest first.

    Raises:
        Http404: it is not shown to who asks.
    """
    reader = reader_of(request)
    comment = find_comment(request, number, reader=reader)
    if not (comment.is_approved or reader.is_moderator or _is_own_waiting(comment, reader)):
        raise Http404
    context = {
        "page": comment.thread.article,
        "comment": comment,
        "versions": versions_of(comment),
        "place": reverse("discussion:comment", args=[comment.pk]),
    }
    response = render(request, "discussion/history.html", context)
    return guests.for_who_asked(response, is_private=not comment.is_approved)


def _writer(request: HttpRequest) -> Writer:
    """Who acts, by account and by browser: a reader who signed in may have written as a guest before."""
    reader = reader_of(request)
    return Writer(
        user=reader.user,
        guest_key=reader.guest_key,
        address_key=guests.address_key_of(request),
        wider_key=guests.wider_key_of(request),
    )


def _is_own_waiting(comment: Comment, reader: Reader) -> bool:
    return comment.state == Comment.State.HELD and reader.wrote(comment)


def _edit_page(
    request: HttpRequest,
    comment: Comment,
    *,
    form: WordsForm | None = None,
    preview: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form with a comment's words, or with what was typed and why it was not taken.

    Raises:
        Http404: nothing was typed, and it is not theirs to change.
    """
    rules = DiscussionSettings.for_request(request)
    is_own = reader_of(request).wrote(comment)
    if form is None and not is_own:
        raise Http404
    context = {
        "page": comment.thread.article,
        "comment": comment,
        "can_edit": form is not None or can_edit(comment, rules, at=timezone.now()),
        "minutes": rules.edit_minutes,
        "written": edit_form(
            request=request,
            comment=comment,
            rules=rules,
            form=form,
            preview=mark_safe(preview),  # noqa: S308 - sanitised by the renderer
        ),
        "place": reverse("discussion:comment", args=[comment.pk]),
    }
    response = render(request, "discussion/edit.html", context, status=status)
    return guests.for_who_asked(response, is_private=True)
