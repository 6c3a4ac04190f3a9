"""Proving an address: of one comment by a letter, of all earlier ones by an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from standfirst.accounts.models import User
from standfirst.discussion import guests
from standfirst.discussion.letters import proven_by
from standfirst.discussion.models import Comment, DiscussionSettings
from standfirst.discussion.services import claim_comments, confirm_mail
from standfirst.lib.access import anyone
from standfirst.lib.access import reader as readers_only
from standfirst.lib.http import own_forms_only, see_other

OWN_COMMENTS = "/account/comments/"


@anyone
@own_forms_only
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button: mail programs open links by themselves, but press nothing."""
    comment = proven_by(token)
    if request.method == "POST":
        rules = DiscussionSettings.for_request(request)
        comment = confirm_mail(comment=comment, rules=rules, at=timezone.now())
        if comment.has_place:
            return see_other(reverse("discussion:comment", args=[comment.pk]))
    context = {
        "page": comment.thread.article,
        "comment": comment,
        "is_waiting": comment.state == Comment.State.HELD,
        "is_unproven": comment.held_for == Comment.HeldFor.MAIL,
    }
    response = render(request, "discussion/prove.html", context)
    return guests.for_who_asked(response, is_private=True)


@readers_only
@own_forms_only
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]  # signed in, as the access rule says
    claimed = claim_comments(user=user, at=timezone.now())
    said = ngettext("%(n)s comment is yours now.", "%(n)s comments are yours now.", claimed)
    messages.success(request, said % {"n": claimed})
    return see_other(OWN_COMMENTS)
