"""Votes: where they are sent, and a reader's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from standfirst.accounts.models import User
from standfirst.discussion import guests
from standfirst.discussion.ballots import Ballots, sign_in_place
from standfirst.discussion.finding import find_comment, number_in
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.own_votes import show_own_votes
from standfirst.discussion.queries import own_votes
from standfirst.discussion.readers import Reader, reader_of
from standfirst.discussion.services.voting import VoteRefused, cast_vote
from standfirst.discussion.shapes import fill
from standfirst.lib.access import anyone
from standfirst.lib.access import reader as readers_only
from standfirst.lib.http import own_forms_only, page_before, see_other

_VALUES = {"up": True, "down": False, "none": None}


@anyone
@own_forms_only
def vote(request: HttpRequest, number: int) -> HttpResponse:
    known = reader_of(request)
    comment = find_comment(request, number, reader=known)
    value = request.POST.get("value", "")
    if request.method != "POST" or value not in _VALUES:
        return redirect("discussion:comment", number=number)
    rules = DiscussionSettings.for_request(request)
    token = guests.token_of(request) or guests.new_token()
    reader = known if known.is_known else Reader(guest_key=guests.guest_key_of(token))
    refusal: VoteRefused | None = None
    try:
        comment = cast_vote(
            comment=comment,
            reader=reader,
            is_up=_VALUES[value],
            rules=rules,
            at=timezone.now(),
            address_key=guests.address_key_of(request),
            wider_key=guests.wider_key_of(request),
        )
    except VoteRefused as refused:
        refusal = refused
    response = _answer(request, comment, reader, rules, refusal)
    if reader.user is None and refusal is None:
        guests.remember(response, token)
    return guests.for_who_asked(response, is_private=True)


@readers_only
@own_forms_only
def own(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - nobody else was let in
    if request.method == "POST":
        comment = get_object_or_404(
            Comment.objects.select_related("thread"),
            pk=number_in(request.POST.get("comment", "")),
            votes__user=user,
        )
        rules = DiscussionSettings.for_request(request)
        cast_vote(comment=comment, reader=Reader(user), is_up=None, rules=rules, at=timezone.now())
        return see_other(request.get_full_path())
    before = number_in(request.GET.get("before", "0"))
    page = show_own_votes(user=user, before=before)
    return render(request, "discussion/own_votes.html", {"shown": page})


def _answer(
    request: HttpRequest,
    comment: Comment,
    reader: Reader,
    rules: DiscussionSettings,
    refusal: VoteRefused | None,
) -> HttpResponse:
    """The votes as they stand now for a script; else the comment's place, or the "no" on a page."""
    if "X-Part" in request.headers:
        part = _part(comment, reader, rules, str(refusal or ""))
        return HttpResponse(part, status=422 if refusal else 200)
    if refusal is None:
        # Where it was cast: the thread may stand there in another order than on the article.
        if page := page_before(request):
            return see_other(f"{page}#comment-{comment.pk}")
        return see_other(reverse("discussion:comment", args=[comment.pk]))
    context = {
        "page": comment.thread.article,
        "comment": comment,
        "refusal": refusal,
        "sign_in": "" if reader.user else sign_in_place(comment.pk),
    }
    return render(request, "discussion/vote_refused.html", context, status=422)


def _part(comment: Comment, reader: Reader, rules: DiscussionSettings, refusal: str) -> str:
    """The votes under `comment` alone, with what is told to who cannot see them change."""
    own = own_votes(reader=reader, numbers=[comment.pk])
    ballots = Ballots.lay_out(reader=reader, rules=rules, own=own)
    words = ballots.words_of(comment)
    words["said"] = refusal or _said(words)
    if refusal:
        words["refusal"] = refusal
    shape = {"is_part", *ballots.shape_of(comment)}
    return fill("discussion/parts/votes.html", frozenset(shape), words)


def _said(words: dict[str, str]) -> str:
    return _("Agree: %(up)s. Disagree: %(down)s.") % words
